import { RE2JS, RE2JSSyntaxException } from 're2js';
import { RecentCache } from '../bytes/recent-cache.ts';

/** A larger program is refused: a byte of a line costs at most so many steps. */
const MAX_INSTRUCTIONS = 1_000;
/** Compiling costs as much as some hundred lines; a function reads many files of few sources. */
const PATTERNS_KEPT = 64;
const compiled = new RecentCache<RE2JS>(PATTERNS_KEPT);

/** Whether a line begins an event: whether the pattern, which has no problem, is in what is looked at of it. */
export function matchesStart(pattern: string, text: string): boolean {
  return compiled
    .get(pattern, (one) => RE2JS.compile(one))
    .matcher(text)
    .find();
}

/** What is wrong with a pattern in the syntax of RE2, whose time grows with the line alone; undefined where nothing is. */
export function startPatternProblem(pattern: string): string | undefined {
  try {
    const size = RE2JS.compile(pattern).programSize();
    return size <= MAX_INSTRUCTIONS
      ? undefined
      : `is too large: ${size} instructions of ${MAX_INSTRUCTIONS} that a pattern may have; repeat less`;
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    return `is no pattern of RE2, which has no look-arounds and back-references (${error.message})`;
  }
}
