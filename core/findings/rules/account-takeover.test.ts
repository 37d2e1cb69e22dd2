import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { evidenceOf } from '../../../test/helpers/evidence.ts';
import type { Baseline, CountRow, Evidence, Verdict } from '../rule.ts';
import { takeover } from './account-takeover.ts';

/** A row of sign-ins, refused at one moment and accepted at another. */
function signIns(
  other: string,
  failed: number,
  succeeded: number,
  [failedMillis, succeededMillis]: readonly [number, number] = [1, 2],
): CountRow {
  const counted = (count: number, atMillis: number): CountRow['parts'][string] =>
    count === 0 ? { count } : { count, firstMillis: atMillis, lastMillis: atMillis };
  const parts = { failed: counted(failed, failedMillis), succeeded: counted(succeeded, succeededMillis) };
  return { fromMillis: 0, entity: 'e', other, count: failed + succeeded, parts };
}

const many = (count: number, row: (name: string) => CountRow): CountRow[] =>
  Array.from({ length: count }, (_, at) => row(`n${at}`));

function judge(own: readonly CountRow[], baseline: Baseline, some: Partial<Evidence> = {}): Verdict | undefined {
  return takeover.judge(evidenceOf({ own, baseline, ...some }));
}

describe('account-takeover', () => {
  // ten further addresses in 2,000 lines of sign-ins
  const samples = Array.from({ length: 24 }, (_, fromMillis) => ({ fromMillis, hits: 0, allHits: 10, total: 2000 }));
  const usual: Baseline = { basis: 'windows before', samples };
  const refused = many(7, (name) => signIns(name, 2, 0));

  test('finds an address that is let in after it was refused, as others were', () => {
    assert.equal(judge([...refused, signIns('in', 1, 1, [5, 9])], usual)?.numbers['addressesRefused'], 8);
    const found = judge([signIns('n0', 0, 1, [0, 9])], usual, { before: refused });
    assert.equal(found?.numbers['failures'], 14);
  });

  test('is found in the hours of a stuffing that tries each of a thousand accounts from one address', () => {
    const stuffing = many(1000, (name) => signIns(name, 1, 0));
    const tallies = stuffing.map((row) => takeover.history?.tally([row]).hits ?? NaN);
    assert.deepEqual([...new Set(tallies)], [0]);
    const { hits = NaN } = takeover.history?.tally(refused) ?? {};
    assert.equal(hits, 6);
  });

  test('is found where its own hours before are most of what was refused', () => {
    const hours = Array.from({ length: 24 }, (_, at) => ({
      fromMillis: at,
      hits: at < 12 ? 0 : 20,
      allHits: at < 12 ? 1 : 21,
      total: 2000,
    }));
    const found = judge(
      [signIns('n0', 0, 1, [0, 9])],
      { basis: 'windows before', samples: hours },
      { before: refused },
    );
    assert.equal(found?.numbers['addressesRefused'], 7);
  });

  test('is no traveller whose VPN leaves elsewhere each time, and who gets in from most places', () => {
    const mistyped = many(8, (name) => signIns(name, 1, 1, [5, 9]));
    const elsewhere = (firstMillis: number): CountRow[] =>
      many(8, (name) => signIns(`x${name}`, 0, 1, [0, firstMillis]));
    assert.equal(judge([...mistyped, ...elsewhere(8)], usual), undefined);
    // whoever gets in elsewhere only behind the first who was refused may be the thief
    assert.equal(judge([...mistyped, ...elsewhere(9)], usual)?.numbers['addressesRefused'], 8);
  });

  test('is none where nobody gets in, where the owner does, or where one address mistypes', () => {
    assert.equal(judge(refused, usual), undefined);
    assert.equal(judge([...refused, signIns('owner', 0, 3)], usual), undefined);
    // let in first, and refused later
    assert.equal(judge([...refused, signIns('owner', 1, 1, [9, 5])], usual), undefined);
    assert.equal(judge([signIns('home', 6, 1)], usual), undefined);
  });
});
