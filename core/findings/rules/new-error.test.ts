import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { evidenceOf } from '../../../test/helpers/evidence.ts';
import { HOUR_MILLIS } from '../../time/units.ts';
import type { Baseline, CountRow, Rule, Verdict } from '../rule.ts';
import { newErrorCode, newErrorPattern } from './new-error.ts';

const lines = (count: number): CountRow => ({ fromMillis: 0, entity: 'e', other: '', count, parts: {} });

function judge(rule: Rule, own: readonly CountRow[], usual?: Baseline): Verdict | undefined {
  return rule.judge(evidenceOf({ own, baseline: usual }));
}

/** So many hours before, without the error in them unless it is said otherwise. */
function hoursBefore(
  hours: number,
  totalOf: (at: number) => number,
  hitsOf: (hoursAgo: number) => number = () => 0,
): Baseline {
  const samples = Array.from({ length: hours }, (_, at) => ({
    fromMillis: (at - hours) * HOUR_MILLIS,
    hits: hitsOf(hours - at),
    allHits: 9,
    total: totalOf(at),
  }));
  return { basis: 'windows before', samples };
}

describe('new-error-code', () => {
  const judgeAfter = (hours: number, hitsOf: (hour: number) => number, own: number): Verdict | undefined =>
    judge(
      newErrorCode,
      [lines(own)],
      hoursBefore(hours, () => 1000, hitsOf),
    );
  const never = (): number => 0;

  test('finds what was not there', () => {
    assert.equal(judgeAfter(30, never, 6)?.confidence, 'high');
    assert.equal(judgeAfter(12, never, 9)?.confidence, 'medium');
    assert.equal(
      judgeAfter(30, never, 6)?.text,
      'e is in 6 lines of the last hour, and in none of the 30 hours before.',
    );
  });

  test('finds what began with a line or two in the hours before', () => {
    const begun = judgeAfter(30, (hoursAgo) => (hoursAgo <= 2 ? 1 : 0), 9);
    assert.deepEqual([begun?.numbers['lines'], begun?.numbers['hours'], begun?.numbers['samples']], [11, 3, 28]);
  });

  test('finds what goes on slowly, by all hours since it began', () => {
    // once in each of ten hours: an hour alone says little
    assert.equal(judgeAfter(40, (hoursAgo) => (hoursAgo < 10 ? 1 : 0), 1)?.numbers['lines'], 10);
    assert.equal(
      judgeAfter(40, (hoursAgo) => (hoursAgo === 1 ? 1 : 0), 1),
      undefined,
    );
  });

  test('says nothing of what has been there for longer than is known of the time before', () => {
    assert.equal(
      judgeAfter(18, (hoursAgo) => (hoursAgo < 12 ? 9 : 0), 9),
      undefined,
    );
    assert.equal(judgeAfter(24, (hoursAgo) => (hoursAgo < 12 ? 9 : 0), 9)?.numbers['hours'], 12);
  });

  test('finds neither what was there before nor one line, and nothing while too little is known', () => {
    assert.equal(
      judgeAfter(60, (hoursAgo) => (hoursAgo === 24 ? 1 : 0), 9),
      undefined,
    );
    assert.equal(judgeAfter(168, never, 1), undefined);
    assert.equal(judgeAfter(5, never, 9), undefined);
    // eleven hours may be those of a night
    assert.equal(judgeAfter(11, never, 9), undefined);
    assert.equal(judge(newErrorCode, [lines(9)]), undefined);
    // twelve hours with hardly a line, as of a night
    const night = hoursBefore(12, () => 20);
    assert.equal(judge(newErrorCode, [lines(4)], night), undefined);
  });

  test('knows nothing of hours without a line', () => {
    const silent = hoursBefore(12, (at) => (at < 11 ? 0 : 100_000));
    assert.equal(judge(newErrorCode, [lines(9)], silent), undefined);
  });

  test('names the pattern where there is no code', () => {
    const found = judge(
      newErrorPattern,
      [lines(6)],
      hoursBefore(30, () => 1000),
    );
    assert.equal(
      found?.text,
      'An error message of pattern e is in 6 lines of the last hour, and in none of the 30 hours before.',
    );
  });

  test('is proved by two clients or three requests, not by the lines of one request, nor by one more attempt', () => {
    const isProved = (...places: readonly (readonly [second: number, client?: string])[]): boolean | undefined =>
      newErrorCode.isProvedBy?.(
        places.map(([second, client], at) => ({
          id: `${at}`,
          index: 'i',
          timeMillis: 1000 * second,
          ...(client !== undefined && { client }),
        })),
      );
    assert.equal(isProved([0, 'a'], [1, 'b']), true);
    assert.equal(isProved([0, 'a'], [30, 'a'], [60, 'a']), true);
    assert.equal(isProved([0, 'a'], [0, 'a'], [0, 'a'], [30, 'a'], [30, 'a']), false);
    // a line that does not say who caused it
    assert.equal(isProved([0], [60]), true);
    assert.equal(isProved([0], [5], [10]), false);
    // as many as a finding names: there are more
    assert.equal(isProved(...Array.from({ length: 20 }, () => [0, 'a'] as const)), true);
  });
});
