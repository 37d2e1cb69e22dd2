import type { FoundLine, TailAnswer } from '../protocol.ts';

/** The lines of one answer: what comes faster is counted, and not shown. */
export const TAIL_LINES = 200;
/** How many lines a list that is followed keeps. */
export const KEPT_LINES = 1000;

/** What came since a list is followed. */
export interface Followed {
  /** The last ones, in the order in which they came, the last first; at most KEPT_LINES. */
  readonly lines: readonly FoundLine[];
  /** How many of those that came were shown. */
  readonly shown: number;
  /** How many came. */
  readonly came: number;
}

/** Nothing came yet. */
export const nothingFollowed: Followed = { lines: [], shown: 0, came: 0 };

/** Adds an answer; a line that is among the last ones and came again replaces itself. */
export function follow({ lines, shown }: Followed, answer: Pick<TailAnswer, 'lines' | 'total'>): Followed {
  const known = new Set(lines.map(({ id }) => id));
  const came = new Set(answer.lines.map(({ id }) => id));
  const added = answer.lines.filter(({ id }) => !known.has(id)).length;
  return {
    lines: [...answer.lines, ...lines.filter(({ id }) => !came.has(id))].slice(0, KEPT_LINES),
    shown: shown + added,
    came: answer.total,
  };
}

/** How many came and were not shown. Lines that were deleted, or that came again long after, make it no less than none. */
export function notShown({ came, shown }: Followed): number {
  return Math.max(0, came - shown);
}
