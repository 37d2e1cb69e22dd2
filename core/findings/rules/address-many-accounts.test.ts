import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { evidenceOf } from '../../../test/helpers/evidence.ts';
import type { Baseline, CountRow } from '../rule.ts';
import { addressManyAccounts } from './address-many-accounts.ts';

function accounts(count: number, failed: number, succeeded = 0): CountRow[] {
  return Array.from({ length: count }, (_, at) => ({
    fromMillis: 0,
    entity: '203.0.113.9',
    other: `account ${at} ${succeeded}`,
    count: failed + succeeded,
    parts: { failed: { count: failed }, succeeded: { count: succeeded } },
  }));
}

/** A day in whose hours so many of 40 accounts were not the first that an address tried. */
function day(further: number): Baseline {
  const samples = Array.from({ length: 24 }, (_, fromMillis) => ({
    fromMillis,
    hits: 0,
    allHits: further,
    total: 40,
  }));
  return { basis: 'windows before', samples };
}

/** How many accounts of the finding were refused. */
function foundIn(own: readonly CountRow[], baseline: Baseline): number | undefined {
  return addressManyAccounts.judge(evidenceOf({ own, baseline }))?.numbers['accountsRefused'];
}

const oneEach = day(0);
const tenEach = day(36);

describe('address-many-accounts learns how many accounts an address tries that gets into none', () => {
  test('a list of ten is found among programs that try one each, though all of them fail', () => {
    assert.equal(foundIn(accounts(10, 1), oneEach), 10);
  });

  test('ten are as usual where each tries ten, and three hundred are not', () => {
    assert.equal(foundIn(accounts(10, 1), tenEach), undefined);
    assert.equal(foundIn(accounts(300, 1), tenEach), 300);
  });

  test('an office is none where one of twenty does not get in', () => {
    assert.equal(foundIn([...accounts(190, 0, 3), ...accounts(10, 1)], oneEach), undefined);
  });

  test('its tally is of the accounts after the first of each address', () => {
    assert.deepEqual(addressManyAccounts.history?.tally(accounts(10, 1)), { hits: 9, total: 10 });
    assert.deepEqual(addressManyAccounts.history.tally(accounts(1, 1)), { hits: 0, total: 1 });
    assert.deepEqual(addressManyAccounts.history.tally(accounts(1, 1, 1)), { hits: 0, total: 0 });
  });
});
