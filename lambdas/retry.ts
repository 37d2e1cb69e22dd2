import { setTimeout as sleep } from 'node:timers/promises';
import { type BackOff, backOffMillis } from '../core/back-off.ts';
import { isTransient, KafkaInsightError } from '../core/errors.ts';

const BACK_OFF: BackOff = { baseMillis: 200, capMillis: 10_000 };

/**
 * How long a function of a deployment waits for a permission that is seconds old: IAM reaches its endpoints all over the world one after the other
 * (IAM User Guide, "Changes that I make are not always immediately visible"). AWS says no number.
 */
const PERMISSION_MILLIS = 50_000;
const PERMISSION_WAIT_MILLIS = 5_000;

/** The names under which services of AWS deny a caller without permission, in addition to HTTP 403. */
const REFUSALS: ReadonlySet<string> = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'ForbiddenException',
  'NotAuthorizedException',
  'UnauthorizedException',
]);

/** Time, as far as waiting goes. */
export interface Clock {
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly sleep: (millis: number) => Promise<unknown>;
}

const systemClock: Clock = { now: Date.now, sleep };

/**
 * Repeats work until it succeeds, waiting with full jitter after each transient failure. Throws any other failure, and a transient one
 * whose next attempt would begin after the deadline: the work is then handed back.
 *
 * @param deadlineMillis epoch milliseconds
 */
export function retryTransient<T>(work: () => Promise<T>, deadlineMillis: number): Promise<T> {
  const isRetryable = (error: unknown): boolean => error instanceof KafkaInsightError && isTransient(error.code);
  const waitMillis = (attempt: number): number => backOffMillis(attempt, Math.random(), BACK_OFF);
  return retryWhile(work, { isRetryable, waitMillis, deadlineMillis, clock: systemClock });
}

/**
 * Does work by permissions that the same deployment has given.
 *
 * @returns what does work again while it is refused, for 50 seconds from now on; any other failure is thrown
 */
export function patience(clock: Clock = systemClock): <T>(work: () => Promise<T>) => Promise<T> {
  const deadlineMillis = clock.now() + PERMISSION_MILLIS;
  const waitMillis = (): number => PERMISSION_WAIT_MILLIS;
  return (work) => retryWhile(work, { isRetryable: isRefusal, waitMillis, deadlineMillis, clock });
}

interface Retrying {
  readonly isRetryable: (error: unknown) => boolean;
  /** How long to wait after an attempt, of which the first is 0. */
  readonly waitMillis: (attempt: number) => number;
  /** Epoch milliseconds. */
  readonly deadlineMillis: number;
  readonly clock: Clock;
}

async function retryWhile<T>(
  work: () => Promise<T>,
  { isRetryable, waitMillis, deadlineMillis, clock }: Retrying,
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const millis = waitMillis(attempt);
      if (!isRetryable(error) || clock.now() + millis > deadlineMillis) throw error;
      await clock.sleep(millis);
    }
  }
}

/** Whether an error, or one underneath it, says that a permission is missing. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof KafkaInsightError && error.code === 'SEARCH_FORBIDDEN') return true;
  const { $metadata: metadata } = error as { readonly $metadata?: { readonly httpStatusCode?: number } };
  return REFUSALS.has(error.name) || metadata?.httpStatusCode === 403 || isRefusal(error.cause);
}
