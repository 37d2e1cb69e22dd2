import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HOUR_MILLIS } from '../../time/units.ts';
import type { Baseline, CountRow, Evidence, Verdict } from '../rule.ts';
import { pathFailures } from './path-failures.ts';

const NOW = 100 * HOUR_MILLIS;

/** Failures of the path in an hour. */
const failures = (count: number, hoursAgo = 0): CountRow => ({
  fromMillis: NOW - hoursAgo * HOUR_MILLIS,
  entity: '/pay',
  other: '',
  count,
  parts: {},
});

/** Hours before this one, each of 1,000 requests, with so many failures of the path. */
function hoursBefore(hours: number, hitsOf: (hoursAgo: number) => number): Baseline {
  const samples = Array.from({ length: hours }, (_, at) => {
    const hoursAgo = hours - at;
    return { fromMillis: NOW - hoursAgo * HOUR_MILLIS, hits: hitsOf(hoursAgo), allHits: 5, total: 1000 };
  });
  return { basis: 'windows before', samples };
}

function judge(own: number, baseline: Baseline | undefined, some: Partial<Evidence> = {}): Verdict | undefined {
  return pathFailures.judge({
    entity: '/pay',
    fromMillis: NOW,
    own: own === 0 ? [] : [failures(own)],
    before: [],
    all: { hits: 0, total: 1000 },
    allBefore: { hits: 0, total: 5000 },
    baseline,
    ...some,
  });
}

describe('path-failures', () => {
  test('finds a path that breaks, and neither a busy day nor a path that always fails', () => {
    const usual = hoursBefore(24, () => 1);
    assert.deepEqual([judge(20, usual)?.numbers['failures'], judge(20, usual)?.numbers['hours']], [20, 1]);
    assert.equal(judge(12, usual, { all: { hits: 60, total: 12_000 } }), undefined);
    assert.equal(
      judge(
        20,
        hoursBefore(24, () => 18),
      ),
      undefined,
    );
    assert.equal(judge(20, undefined), undefined);
  });

  // two failures an hour, of a path that never fails: no hour alone is surprising
  const twice = [5, 4, 3, 2, 1].map((hoursAgo) => failures(2, hoursAgo));
  const sinceFiveHours = hoursBefore(72, (hoursAgo) => (hoursAgo > 5 ? 0 : 2));

  test('finds what fails now and then, in six hours together', () => {
    assert.equal(judge(2, sinceFiveHours), undefined);
    const found = judge(2, sinceFiveHours, { before: twice });
    assert.deepEqual([found?.numbers['failures'], found?.numbers['hours'], found?.numbers['samples']], [12, 6, 67]);
    assert.equal(found?.text, '/pay failed 12 times in 6 hours; going by the hours before, 0.1 were expected.');
  });

  test('finds it in the same hour of the week, against all requests of the six hours', () => {
    const weeks: Baseline = { ...hoursBefore(8, () => 0), basis: 'hour of the week' };
    const before = [5, 4, 3, 2, 1].map((hoursAgo) => failures(6, hoursAgo));
    assert.equal(judge(3, weeks, { before })?.numbers['requestsOfAllPaths'], 6000);
    assert.equal(judge(3, weeks, { before, allBefore: { hits: 0, total: 500_000 } }), undefined);
  });

  test('is not found again in the hours after it is over', () => {
    const over = [failures(60, 3)];
    const usual = hoursBefore(72, (hoursAgo) => (hoursAgo === 3 ? 60 : 2));
    assert.equal(judge(2, usual, { before: over }), undefined);
    assert.equal(judge(0, usual, { before: over }), undefined);
    assert.equal(judge(8, usual, { before: over })?.numbers['failures'], 68);
  });
});
