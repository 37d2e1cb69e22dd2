import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { evidenceOf } from '../../../test/helpers/evidence.ts';
import { HOUR_MILLIS } from '../../time/units.ts';
import type { Baseline, CountRow, Evidence, Rule, Verdict } from '../rule.ts';
import { answeredAttack } from './answered-attack.ts';
import { falseCrawler } from './false-crawler.ts';
import { datasetSilence, hostSilence } from './silence.ts';

const row = (count: number, failed = 0): CountRow => ({
  fromMillis: 0,
  entity: 'e',
  other: '',
  count,
  parts: { failed: { count: failed } },
});

/** Hours in each of which the entity had so many hits, and all together so many of so many. */
function baseline(hours: number, hits: number, allHits: number, total = 1000): Baseline {
  const samples = Array.from({ length: hours }, (_, at) => {
    return { fromMillis: (at - hours) * HOUR_MILLIS, hits, allHits, total };
  });
  return { basis: 'windows before', samples };
}

function judge(rule: Rule, own: readonly CountRow[], some: Partial<Evidence>): Verdict | undefined {
  return rule.judge(evidenceOf({ own, ...some }));
}

for (const rule of [answeredAttack, falseCrawler]) {
  describe(rule.name, () => {
    test('finds a few where there were none', () => {
      assert.equal(judge(rule, [row(8, 1)], { baseline: baseline(24, 0, 0) })?.numbers['samples'], 24);
      assert.ok(judge(rule, [row(3)], { baseline: baseline(200, 0, 0) }));
      assert.equal(judge(rule, [row(2)], { baseline: baseline(200, 0, 0) }), undefined);
    });

    test('finds no more than there always are', () => {
      assert.equal(judge(rule, [row(8)], { baseline: baseline(24, 0, 20) }), undefined);
      assert.equal(judge(rule, [row(8)], {}), undefined);
    });
  });
}

test('answered-attack says how many failed', () => {
  const found = judge(answeredAttack, [row(8, 3)], { baseline: baseline(24, 0, 0) });
  assert.deepEqual([found?.numbers['answered'], found?.numbers['failed']], [8, 3]);
});

/** Judges an hour without a line; what was there in the hours before is what the baseline has of them. */
function judgeSilence(rule: Rule, usual: Baseline, some: Partial<Evidence> = {}): Verdict | undefined {
  const before = usual.samples.flatMap(({ fromMillis, hits }) => (hits === 0 ? [] : [{ ...row(hits), fromMillis }]));
  return judge(rule, [], { baseline: usual, before, ...some });
}

for (const rule of [datasetSilence, hostSilence]) {
  describe(rule.name, () => {
    const usual = baseline(24, 50, 1000);

    test('finds that nothing comes where fifty lines an hour came', () => {
      assert.equal(judgeSilence(rule, usual)?.numbers['expected'], 50);
      assert.equal(judge(rule, [row(1)], { baseline: usual }), undefined);
    });

    test('adds up hours of silence, and does not learn from them', () => {
      const samples = baseline(24, 8, 1000).samples.map((one, at) => ({ ...one, hits: at < 22 ? 8 : 0 }));
      assert.equal(judgeSilence(rule, baseline(24, 8, 1000)), undefined);
      const found = judgeSilence(rule, { basis: 'windows before', samples });
      assert.deepEqual([found?.numbers['hours'], found?.numbers['expected'], found?.numbers['samples']], [3, 24.1, 21]);
    });

    test('does not learn from the hour in which it stopped', () => {
      // Poisson, an hour of 20 expected: a surprise of 20 / ln 10, less what is not known of the rate
      const samples = baseline(24, 20, 1000).samples.map((one, at) => ({ ...one, hits: at < 23 ? 20 : 0 }));
      const before = [...samples.slice(0, 23), { ...baseline(1, 1, 1000).samples[0], hits: 1 }].map(
        ({ hits, fromMillis }) => ({
          ...row(hits),
          fromMillis: fromMillis ?? 0,
        }),
      );
      const found = judgeSilence(rule, { basis: 'windows before', samples }, { before });
      assert.deepEqual([found?.numbers['surprise'], found?.numbers['samples']], [8, 23]);
    });

    test('does not take an hour of too few lines to learn from for one of silence', () => {
      const samples = baseline(24, 8, 1000).samples.map((one, at) => ({ ...one, hits: at < 22 ? 8 : 0 }));
      const before = [{ ...row(1), fromMillis: -HOUR_MILLIS }];
      assert.equal(judgeSilence(rule, { basis: 'windows before', samples }, { before }), undefined);
    });

    test('is no night in which hardly any lines come', () => {
      assert.equal(judgeSilence(rule, usual, { all: { hits: 0, total: 60 } }), undefined);
    });

    test('expects no more of an hour in which others have many lines than of the same one of the day before', () => {
      const found = judgeSilence(rule, usual, { all: { hits: 0, total: 9000 } });
      assert.equal(found?.numbers['expected'], 50);
    });

    test('is nobody who has faded since the day before', () => {
      const samples = usual.samples.map((one, at) => ({ ...one, hits: at < 16 ? 50 : 50 - 6 * (at - 16) }));
      assert.equal(judgeSilence(rule, { ...usual, samples }), undefined);
    });

    test('is no source of batches, nor one of a line an hour', () => {
      const samples = usual.samples.map((one, at) => ({ ...one, hits: at % 4 === 0 ? 200 : 0 }));
      assert.equal(judgeSilence(rule, { ...usual, samples }), undefined);
      assert.equal(judgeSilence(rule, baseline(24, 1, 1000)), undefined);
    });

    test('is not found by half a day that is not known', () => {
      assert.equal(judgeSilence(rule, baseline(11, 50, 1000)), undefined);
    });
  });
}
