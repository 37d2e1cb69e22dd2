import { setTimeout as sleep } from 'node:timers/promises';
import { type BackOff, backOffMillis } from '../../core/back-off.ts';
import { KafkaInsightError } from '../../core/errors.ts';
import { within } from '../deadline.ts';
import { kafkaError } from './kafka-errors.ts';

/** Eight more attempts within about twenty seconds: by then a new leader has been elected. */
const RETRIES = 8;
const BACK_OFF: BackOff = { baseMillis: 500, capMillis: 8_000 };

/**
 * Runs an operation of a Kafka client and retries it where Kafka asks for that, for at most `timeoutMillis`: kafkajs has been seen to
 * wait forever. No attempt begins after that; ending the current one is up to the caller.
 *
 * @param doing what is done, as the beginning of a sentence: `Producing 20 records to topic a`
 * @throws KafkaInsightError as {@link kafkaError} reads what went wrong
 */
export async function bounded<T>(timeoutMillis: number, doing: string, work: () => Promise<T>): Promise<T> {
  const over = new AbortController();
  try {
    return await within(timeoutMillis, persistently(work, over.signal), () => tooLate(doing, timeoutMillis));
  } catch (error) {
    throw kafkaError(error, doing);
  } finally {
    over.abort();
  }
}

async function persistently<T>(work: () => Promise<T>, over: AbortSignal): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!isRetriable(error) || attempt === RETRIES || over.aborted) throw error;
      await sleep(backOffMillis(attempt, Math.random(), BACK_OFF), undefined, { signal: over });
    }
  }
}

function isRetriable(error: unknown): boolean {
  return error instanceof Error && 'retriable' in error && error.retriable === true;
}

function tooLate(doing: string, timeoutMillis: number): KafkaInsightError {
  return new KafkaInsightError(
    'BROKER_UNAVAILABLE',
    `${doing} took more than ${timeoutMillis} ms. Check that the brokers run and can be reached.`,
  );
}
