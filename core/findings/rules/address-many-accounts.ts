import type { CountRow, Rule, Tally } from '../rule.ts';
import { surpriseOfShare } from '../statistics.ts';
import { accountsBy, judgeAccounts, learnedShare, manyAccounts, pairsOf, UNUSUAL_SHARE } from './pairs.ts';

/**
 * How often an address that never gets into an account tries another one. That is what tells a list of passwords from the programs all over
 * the world that try one account each, and fail as always: their share of failures is all but 1, so it says nothing of others.
 */
function tallyOfFurther(rows: readonly CountRow[]): Tally {
  const { refused } = pairsOf(rows);
  return { hits: Math.max(0, refused - 1), total: refused };
}

/** Passwords of many accounts are tried from one address. */
export const addressManyAccounts: Rule = {
  ...manyAccounts,
  version: 2,
  name: 'address-many-accounts',
  sentence: 'One address is refused for many accounts and let in for none of them.',
  trap: 'An office or a mobile network behind one address: most of its accounts get in. Programs all over the world that try an account or a few each: how many an address tries is learned from those that failed in the windows before.',
  needs: 'source.address, and user.name of rejected sign-ins. It misses fewer than seven accounts an hour.',
  question: accountsBy('source.address'),
  history: { ...manyAccounts.history, tally: tallyOfFurther },
  cause: 'all entities',
  judge(evidence) {
    const { hits } = tallyOfFurther(evidence.own);
    return judgeAccounts(evidence, UNUSUAL_SHARE, surpriseOfShare(hits, hits, learnedShare(evidence)));
  },
};
