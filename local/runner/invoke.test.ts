import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { KafkaInsightError } from '../../core/errors.ts';
import { invoke } from './invoke.ts';

describe('an invocation', () => {
  it('knows its remaining time, and gives back what the function returns', async () => {
    const limits = { functionName: 'f', timeoutMillis: 1000 };
    const result = await invoke(
      async (event: number, context) => {
        const before = context.getRemainingTimeInMillis();
        await sleep(50);
        return [event, context.functionName, before <= 1000, before - context.getRemainingTimeInMillis() >= 45];
      },
      7,
      limits,
    );
    assert.deepEqual(result, [7, 'f', true, true]);
  });

  it('throws what the function throws', async () => {
    const broken = new Error('broken');
    const call = invoke(() => Promise.reject(broken), undefined, { functionName: 'f', timeoutMillis: 1000 });
    await assert.rejects(call, (error) => error === broken);
  });

  it('ends its claim with the time limit; what the function does after that goes unheard', async () => {
    let late = false;
    const call = invoke(
      async () => {
        await sleep(100);
        late = true;
        throw new Error('too late to be heard');
      },
      undefined,
      { functionName: 'f', timeoutMillis: 20 },
    );
    await assert.rejects(call, (error) => error instanceof KafkaInsightError && error.code === 'TIME_LIMIT');
    assert.equal(late, false);
    await sleep(150);
    assert.equal(late, true);
  });
});
