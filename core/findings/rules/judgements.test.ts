import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Baseline, CountRow, Evidence, Rule, Verdict } from '../rule.ts';
import { takeover } from './account-takeover.ts';
import { addressManyAccounts } from './address-many-accounts.ts';
import { agentManyAccounts, networkManyAccounts } from './distributed-stuffing.ts';
import { newErrorCode } from './new-error.ts';
import { pathFailures } from './path-failures.ts';
import { probing } from './probing.ts';
import { slowLeak } from './slow-leak.ts';
import { slowSpraying } from './slow-spraying.ts';

/** Each rule: what it finds, and the trap that it must not fall for. */

const counted = (count: number, atMillis: number): CountRow['parts'][string] =>
  count === 0 ? { count } : { count, firstMillis: atMillis, lastMillis: atMillis };

/** A row of sign-ins, refused at one moment and accepted at another. */
function signIns(
  other: string,
  failed: number,
  succeeded: number,
  times: readonly [number, number] = [1, 2],
): CountRow {
  const parts = { failed: counted(failed, times[0]), succeeded: counted(succeeded, times[1]) };
  return { fromMillis: 0, entity: 'e', other, count: failed + succeeded, parts };
}

const many = (count: number, row: (name: string) => CountRow): CountRow[] =>
  Array.from({ length: count }, (_, at) => row(`n${at}`));
const lines = (count: number, other = ''): CountRow => ({ fromMillis: 0, entity: 'e', other, count, parts: {} });

/** So many hours in which the entity had so many hits, and all together so many of so many. */
function baseline(hours: number, hits: number, allHits: number, total: number): Baseline {
  const samples = Array.from({ length: hours }, (_, fromMillis) => ({ fromMillis, hits, allHits, total }));
  return { basis: 'windows before', samples };
}

function judge(
  rule: Rule,
  own: readonly CountRow[],
  usual?: Baseline,
  some: Partial<Evidence> = {},
): Verdict | undefined {
  const all = { hits: 0, total: 1000 };
  return rule.judge({ entity: 'e', fromMillis: 0, own, before: [], all, baseline: usual, ...some });
}

// three of a hundred accounts are refused in an hour and never let in
const usualSignIns = baseline(24, 0, 3, 100);

for (const rule of [addressManyAccounts, agentManyAccounts, networkManyAccounts]) {
  describe(rule.name, () => {
    test('finds accounts that are refused and never let in', () => {
      const found = judge(
        rule,
        many(12, (name) => signIns(name, 1, 0)),
        usualSignIns,
      );
      assert.deepEqual([found?.numbers['accountsRefused'], found?.numbers['accounts']], [12, 12]);
      assert.equal(found?.confidence, 'high');
    });

    test('is no office where people mistype and get in, or in which some never do', () => {
      assert.equal(
        judge(
          rule,
          many(100, (name) => signIns(name, 1, 5)),
          usualSignIns,
        ),
        undefined,
      );
      const office = [...many(95, (name) => signIns(name, 0, 5)), ...many(5, (name) => signIns(`x${name}`, 2, 0))];
      assert.equal(judge(rule, office, usualSignIns), undefined);
    });

    test('finds only what is plain while nothing is known', () => {
      assert.equal(
        judge(
          rule,
          many(12, (name) => signIns(name, 1, 0)),
        ),
        undefined,
      );
      assert.equal(
        judge(
          rule,
          many(40, (name) => signIns(name, 1, 0)),
        )?.numbers['samples'],
        0,
      );
    });
  });
}

test('slow-spraying finds a dozen accounts of a day, and no office', () => {
  assert.equal(
    judge(
      slowSpraying,
      many(12, (name) => signIns(name, 1, 0)),
    )?.numbers['accountsRefused'],
    12,
  );
  const office = [...many(60, (name) => signIns(name, 1, 5)), ...many(4, (name) => signIns(`x${name}`, 2, 0))];
  assert.equal(judge(slowSpraying, office), undefined);
});

describe('account-takeover', () => {
  const usual = baseline(24, 0, 10, 200);
  const refused = many(7, (name) => signIns(name, 2, 0));

  test('finds an address that is let in after it was refused, as others were', () => {
    assert.equal(judge(takeover, [...refused, signIns('in', 1, 1, [5, 9])], usual)?.numbers['addressesRefused'], 8);
    const found = judge(takeover, [signIns('n0', 0, 1, [0, 9])], usual, { before: refused });
    assert.equal(found?.numbers['failures'], 14);
  });

  test('is none where nobody gets in, where the owner does, or where one address mistypes', () => {
    assert.equal(judge(takeover, refused, usual), undefined);
    assert.equal(judge(takeover, [...refused, signIns('owner', 0, 3)], usual), undefined);
    // let in first, and refused later
    assert.equal(judge(takeover, [...refused, signIns('owner', 1, 1, [9, 5])], usual), undefined);
    assert.equal(judge(takeover, [signIns('home', 6, 1)], usual), undefined);
  });
});

test('path-failures finds a path that breaks, and neither a busy day nor a path that always fails', () => {
  // one failure of the path in an hour of 1,000 requests
  const usual = baseline(24, 1, 5, 1000);
  assert.equal(judge(pathFailures, [lines(20)], usual)?.numbers['failures'], 20);
  assert.equal(judge(pathFailures, [lines(12)], usual, { all: { hits: 60, total: 12_000 } }), undefined);
  assert.equal(judge(pathFailures, [lines(20)], baseline(24, 18, 30, 1000)), undefined);
  assert.equal(judge(pathFailures, [lines(20)]), undefined);
});

test('new-error-code finds what was not there, and nothing before it is known what was', () => {
  assert.equal(judge(newErrorCode, [lines(3)], baseline(30, 0, 9, 500))?.confidence, 'high');
  assert.equal(judge(newErrorCode, [lines(3)], baseline(8, 0, 9, 500))?.confidence, 'medium');
  assert.equal(judge(newErrorCode, [lines(3)], baseline(30, 1, 9, 500)), undefined);
  assert.equal(judge(newErrorCode, [lines(2)], baseline(30, 0, 9, 500)), undefined);
  assert.equal(judge(newErrorCode, [lines(3)]), undefined);
});

test('slow-leak finds a share that grows, and neither more visitors nor a path that broke at once', () => {
  const leak = (
    hitsOf: (hour: number) => number,
    totalOf: (hour: number) => number = () => 1000,
  ): Verdict | undefined => {
    const samples = Array.from({ length: 12 }, (_, at) => ({
      fromMillis: at,
      hits: hitsOf(at),
      allHits: 0,
      total: totalOf(at),
    }));
    return judge(
      slowLeak,
      [lines(hitsOf(12))],
      { basis: 'windows before', samples },
      { all: { hits: 0, total: totalOf(12) } },
    );
  };
  assert.equal(leak((hour) => 2 * hour)?.numbers['hours'], 13);
  assert.equal(
    leak(
      (hour) => 10 * (hour + 1),
      (hour) => 1000 * (hour + 1),
    ),
    undefined,
  );
  assert.equal(
    leak((hour) => (hour < 6 ? 0 : 20)),
    undefined,
  );
  assert.equal(
    leak((hour) => (hour % 3) * 10),
    undefined,
  );
});

test('probing finds many missing paths of one address, and not one that everybody asks for', () => {
  // 30 addresses of an hour ask for 45 missing paths
  const usual = baseline(24, 0, 45, 30);
  assert.equal(
    judge(
      probing,
      many(20, (name) => lines(1, name)),
      usual,
    )?.numbers['paths'],
    20,
  );
  assert.equal(judge(probing, [lines(500, '/favicon.ico')], usual), undefined);
  assert.equal(
    judge(
      probing,
      many(6, (name) => lines(9, name)),
      usual,
    ),
    undefined,
  );
});
