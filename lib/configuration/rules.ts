import type { Stage } from './stage.ts';
import { hoursOf } from './time-span.ts';

/** A rule: what it finds wrong with a stage, in the user's terms; nothing where all is well. */
export type StageRule = (stage: Stage) => readonly string[];

/** Whether a value is one of a list. */
export const mustBeOneOf = (what: string, got: string, allowed: readonly string[]): string[] =>
  allowed.includes(got) ? [] : [`${what} is "${got}"; take one of ${allowed.join(', ')}`];

/** Whether a number is whole, and from the least to the most. */
export const mustBeWithin = (what: string, got: number, least: number, most: number): string[] =>
  Number.isInteger(got) && got >= least && got <= most
    ? []
    : [`${what} is ${got}; it must be a whole number from ${least} to ${most}`];

/** Whether a text is a length of time with its unit, of so many days at least. */
export const span = (what: string, got: string, leastDays: number): string[] => {
  const hours = hoursOf(got);
  if (hours === undefined) return [`${what} is "${got}"; write a number with its unit, e.g. "30 days" or "36 hours"`];
  return hours >= leastDays * 24 ? [] : [`${what} is "${got}"; it must be at least ${leastDays} days`];
};
