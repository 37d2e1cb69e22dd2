import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RecentCache } from './recent-cache.ts';

test('a cache keeps what was asked for lately, and at most twice its capacity', () => {
  const cache = new RecentCache<string>(3);
  let made = 0;
  const get = (key: string): string =>
    cache.get(key, (name) => {
      made++;
      return `value of ${name}`;
    });
  assert.equal(get('kept'), 'value of kept');
  for (let index = 0; index < 100; index++) {
    assert.equal(get(String(index)), `value of ${index}`);
    get('kept');
  }
  assert.equal(made, 101);
  get('99');
  assert.equal(made, 101);
  get('0');
  assert.equal(made, 102);
});
