import type { Rule } from '../rule.ts';
import { accountsBy, judgeAccounts, manyAccounts } from './pairs.ts';

/** Passwords of many accounts are tried from one address. */
export const addressManyAccounts: Rule = {
  ...manyAccounts,
  name: 'address-many-accounts',
  sentence: 'One address is refused for many accounts and let in for none of them.',
  trap: 'An office or a mobile network behind one address: most of its accounts get in, and the number that do not is compared with all sign-ins of the windows before.',
  needs: 'source.address, and user.name of rejected sign-ins',
  question: accountsBy('source.address'),
  cause: 'all entities',
  judge: (evidence) => judgeAccounts(evidence),
};
