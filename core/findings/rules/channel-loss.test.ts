import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HOUR_MILLIS } from '../../time/units.ts';
import type { Baseline, CountRow, Verdict } from '../rule.ts';
import { channelLoss } from './channel-loss.ts';

const NOW = 100 * HOUR_MILLIS;

/** Judges a site that sends so many people in an hour so long ago, of 1,000 requests of people. */
function judge(sentOf: (hoursAgo: number) => number, known = 72): Verdict | undefined {
  const row = (hoursAgo: number): CountRow[] => {
    const count = sentOf(hoursAgo);
    const fromMillis = NOW - hoursAgo * HOUR_MILLIS;
    return count === 0 ? [] : [{ fromMillis, entity: 'search.example', other: '', count, parts: {} }];
  };
  const samples = Array.from({ length: known }, (_, at) => {
    const hits = sentOf(known - at);
    return { fromMillis: NOW - (known - at) * HOUR_MILLIS, hits, allHits: hits, total: 1000 };
  });
  const baseline: Baseline = { basis: 'windows before', samples };
  return channelLoss.judge({
    entity: 'search.example',
    fromMillis: NOW,
    own: row(0),
    before: [5, 4, 3, 2, 1].flatMap(row),
    all: { hits: sentOf(0), total: 1000 },
    allBefore: { hits: 0, total: 0 },
    baseline,
  });
}

describe('channel-loss', () => {
  test('finds a site that sends nobody, in an hour if it sent many, and in several if it sent few', () => {
    const many = judge((hoursAgo) => (hoursAgo === 0 ? 0 : 30));
    assert.deepEqual([many?.numbers['requests'], many?.numbers['hours'], many?.confidence], [0, 1, 'high']);
    assert.equal(many?.text, 'The site search.example led people here 0 times in an hour; 30 were expected.');
    assert.equal(judge((hoursAgo) => (hoursAgo < 5 ? 0 : 6))?.numbers['hours'], 3);
    assert.equal(
      judge((hoursAgo) => (hoursAgo === 0 ? 0 : 6)),
      undefined,
    );
  });

  test('is no article that everybody has read, nor one of the last two days', () => {
    const fading = (hoursAgo: number): number => (hoursAgo < 6 ? 0 : hoursAgo <= 24 ? 10 : hoursAgo <= 48 ? 30 : 60);
    assert.equal(judge(fading), undefined);
    assert.equal(
      judge((hoursAgo) => (hoursAgo < 3 || hoursAgo > 48 ? 0 : 30)),
      undefined,
    );
    assert.equal(
      judge((hoursAgo) => (hoursAgo === 0 ? 0 : 30), 48),
      undefined,
    );
    // a busy day and a quiet one
    assert.ok(judge((hoursAgo) => (hoursAgo < 3 ? 0 : hoursAgo <= 24 ? 20 : 36)));
  });

  test('leaves out campaigns, which end', () => {
    assert.deepEqual(channelLoss.question.where, {
      all: [
        { field: 'kafkainsight.referrer.domain', exists: true },
        { field: 'kafkainsight.client.kind', is: 'person' },
        { not: { field: 'kafkainsight.campaign.name', exists: true } },
      ],
    });
  });
});
