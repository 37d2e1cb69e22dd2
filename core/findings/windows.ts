import type { Span } from '../time/span.ts';
import { HOUR_MILLIS } from '../time/units.ts';

/** Where the window of a moment begins: windows are aligned to the epoch. */
export function windowOf(timeMillis: number, windowMillis: number): number {
  return Math.floor(timeMillis / windowMillis) * windowMillis;
}

/** The windows that hours lie in, or that lie in hours; in order, once each. @param hours where each begins */
export function windowsOf(hours: readonly number[], windowMillis: number): number[] {
  const windows = new Set<number>();
  for (const hour of hours) {
    for (let at = windowOf(hour, windowMillis); at < hour + HOUR_MILLIS; at += windowMillis) windows.add(at);
  }
  return sorted(windows);
}

/** Adds to each window those after it. @param after how many */
export function withFollowing(windows: readonly number[], windowMillis: number, after: number): number[] {
  const all = new Set<number>();
  for (const from of windows) for (let step = 0; step <= after; step++) all.add(from + step * windowMillis);
  return sorted(all);
}

/** Joins windows to spans without gaps, none longer than so many windows. */
export function spansOf(windows: readonly number[], windowMillis: number, most: number): Span[] {
  const spans: { fromMillis: number; toMillis: number }[] = [];
  for (const fromMillis of windows) {
    const last = spans.at(-1);
    const fits = last?.toMillis === fromMillis && fromMillis - last.fromMillis < most * windowMillis;
    if (fits) last.toMillis += windowMillis;
    else spans.push({ fromMillis, toMillis: fromMillis + windowMillis });
  }
  return spans;
}

/** Numbers in order, once each. */
export function sorted(numbers: Iterable<number>): number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}
