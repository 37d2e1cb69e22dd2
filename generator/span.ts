import type { Span } from '../core/time/span.ts';

/** Whether a time lies in a span. */
export function isWithin({ fromMillis, toMillis }: Span, timeMillis: number): boolean {
  return timeMillis >= fromMillis && timeMillis < toMillis;
}

/** How much of a span has gone by: 0 at its beginning, 1 at its end. */
export function progress({ fromMillis, toMillis }: Span, timeMillis: number): number {
  return (timeMillis - fromMillis) / (toMillis - fromMillis);
}
