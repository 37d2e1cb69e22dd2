import type { Journal } from './journal.ts';
import type { Choice, Random } from './random.ts';
import type { Catalogue } from './world/catalogue.ts';
import type { Visitor } from './world/visitors.ts';

/** What actors work with: the shop, its visitors, random numbers, and the journal that they write. */
export interface Scene {
  readonly journal: Journal;
  readonly random: Random;
  readonly catalogue: Catalogue;
  readonly visitors: Choice<Visitor>;
  /** How long visitors look at a page, in milliseconds. */
  readonly readingTimes: Choice<number>;
}

/** Writes the lines of a person or a machine, from a moment on. */
export type Actor = (stage: Scene, startMillis: number) => void;
