import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changedTallies, groupRows, talliesOf } from './judge.ts';
import type { CountRow, HistoryPlan } from './rule.ts';
import { probing } from './rules/probing.ts';

const tallies = (
  ...own: readonly (readonly [fromMillis: number, hits: number, total: number])[]
): Map<string, Map<number, { hits: number; total: number }>> =>
  new Map([['e', new Map(own.map(([fromMillis, hits, total]) => [fromMillis, { hits, total }]))]]);

test('a tally is written again where one of its two numbers is another than the one that is kept', () => {
  const kept = [{ entity: 'e', fromMillis: 1, hits: 2, total: 9 }];
  assert.deepEqual(changedTallies(tallies([1, 2, 9]), kept, [1]), []);
  for (const [hits, total] of [
    [3, 9],
    [2, 8],
  ] as const)
    assert.deepEqual(changedTallies(tallies([1, hits, total]), kept, [1]), [
      { entity: 'e', fromMillis: 1, hits, total },
    ]);
});

test('a window that is not judged keeps its tally, and one without a tally any longer gets zeros', () => {
  assert.deepEqual(changedTallies(tallies([1, 2, 9], [2, 4, 5]), [], [2]), [
    { entity: 'e', fromMillis: 2, hits: 4, total: 5 },
  ]);
  assert.deepEqual(changedTallies(new Map(), [{ entity: 'e', fromMillis: 1, hits: 2, total: 9 }], [1]), [
    { entity: 'e', fromMillis: 1, hits: 0, total: 0 },
  ]);
});

test('of all entities the sum is kept, or the most that one of them has', () => {
  const row = (entity: string, other: string): CountRow => ({ fromMillis: 1, entity, other, count: 1, parts: {} });
  const rows = groupRows([row('a', '/1'), row('a', '/2'), row('b', '/1'), row('c', '/1')]);
  const hitsOf = (some: Partial<HistoryPlan>): number | undefined => {
    const { history } = probing;
    return (
      history &&
      talliesOf({ ...probing, history: { ...history, ...some } }, rows)
        .get('')
        ?.get(1)?.hits
    );
  };
  assert.deepEqual([hitsOf({}), hitsOf({ together: 'most' })], [4, 2]);
});
