import { bugs } from './bugs.ts';
import type { Dashboard } from './definition.ts';
import { findings } from './findings.ts';
import { marketing } from './marketing.ts';
import { operations } from './operations.ts';
import { suspiciousAccounts } from './suspicious-accounts.ts';

/** All dashboards, in the order in which they link to each other. */
export const dashboards: readonly Dashboard[] = [operations, findings, bugs, marketing, suspiciousAccounts];
