import type { Stage } from './stage.ts';
import { hoursOf } from './time-span.ts';

/** A rule: what it finds wrong with a stage, in the user's terms; nothing where all is well. */
export type StageRule = (stage: Stage) => readonly string[];

/** What is wrong where a value is not one of a list; nothing where it is. */
export const mustBeOneOf = (what: string, got: string, allowed: readonly string[]): string[] =>
  allowed.includes(got) ? [] : [`${what} is "${got}"; take one of ${allowed.join(', ')}`];

/** What is wrong where a number is not whole, or not from the least to the most. */
export const mustBeWithin = (what: string, got: number, least: number, most: number): string[] =>
  Number.isInteger(got) && got >= least && got <= most
    ? []
    : [`${what} is ${got}; it must be a whole number from ${least} to ${most}`];

/** What is wrong where a text is not a length of time with its unit, or is shorter than so many days. */
export const mustLast = (what: string, got: string, leastDays: number): string[] => {
  const hours = hoursOf(got);
  if (hours === undefined) return [`${what} is "${got}"; write a number with its unit, e.g. "30 days" or "36 hours"`];
  return hours >= leastDays * 24 ? [] : [`${what} is "${got}"; it must be at least ${leastDays} days`];
};
