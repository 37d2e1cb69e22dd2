import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { watchSignIn } from './sign-in.ts';

const INTERVAL_MILLIS = 40;

async function until(condition: () => boolean): Promise<void> {
  const endMillis = performance.now() + 5_000;
  while (!condition()) {
    assert.ok(performance.now() < endMillis, 'it did not come about');
    await sleep(5);
  }
}

test('is good while the server accepts us; each change is told once, with its reason', async () => {
  let refusal: Error | undefined;
  const told: unknown[] = [];
  const signIn = watchSignIn(
    () => (refusal === undefined ? Promise.resolve() : Promise.reject(refusal)),
    INTERVAL_MILLIS,
    (reason) => told.push(reason),
  );
  await sleep(6 * INTERVAL_MILLIS);
  assert.ok(signIn.isGood);
  refusal = new Error('401');
  await until(() => !signIn.isGood);
  refusal = undefined;
  await until(() => signIn.isGood);
  assert.deepEqual(told, [new Error('401'), undefined]);
  await signIn.stop();
});

test('is not good where the server does not answer at all', async () => {
  let answer: () => void = () => undefined;
  const signIn = watchSignIn(
    () =>
      new Promise<void>((resolve) => {
        answer = resolve;
      }),
    INTERVAL_MILLIS,
    () => undefined,
  );
  await until(() => !signIn.isGood);
  const stopped = signIn.stop();
  answer();
  await stopped;
});
