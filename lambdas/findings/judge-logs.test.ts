import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { memoryFindingStore } from '../../test/fakes/finding-store.ts';
import { judgeLogs } from './judge-logs.ts';

const settled = { now: () => Date.now(), stopMillis: Infinity, isSettled: true };

test('a run that was killed holds up the next for half a minute', async (context) => {
  context.mock.timers.enable({ apis: ['Date', 'setInterval'] });
  const store = memoryFindingStore();
  // a run that ends here begins and does nothing more
  const killed = { ...store, changes: () => new Promise<never>(() => undefined) };
  void judgeLogs(killed, [], settled);
  await setImmediate();
  // with its timer
  context.mock.timers.reset();

  context.mock.timers.enable({ apis: ['Date'], now: 29_999 });
  assert.equal((await judgeLogs(store, [], settled)).isBusy, true);
  context.mock.timers.tick(1);
  assert.equal((await judgeLogs(store, [], settled)).isBusy, false);
});

test('a run that asks for minutes is alone all the time, and the next begins when it ends', async (context) => {
  context.mock.timers.enable({ apis: ['Date', 'setInterval'] });
  const store = memoryFindingStore();
  let answer: (() => void) | undefined;
  const changes = (): ReturnType<typeof store.changes> =>
    new Promise((resolve) => {
      answer = () => {
        resolve(store.changes({}));
      };
    });
  const slow = judgeLogs({ ...store, changes }, [], settled);
  for (let second = 0; second < 200; second++) {
    context.mock.timers.tick(1000);
    assert.equal((await judgeLogs(store, [], settled)).isBusy, true, `after ${second + 1} s`);
  }
  answer?.();
  assert.equal((await slow).isBusy, false);
  assert.equal((await judgeLogs(store, [], settled)).isBusy, false);
});
