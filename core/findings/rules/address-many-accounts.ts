import type { Rule } from '../rule.ts';
import { signIn, signInFailed, signInSucceeded } from '../sign-in.ts';
import { expectedHits, rounded, surpriseOfMore } from '../statistics.ts';
import { HOUR_MILLIS } from '../windows.ts';
import { pairsOf, pairTally, unknownShare } from './pairs.ts';
import { confidenceOf, learnAll, surpriseNumber, SURPRISING } from './thresholds.ts';

/** One account is somebody's own, two are a couple's. */
const LEAST_ACCOUNTS = 3;

/** Passwords of many accounts are tried from one address. */
export const addressManyAccounts: Rule = {
  name: 'address-many-accounts',
  version: 1,
  sentence: 'One address is refused for many accounts and let in for none of them.',
  trap: 'An office or a mobile network behind one address: most of its accounts get in, and how many do not is compared with all sign-ins of the hours before.',
  needs: 'source.address, and user.name of refused sign-ins. A site whose logs do not name the account that was tried.',
  windowMillis: HOUR_MILLIS,
  lookback: 0,
  isWhole: false,
  question: {
    where: signIn,
    entity: 'source.address',
    other: 'user.name',
    parts: { failed: signInFailed, succeeded: signInSucceeded },
  },
  isCandidate: (rows) => pairsOf(rows).refused >= LEAST_ACCOUNTS,
  history: { before: 24, weeks: 8, of: 'all entities', tally: pairTally },
  cause: 'all entities',
  proof: signInFailed,
  judge({ entity, own, baseline }) {
    const { refused, all, failures } = pairsOf(own);
    const learned = baseline === undefined ? unknownShare : learnAll(baseline);
    const surprise = surpriseOfMore(refused, all, learned);
    if (refused < LEAST_ACCOUNTS || surprise < SURPRISING) return undefined;
    return {
      confidence: confidenceOf(surprise),
      numbers: {
        accountsRefused: refused,
        accounts: all,
        failures,
        expected: rounded(expectedHits(learned, all)),
        surprise: surpriseNumber(surprise),
        samples: baseline?.samples.length ?? 0,
      },
      text: `${entity} was refused for ${refused} accounts that it never got into, of ${all} that it tried.`,
    };
  },
};
