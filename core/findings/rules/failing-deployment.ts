import { HOUR_MILLIS } from '../../time/units.ts';
import { counted } from '../../wording.ts';
import { isFailedRequest, isRequest } from '../request.ts';
import type { CountRow, LogCondition, Rule } from '../rule.ts';
import { DAYS_BEFORE_DEPLOYMENT, type Deployment, deploymentOf, failuresAfter, NEW_HOURS } from './deployments.ts';

/** What `kafkainsight mark` writes. */
const marked: LogCondition = { field: 'event.action', is: 'deployment' };
/** Requests that do not say which version served them: of those that do, another rule knows more. */
const requested: LogCondition = { all: [isRequest, { not: { field: 'service.version', exists: true } }] };
const failed: LogCondition = { all: [requested, isFailedRequest] };
const proof: LogCondition = { any: [marked, failed] };

/** The marks of the last hours, each with what failed since its hour began. */
function deploymentsOf(rows: readonly CountRow[], fromMillis: number): Deployment[] {
  const marks = rows.filter(({ parts }) => (parts['marked']?.count ?? 0) > 0);
  return marks
    .filter((mark) => fromMillis - mark.fromMillis < NEW_HOURS * HOUR_MILLIS)
    .map(({ fromMillis: beganMillis }) => {
      const before = rows.filter((row) => row.fromMillis < beganMillis);
      const since = rows.filter((row) => row.fromMillis >= beganMillis);
      // the hour of the mark is not all of it behind the mark: beside later ones it would look as if failures grew
      const whole = since.length > 1 ? since.slice(1) : since;
      return deploymentOf(beganMillis, since, before, whole);
    });
}

/** After something was deployed, requests fail more often than before. */
export const failingDeployment: Rule = {
  ...failuresAfter({
    deploymentsOf,
    textOf: ({ hits }, hours) => `${counted(hits, 'request')} failed in ${hours} after a deployment was marked`,
    measure: 'the time before',
    proofOf: () => proof,
  }),
  name: 'failing-deployment',
  version: 1,
  sentence: `In the first ${NEW_HOURS} hours after the mark of a deployment requests fail more often than in the ${DAYS_BEFORE_DEPLOYMENT} days before.`,
  trap: 'A deployment that changes nothing. A failure that goes on, or grows: requests have to fail clearly more than twice as often as in the six hours before the mark, and from its first hour on. More visitors: shares are compared, not counts.',
  needs:
    '`kafkainsight mark`, http.response.status_code in lines that name no `service.version`, and six hours of logs before. All such requests are taken together, whatever was deployed: it misses fewer than five failures, and those that are few of all. What breaks elsewhere at that moment looks the same.',
  question: { where: { any: [marked, requested] }, parts: { marked, requested, failed } },
  proof,
};
