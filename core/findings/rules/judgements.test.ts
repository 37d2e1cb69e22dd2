import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { evidenceOf } from '../../../test/helpers/evidence.ts';
import { HOUR_MILLIS } from '../../time/units.ts';
import type { Baseline, CountRow, Evidence, Rule, Verdict } from '../rule.ts';
import { addressManyAccounts } from './address-many-accounts.ts';
import { agentManyAccounts, networkManyAccounts } from './distributed-stuffing.ts';
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
  return rule.judge(evidenceOf({ own, baseline: usual, ...some }));
}

// three of a hundred accounts are refused in an hour and never let in
const usualSignIns = baseline(24, 0, 3, 100);

for (const rule of [addressManyAccounts, agentManyAccounts, networkManyAccounts]) {
  describe(rule.name, () => {
    test('finds accounts that are refused and never let in', () => {
      const found = judge(
        rule,
        many(20, (name) => signIns(name, 1, 0)),
        usualSignIns,
      );
      assert.deepEqual([found?.numbers['accountsRefused'], found?.numbers['accounts']], [20, 20]);
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
  });
}

describe('many accounts, while nothing is known', () => {
  const refused = (count: number): CountRow[] => many(count, (name) => signIns(name, 1, 0));

  for (const rule of [addressManyAccounts, agentManyAccounts, networkManyAccounts]) {
    test(`${rule.name} finds only what is plain`, () => {
      assert.equal(judge(rule, refused(12)), undefined);
      assert.equal(judge(rule, refused(40))?.numbers['samples'], 0);
    });
  }

  test('one of five accounts is treated as usual for agents and networks, with half of a hit: 2.5 of 10', () => {
    assert.equal(judge(agentManyAccounts, refused(40))?.numbers['expected'], 10);
    assert.equal(judge(networkManyAccounts, refused(40))?.numbers['expected'], 10);
  });
});

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

describe('slow-leak', () => {
  const leak = (
    hitsOf: (hour: number) => number,
    totalOf: (hour: number) => number = () => 1000,
    hours = 12,
  ): Verdict | undefined => {
    const samples = Array.from({ length: hours }, (_, at) => ({
      fromMillis: (at - hours) * HOUR_MILLIS,
      hits: hitsOf(at),
      allHits: 0,
      total: totalOf(at),
    }));
    return judge(
      slowLeak,
      [lines(hitsOf(hours))],
      { basis: 'windows before', samples },
      { all: { hits: 0, total: totalOf(hours) } },
    );
  };

  test('finds a share that grows, steadily or not', () => {
    assert.equal(leak((hour) => 2 * hour)?.numbers['hours'], 13);
    const uneven = [0, 0, 1, 0, 3, 2, 6, 4, 9, 7, 12, 8, 15];
    assert.equal(leak((hour) => uneven[hour] ?? 0)?.numbers['failures'], 67);
  });

  test('finds a faint one that takes two days, and none that begins at once', () => {
    const faint = (hour: number): number => (hour < 12 ? 0 : Math.round((hour - 12) / 9));
    const found = leak(faint, () => 1000, 48);
    assert.deepEqual([found?.numbers['hours'], found?.numbers['failures']], [49, 74]);
    const atOnce = leak(
      (hour) => (hour < 24 ? 0 : 3),
      () => 1000,
      48,
    );
    assert.equal(atOnce, undefined);
  });

  test('is no path that breaks at once, in the middle of an hour or for an hour, and stays broken or not', () => {
    assert.equal(
      leak((hour) => (hour < 6 ? 0 : 20)),
      undefined,
    );
    // hours of a path that broke at ten o'clock, as many as there were visitors
    const broken = [0, 0, 0, 0, 0, 0, 0, 1, 0, 91, 184, 132, 168];
    assert.equal(
      leak((hour) => broken[hour] ?? 0),
      undefined,
    );
    assert.equal(
      leak((hour) => (hour === 12 ? 300 : 1)),
      undefined,
    );
  });

  test('has to go on in its last hour, at half of what it was or more', () => {
    const until = (last: number): Verdict | undefined => leak((hour) => (hour === 12 ? last : 4 * hour));
    // 32, 36, 40 and 44 in the four hours before, of 1,000 each
    assert.equal(until(18), undefined);
    assert.equal(until(19)?.numbers['hours'], 13);
    // fewer visitors, of whom as many fail
    const night = leak(
      (hour) => (hour === 12 ? 3 : 4 * hour),
      (hour) => (hour === 12 ? 100 : 1000),
    );
    assert.equal(night?.numbers['hours'], 13);
  });

  test('is neither more visitors nor a path that always fails a little', () => {
    assert.equal(
      leak(
        (hour) => 10 * (hour + 1),
        (hour) => 1000 * (hour + 1),
      ),
      undefined,
    );
    assert.equal(
      leak((hour) => (hour % 3) * 10),
      undefined,
    );
  });
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
