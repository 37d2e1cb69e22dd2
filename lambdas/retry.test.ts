import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type ErrorCode, KafkaInsightError } from '../core/errors.ts';
import { sleepingClock } from '../test/helpers/sleeping-clock.ts';
import { patience, retryTransient } from './retry.ts';

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

suite('waiting for a permission', () => {
  const refused = (name: string, details: object = {}): Error =>
    Object.assign(new Error('User: arn:… is not authorized to perform: …'), { name, ...details });
  /** Errors as services of AWS and the adapters throw them. */
  const refusals: Readonly<Record<string, Error>> = {
    'an answer of JSON 1.1, which is HTTP 400': refused('AccessDeniedException', {
      $metadata: { httpStatusCode: 400 },
    }),
    'HTTP 403 under another name': refused('Whatever', { $metadata: { httpStatusCode: 403 } }),
    'one underneath another': new KafkaInsightError('PROVISIONING_FAILED', 'It failed.', {
      cause: refused('ForbiddenException'),
    }),
    'that of the search engine': new KafkaInsightError('SEARCH_FORBIDDEN', 'HTTP 403.'),
  };

  for (const [what, error] of Object.entries(refusals)) {
    test(`works again after ${what}`, async () => {
      const clock = sleepingClock();
      const answers = [error, error];
      const work = (): Promise<string> => {
        const failure = answers.shift();
        return failure === undefined ? Promise.resolve('done') : Promise.reject(failure);
      };
      assert.equal(await patience(clock)(work), 'done');
      assert.deepEqual(clock.sleptSeconds, [5, 5]);
    });
  }

  test('ends after 50 seconds with the refusal, all that it does together', async () => {
    const clock = sleepingClock();
    const attempt = patience(clock);
    const work = (): Promise<never> => Promise.reject(refused('AccessDenied'));
    await assert.rejects(attempt(work), { name: 'AccessDenied' });
    assert.deepEqual(clock.sleptSeconds, Array(10).fill(5));
    await assert.rejects(attempt(work), { name: 'AccessDenied' });
    assert.equal(clock.sleptSeconds.length, 10);
  });

  test('does not wait for what is no refusal', async () => {
    const clock = sleepingClock();
    const cause = refused('NotFoundException', { $metadata: { httpStatusCode: 404 } });
    const missing = new KafkaInsightError('PROVISIONING_FAILED', 'No such cluster.', { cause });
    await assert.rejects(
      patience(clock)(() => Promise.reject(missing)),
      missing,
    );
    assert.deepEqual(clock.sleptSeconds, []);
  });
});
