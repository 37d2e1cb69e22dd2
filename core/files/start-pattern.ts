import { RE2JS } from 're2js';
import { RecentCache } from '../bytes/recent-cache.ts';
import { compilePattern } from '../re2.ts';

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

/** What is wrong with a pattern; undefined where nothing is. */
export function startPatternProblem(pattern: string): string | undefined {
  const problem = compilePattern(pattern, MAX_INSTRUCTIONS);
  return 'message' in problem ? `is no pattern that can be used: ${problem.message}` : undefined;
}
