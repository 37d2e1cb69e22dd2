import type { Site } from '../core/site/site.ts';
import { bugsDashboard } from './bugs.ts';
import type { Dashboard } from './definition.ts';
import { findingsOf } from './findings.ts';
import { marketingOf } from './marketing.ts';
import { operationsDashboard } from './operations.ts';
import { suspiciousAccountsOf } from './suspicious-accounts.ts';

/**
 * All dashboards, in the order in which they link to each other. Ids, titles and what can be filtered by are the same for every site.
 *
 * @param site where it is absent, or lacks what a panel needs, the panel says what to set
 */
export function dashboardsOf(site: Site = {}): readonly Dashboard[] {
  return [operationsDashboard, findingsOf(site), bugsDashboard, marketingOf(site), suspiciousAccountsOf(site)];
}
