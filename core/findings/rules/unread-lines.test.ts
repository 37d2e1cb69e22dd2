import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { evidenceOf } from '../../../test/helpers/evidence.ts';
import { HOUR_MILLIS } from '../../time/units.ts';
import type { Verdict } from '../rule.ts';
import { unreadLines } from './unread-lines.ts';

/** Judges an hour in which a file has so many unread lines. @param hitsOf what all files had so many hours ago */
function judge(lines: number, hitsOf: (hoursAgo: number) => number, known = 168): Verdict | undefined {
  const samples = Array.from({ length: known }, (_, at) => {
    const hoursAgo = known - at;
    return { fromMillis: -hoursAgo * HOUR_MILLIS, hits: 0, allHits: hitsOf(hoursAgo), total: 1000 };
  });
  return unreadLines.judge(
    evidenceOf({
      entity: 'file',
      own: [{ fromMillis: 0, entity: 'file', other: '', count: lines, parts: {} }],
      all: { hits: lines, total: 1000 },
      baseline: { basis: 'windows before', samples },
    }),
  );
}

describe('unread-lines', () => {
  test('finds a layout that nothing reads where all was read, and where each day has a few', () => {
    const found = judge(400, () => 0);
    assert.deepEqual([found?.numbers['lines'], found?.numbers['worstBefore'], found?.confidence], [400, 0, 'high']);
    assert.equal(
      found?.text,
      'The file file has 400 lines that no format reads; all files together had no more than 0 in any hour of the 7 days before.',
    );
    const daily = (hoursAgo: number): number => (hoursAgo % 24 === 0 ? 60 : 0);
    assert.equal(judge(600, daily)?.numbers['worstBefore'], 60);
    assert.ok(judge(130, () => 0));
  });

  test('is no program that prints a block, nor a busier day', () => {
    assert.equal(
      judge(60, () => 0),
      undefined,
    );
    const daily = (hoursAgo: number): number => (hoursAgo % 24 === 0 ? 60 : 0);
    assert.equal(judge(180, daily), undefined);
    // days that differ as much as 40 and 400
    const uneven = (hoursAgo: number): number => (hoursAgo % 24 === 0 ? (hoursAgo % 48 === 0 ? 400 : 40) : 0);
    assert.equal(judge(1200, uneven), undefined);
    assert.ok(judge(12_000, uneven));
  });

  test('is not found again each day while it lasts, nor while less than a day is known', () => {
    assert.equal(
      judge(700, (hoursAgo) => (hoursAgo === 24 ? 600 : 0)),
      undefined,
    );
    assert.equal(
      judge(5000, () => 0, 23),
      undefined,
    );
    assert.ok(judge(5000, () => 0, 24));
  });
});
