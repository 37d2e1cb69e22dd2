import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  learnRate,
  median,
  medianDeviation,
  surpriseOfDeviation,
  surpriseOfFewer,
  surpriseOfMore,
  surpriseOfShare,
} from './statistics.ts';

/** Within a thousandth. */
function near(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) <= 0.001 * Math.abs(expected), `${actual}, not ${expected}`);
}

const cases: readonly (readonly [number, number, number, number, number])[] = [
  [3, 100, 0, 2400, 4.692346],
  [5, 9, 30, 1000, 4.865357],
  [12, 9, 30, 1000, 14.730497],
  [40, 3000, 12, 70000, 44.65267],
  [200, 3000, 120, 70000, 189.016429],
];

// The survival function of the negative binomial distribution, summed in Python 3 over 4,000 terms of its probability mass function by
// math.lgamma (NIST Digital Library of Mathematical Functions, section 26.3; size: hits + 0.5, probability: total / (total + exposure)).
test('a surprise is the tail of the negative binomial distribution', () => {
  for (const [count, exposure, hits, total, expected] of cases) {
    near(surpriseOfMore(count, exposure, { hits, total, dispersion: 1 }), expected);
  }
});

// The cumulative distribution function of the same distribution, summed in the same way.
test('a surprise of fewer is its other tail', () => {
  const few: typeof cases = [
    [0, 100, 300, 2400, 5.327494],
    // an exposure of three times what was learned from
    [5, 30, 10, 10, 3.320812],
    [9, 1000, 400, 10_000, 7.931785],
    [9, 1200, 4000, 24_000, 69.783735],
    [100, 3000, 12_000, 70_000, 107.101296],
  ];
  for (const [count, exposure, hits, total, expected] of few) {
    near(surpriseOfFewer(count, exposure, { hits, total, dispersion: 1 }), expected);
  }
  const learned = { hits: 300, total: 1000, dispersion: 1 };
  assert.ok(surpriseOfFewer(10, 1000, { ...learned, dispersion: 4 }) < surpriseOfFewer(10, 1000, learned));
  for (const count of [31, 400]) assert.equal(surpriseOfFewer(count, 100, learned), 0);
  assert.equal(surpriseOfFewer(0, 10, { hits: 0, total: 0, dispersion: 1 }), 0);
  assert.ok(surpriseOfFewer(2000, 1_000, { hits: 100_000, total: 10_000, dispersion: 1 }) > 300);
});

test('as many as expected, or fewer, is no surprise', () => {
  const learned = { hits: 100, total: 1000, dispersion: 1 };
  for (const count of [0, 1, 10]) assert.equal(surpriseOfMore(count, 100, learned), 0);
  assert.equal(surpriseOfMore(5, 10, { hits: 0, total: 0, dispersion: 1 }), 0);
});

// Exact: sums of binomial coefficients times rising factorials, in Python 3's fractions (beta-binomial; hits + 1/2, misses + 1/2).
test('a surprise of a share is the tail of the beta-binomial distribution', () => {
  near(surpriseOfShare(3, 3, { hits: 0, total: 100, dispersion: 1 }), 5.752757);
  near(surpriseOfShare(5, 9, { hits: 30, total: 1000, dispersion: 1 }), 5.40049);
  near(surpriseOfShare(33, 33, { hits: 150, total: 1000, dispersion: 1 }), 25.957799);
  near(surpriseOfShare(40, 300, { hits: 12, total: 700, dispersion: 1 }), 12.294229);
});

test('a share that is expected is no surprise, and one that varies surprises less', () => {
  assert.equal(surpriseOfShare(10, 100, { hits: 100, total: 1000, dispersion: 1 }), 0);
  assert.equal(surpriseOfShare(5, 10, { hits: 0, total: 0, dispersion: 1 }), 0);
  const plain = surpriseOfShare(12, 12, { hits: 100, total: 1000, dispersion: 1 });
  const varied = surpriseOfShare(12, 12, { hits: 100, total: 1000, dispersion: 8 });
  assert.ok(varied < plain && varied > 6, `${varied}, not below ${plain}`);
});

test('what varies more than by chance surprises less', () => {
  const learned = { hits: 100, total: 1000, dispersion: 1 };
  const plain = surpriseOfMore(40, 100, learned);
  const varied = surpriseOfMore(40, 100, { ...learned, dispersion: 4 });
  assert.ok(varied < plain && varied > 0, `${varied}, not below ${plain}`);
});

test('a very large count has a surprise without underflow', () => {
  const surprise = surpriseOfMore(10_000, 100, { hits: 10, total: 10_000, dispersion: 1 });
  assert.ok(Number.isFinite(surprise) && surprise > 1000, String(surprise));
});

test('a rate is learned without the highest quarter of the samples', () => {
  const usual = Array.from({ length: 15 }, () => ({ hits: 1, total: 100 }));
  const outage = { hits: 90, total: 100 };
  assert.deepEqual(learnRate([...usual, outage, outage, outage, outage, outage]), {
    hits: 15,
    total: 1500,
    dispersion: 1,
  });
  assert.deepEqual(learnRate([]), { hits: 0, total: 0, dispersion: 1 });
});

test('the median, and how far values lie from it', () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 2, 3]), 2.5);
  assert.equal(median([]), 0);
  // Rousseeuw and Croux 1993: 1.4826 times the median of |x - median|
  near(medianDeviation([1, 1, 2, 2, 4, 6, 9]), 1.4826);
});

// Student's distribution (NIST Digital Library of Mathematical Functions, section 8.17(i): an incomplete beta function), its density integrated
// in Python 3 by Simpson's rule in 200,000 steps.
test('a surprise of deviations is the tail of Student’s distribution, within a fiftieth', () => {
  const tails: readonly (readonly [number, number, number])[] = [
    [3, 24, 2.495507],
    [5, 24, 4.63224],
    [6, 48, 6.871009],
    [8, 72, 11.077722],
    [12, 60, 17.045659],
  ];
  for (const [deviations, samples, expected] of tails) {
    const actual = surpriseOfDeviation(deviations, samples);
    assert.ok(Math.abs(actual - expected) <= 0.02 * expected, `${actual}, not ${expected}`);
  }
  assert.equal(surpriseOfDeviation(0.5, 24), 0);
  assert.ok(surpriseOfDeviation(1e6, 24) < 200 && Number.isFinite(surpriseOfDeviation(1e6, 24)));
});
