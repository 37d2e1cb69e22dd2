import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contains } from './contains.ts';

test('more than was wanted is still what was wanted; less or other is not', () => {
  const wanted = { age: '30d', states: [{ name: 'kept', actions: [] }] };
  assert.ok(contains({ ...wanted, version: 1, states: [{ name: 'kept', actions: [], retry: 3 }] }, wanted));
  for (const other of [
    { ...wanted, age: '31d' },
    { age: '30d' },
    { ...wanted, states: [] },
    { ...wanted, states: [...wanted.states, { name: 'deleted' }] },
    { ...wanted, states: [{ name: 'kept', actions: [{ delete: {} }] }] },
    { ...wanted, states: { 0: { name: 'kept', actions: [] } } },
    null,
    undefined,
    'kept',
  ]) {
    assert.ok(!contains(other, wanted), JSON.stringify(other));
  }
});
