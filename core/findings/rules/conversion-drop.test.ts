import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HOUR_MILLIS } from '../../time/units.ts';
import type { Baseline, CountRow, Verdict } from '../rule.ts';
import { conversionDrop } from './conversion-drop.ts';

const NOW = 100 * HOUR_MILLIS;

interface Hours {
  /** How often the goal was reached so many hours ago. */
  readonly timesOf: (hoursAgo: number) => number;
  /** Requests of people. Default: 1,000. */
  readonly requestsOf?: (hoursAgo: number) => number;
  readonly known?: number;
}

function judge({ timesOf, requestsOf = () => 1000, known = 72 }: Hours): Verdict | undefined {
  const row = (hoursAgo: number): CountRow[] => {
    const count = timesOf(hoursAgo);
    const fromMillis = NOW - hoursAgo * HOUR_MILLIS;
    return count === 0 ? [] : [{ fromMillis, entity: 'Order', other: '', count, parts: {} }];
  };
  const samples = Array.from({ length: known }, (_, at) => {
    const hoursAgo = known - at;
    const hits = timesOf(hoursAgo);
    return { fromMillis: NOW - hoursAgo * HOUR_MILLIS, hits, allHits: hits, total: requestsOf(hoursAgo) };
  });
  const baseline: Baseline = { basis: 'windows before', samples };
  return conversionDrop.judge({
    entity: 'Order',
    fromMillis: NOW,
    own: row(0),
    before: [5, 4, 3, 2, 1].flatMap(row),
    all: { hits: timesOf(0), total: requestsOf(0) },
    allBefore: { hits: 0, total: 0 },
    baseline,
  });
}

describe('conversion-drop', () => {
  test('finds an hour without orders where there are many, and several where there are few', () => {
    const none = judge({ timesOf: (hoursAgo) => (hoursAgo === 0 ? 0 : 30) });
    assert.deepEqual([none?.numbers['times'], none?.numbers['hours'], none?.confidence], [0, 1, 'high']);
    assert.equal(none?.text, 'The goal Order was reached 0 times in an hour; 30 were expected.');
    const few = judge({ timesOf: (hoursAgo) => (hoursAgo < 5 ? 0 : 6) });
    assert.deepEqual([few?.numbers['times'], few?.numbers['hours']], [0, 3]);
    const half = judge({ timesOf: (hoursAgo) => (hoursAgo < 6 ? Number(hoursAgo > 2) : 6) });
    assert.deepEqual([half?.numbers['times'], half?.numbers['hours']], [0, 3]);
    const slow = judge({ timesOf: (hoursAgo) => (hoursAgo < 6 ? 0 : 4) });
    assert.deepEqual([slow?.numbers['times'], slow?.numbers['hours']], [0, 5]);
    assert.equal(judge({ timesOf: (hoursAgo) => (hoursAgo === 0 ? 0 : 6) }), undefined);
  });

  test('is neither a night nor a crowd that comes to look', () => {
    const isNight = (hoursAgo: number): boolean => hoursAgo < 6;
    const night = judge({
      timesOf: (hoursAgo) => (isNight(hoursAgo) ? 1 : 30),
      requestsOf: (hoursAgo) => (isNight(hoursAgo) ? 40 : 1000),
    });
    assert.equal(night, undefined);
    const crowd = judge({ timesOf: () => 30, requestsOf: (hoursAgo) => (hoursAgo < 3 ? 9000 : 1000) });
    assert.equal(crowd, undefined);
    const isCrowd = (hoursAgo: number): boolean => hoursAgo < 3 || (hoursAgo >= 24 && hoursAgo < 27);
    const again = judge({ timesOf: () => 30, requestsOf: (hoursAgo) => (isCrowd(hoursAgo) ? 9000 : 1000) });
    assert.equal(again, undefined);
  });

  test('is not found again once orders are back, nor while less than a day is known', () => {
    assert.equal(judge({ timesOf: (hoursAgo) => (hoursAgo > 0 && hoursAgo < 5 ? 0 : 30) }), undefined);
    assert.equal(judge({ timesOf: (hoursAgo) => (hoursAgo === 0 ? 0 : 30), known: 28 }), undefined);
    assert.ok(judge({ timesOf: (hoursAgo) => (hoursAgo === 0 ? 0 : 30), known: 29 }));
  });
});
