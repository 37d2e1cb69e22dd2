/** The bounds of a retry's waiting time. */
export interface BackOff {
  /** The longest wait before the first retry; it doubles with each further attempt. */
  readonly baseMillis: number;
  /** No wait is longer. */
  readonly capMillis: number;
}

/**
 * How long to wait before the next retry, in milliseconds: full jitter, that is any time between none and the doubling
 * bound, so that callers which failed together do not come back together (AWS Architecture Blog, "Exponential Backoff
 * And Jitter").
 *
 * @param attempt how many retries were made before: 0 for the first
 * @param random a random number in [0, 1), passed in so that this stays a pure function
 */
export function backOffMillis(attempt: number, random: number, { baseMillis, capMillis }: BackOff): number {
  return Math.floor(random * Math.min(capMillis, baseMillis * 2 ** attempt));
}
