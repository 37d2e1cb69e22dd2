import type { Journal } from './journal.ts';
import type { Choice, Random } from './random.ts';
import type { Catalogue } from './world/catalogue.ts';
import type { Visitor } from './world/visitors.ts';

/** What actors act on: the shop, its visitors, chance, and the journal that they write. */
export interface Scene {
  readonly journal: Journal;
  readonly random: Random;
  readonly catalogue: Catalogue;
  readonly visitors: Choice<Visitor>;
  /** How long somebody looks at a page, in milliseconds. */
  readonly readingTimes: Choice<number>;
}

/** Somebody or something that writes lines from a moment on. */
export type Actor = (stage: Scene, startMillis: number) => void;
