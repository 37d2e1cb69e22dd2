import { time } from './text.ts';

/** Epoch milliseconds. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

/** Beyond this share of a period without a line, or not counted, it is not whole. */
export const MISSING_SHARE = 0.1;

/** What is in place of numbers of what is not counted yet. */
export const NOT_COUNTED = 'Not counted yet';

/** What of a time is not counted yet. */
export function uncountedIn(spans: readonly Period[], { from, to }: Period): readonly Period[] {
  return spans
    .filter((span) => span.from < to && span.to > from)
    .map((span) => ({ from: Math.max(span.from, from), to: Math.min(span.to, to) }));
}

/** Whether so much of a time is not counted yet that its numbers say little. */
export function isMissing(spans: readonly Period[], period: Period): boolean {
  const missing = uncountedIn(spans, period).reduce((sum, { from, to }) => sum + to - from, 0);
  return missing > MISSING_SHARE * (period.to - period.from);
}

/**
 * How long the newest visits always wait: for the end of their hour, and then up to ten minutes for later lines. A note that is always there
 * tells nothing, so a wait that is no longer is said only where it is much of the period.
 */
const USUAL_WAIT_MILLIS = 70 * 60_000;

/**
 * Says until when visits of a time are counted, where that is not as usual.
 *
 * @param spans what of the time is not counted yet
 * @param lastMillis of the last line: behind it there is nothing to count
 */
export function uncountedNote(spans: readonly Period[], period: Period, lastMillis: number): string[] {
  const { from, to } = period;
  const [first, last] = [spans[0], spans.at(-1)];
  if (first === undefined || last === undefined) return [];
  const end = Math.min(to, lastMillis);
  const part = spans.length > 1 ? ', in part' : '';
  if (part !== '' || last.to <= Math.min(to - 1, lastMillis))
    return [`Not counted yet: ${time(first.from)} – ${time(last.to)}${part}`];
  if (first.from <= from) return [NOT_COUNTED];
  const isUsual = end - first.from <= USUAL_WAIT_MILLIS && !isMissing(spans, { from, to: end });
  return isUsual ? [] : [`Counted until ${time(first.from)}`];
}
