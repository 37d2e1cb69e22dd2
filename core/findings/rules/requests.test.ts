import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
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
  return rule.judge({ entity: 'e', fromMillis: 0, own, before: [], all: { hits: 0, total: 1000 }, ...some });
}

for (const rule of [answeredAttack, falseCrawler]) {
  describe(rule.name, () => {
    test('finds a few where there were none', () => {
      assert.equal(judge(rule, [row(8, 1)], { baseline: baseline(24, 0, 0) })?.numbers['samples'], 24);
      assert.equal(judge(rule, [row(2)], { baseline: baseline(24, 0, 0) }), undefined);
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

for (const rule of [datasetSilence, hostSilence]) {
  describe(rule.name, () => {
    const usual = baseline(24, 50, 1000);

    test('finds that nothing comes where fifty lines an hour came', () => {
      assert.equal(judge(rule, [], { baseline: usual })?.numbers['expected'], 50);
      assert.equal(judge(rule, [row(1)], { baseline: usual }), undefined);
    });

    test('adds up hours of silence, and does not learn from them', () => {
      const samples = baseline(24, 8, 1000).samples.map((one, at) => ({ ...one, hits: at < 22 ? 8 : 0 }));
      assert.equal(judge(rule, [], { baseline: baseline(24, 8, 1000) }), undefined);
      const found = judge(rule, [], { baseline: { basis: 'windows before', samples } });
      assert.deepEqual([found?.numbers['hours'], found?.numbers['expected'], found?.numbers['samples']], [3, 24.1, 22]);
    });

    test('is no night in which hardly any lines come', () => {
      assert.equal(judge(rule, [], { baseline: usual, all: { hits: 0, total: 60 } }), undefined);
    });

    test('is no source of batches, nor one of a line an hour', () => {
      const samples = usual.samples.map((one, at) => ({ ...one, hits: at % 4 === 0 ? 200 : 0 }));
      assert.equal(judge(rule, [], { baseline: { ...usual, samples } }), undefined);
      assert.equal(judge(rule, [], { baseline: baseline(24, 1, 1000) }), undefined);
    });

    test('is not found by half a day that is not known', () => {
      assert.equal(judge(rule, [], { baseline: baseline(11, 50, 1000) }), undefined);
    });
  });
}
