import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type ErrorCode, KafkaInsightError } from '../core/errors.ts';
import { retryTransient } from './retry.ts';

/** Work that fails with these codes, one for each attempt, and then succeeds. */
function failing(...codes: ErrorCode[]): { readonly work: () => Promise<string>; readonly attempts: () => number } {
  let attempts = 0;
  return {
    attempts: () => attempts,
    work: () => {
      const code = codes[attempts++];
      return code === undefined ? Promise.resolve('done') : Promise.reject(new KafkaInsightError(code, 'It failed.'));
    },
  };
}

suite('retrying', () => {
  test('goes on after transient failures until the work succeeds', async () => {
    const { work, attempts } = failing('BROKER_UNAVAILABLE', 'TOPIC_MISSING', 'QUEUE_UNAVAILABLE');
    assert.equal(await retryTransient(work, Date.now() + 60_000), 'done');
    assert.equal(attempts(), 4);
  });

  test('ends at once with a failure that trying again does not fix', async () => {
    const { work, attempts } = failing('RECORD_TOO_LARGE');
    await assert.rejects(retryTransient(work, Date.now() + 60_000), { code: 'RECORD_TOO_LARGE' });
    assert.equal(attempts(), 1);
    const unknown = (): Promise<never> => Promise.reject(new TypeError('a mistake of ours'));
    await assert.rejects(retryTransient(unknown, Date.now() + 60_000), TypeError);
  });

  test('ends with the last failure when the time is over', async () => {
    const { work, attempts } = failing('BROKER_UNAVAILABLE', 'BROKER_REFUSED');
    await assert.rejects(retryTransient(work, Date.now() - 1), { code: 'BROKER_UNAVAILABLE' });
    assert.equal(attempts(), 1);
  });
});
