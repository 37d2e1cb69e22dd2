import { DAY_MILLIS } from '../../time/units.ts';
import type { Rule } from '../rule.ts';
import { accountsBy, judgeAccounts, manyAccounts, UNUSUAL_SHARE } from './pairs.ts';

const LEAST_FAILURES = 5;

/** Passwords are tried so slowly that no hour shows it. */
export const slowSpraying: Rule = {
  name: 'slow-spraying',
  version: 1,
  sentence: 'Within a day one address is refused for many accounts and let in for hardly any.',
  trap: 'An office whose people mistype: they get in at the second attempt. (One address whose users all forgot their passwords is found: it looks like an attack.)',
  needs: 'source.address, and user.name of rejected sign-ins',
  windowMillis: DAY_MILLIS,
  lookback: 0,
  isWhole: false,
  question: accountsBy('source.address'),
  screen: { where: manyAccounts.proof, least: LEAST_FAILURES },
  cause: 'all entities',
  proof: manyAccounts.proof,
  // nothing is learned of whole days
  judge: (evidence) => judgeAccounts(evidence, UNUSUAL_SHARE),
};
