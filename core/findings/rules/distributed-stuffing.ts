import type { Rule } from '../rule.ts';
import { accountsBy, judgeAccounts, manyAccounts } from './pairs.ts';

/** Passwords of many accounts are tried by one program, from however many addresses. */
export const agentManyAccounts: Rule = {
  ...manyAccounts,
  name: 'agent-many-accounts',
  sentence: 'One user agent is refused for more accounts than others are, from whatever addresses.',
  trap: 'A popular browser, with which many people sign in: what counts is how many of its accounts never get in, against all agents of the windows before.',
  needs:
    'user_agent.original, and user.name of rejected sign-ins. It misses a program that changes its name with every request.',
  question: accountsBy('user_agent.original'),
  cause: 'each entity',
  judge: (evidence) => judgeAccounts(evidence),
};

/** The same by the network (AS) of the addresses. */
export const networkManyAccounts: Rule = {
  ...manyAccounts,
  name: 'network-many-accounts',
  sentence: 'One network (AS) is refused for more accounts than others are.',
  trap: 'A large provider, from which many people sign in: what counts is how many of its accounts never get in.',
  needs:
    'source.as.number ([enrichment.md](enrichment.md)), and user.name of rejected sign-ins. It misses an attack over hundreds of networks.',
  question: accountsBy('source.as.number'),
  cause: 'each entity',
  judge: (evidence) => judgeAccounts(evidence),
};
