import { setTimeout as sleep } from 'node:timers/promises';
import { type BackOff, backOffMillis } from '../core/back-off.ts';
import { isTransient, KafkaInsightError } from '../core/errors.ts';

const BACK_OFF: BackOff = { baseMillis: 200, capMillis: 10_000 };

/**
 * Repeats work until it succeeds, waiting with full jitter after each transient failure. Throws any other failure, and a transient one
 * whose next attempt would begin after the deadline: the work is then handed back.
 *
 * @param deadlineMillis epoch milliseconds
 */
export async function retryTransient<T>(work: () => Promise<T>, deadlineMillis: number): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const waitMillis = backOffMillis(attempt, Math.random(), BACK_OFF);
      const retryable = error instanceof KafkaInsightError && isTransient(error.code);
      if (!retryable || Date.now() + waitMillis > deadlineMillis) throw error;
      await sleep(waitMillis);
    }
  }
}
