import type { Printable } from '../printable.ts';
import { type Choice, durations, type Random, zipf } from '../random.ts';
import { accountName } from './accounts.ts';
import { residentialAddress } from './addresses.ts';
import { type Agent, chooseAgent } from './agents.ts';

/** A visitor of the shop, who may return. */
export interface Visitor {
  /** At home. */
  readonly address: Printable;
  /** Away from home. */
  readonly otherAddress: Printable;
  readonly agent: Agent;
  /** The account's name; taken only once the visitor signs in. */
  readonly account: Printable;
  readonly registered: boolean;
  /** Their browser has the shop's assets from an earlier visit. */
  cached: boolean;
}

const REGISTERED_SHARE = 0.6;
const LOYALTY = 0.75;
const FEWEST_VISITORS = 300;
const MOST_VISITORS = 20_000;
const LINES_A_VISITOR = 40;

/** The people of a story of this length, the most loyal first. */
export function createVisitors(random: Random, lines: number): { choose: Choice<Visitor>; all: readonly Visitor[] } {
  const count = Math.min(MOST_VISITORS, Math.max(FEWEST_VISITORS, Math.round(lines / LINES_A_VISITOR)));
  const all = Array.from({ length: count }, (): Visitor => {
    return {
      address: residentialAddress(random),
      otherAddress: residentialAddress(random),
      agent: chooseAgent(random),
      account: accountName(random),
      registered: random() < REGISTERED_SHARE,
      cached: false,
    };
  });
  return { choose: zipf(all, LOYALTY), all };
}

/** How long people look at a page, in milliseconds. */
export function createReadingTimes(random: Random): Choice<number> {
  return durations(random, 18_000, 0.9, 300_000);
}
