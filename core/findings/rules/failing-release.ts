import { HOUR_MILLIS } from '../../time/units.ts';
import { counted } from '../../wording.ts';
import { hasErrorLevel } from '../levels.ts';
import { isFailedRequest, isRequest } from '../request.ts';
import type { CountRow, LogCondition, Rule } from '../rule.ts';
import { DAYS_BEFORE_DEPLOYMENT, type Deployment, deploymentOf, failuresAfter, NEW_HOURS } from './deployments.ts';

const released: LogCondition = {
  all: [
    { field: 'service.name', exists: true },
    { field: 'service.version', exists: true },
  ],
};
/** A request that failed, or an event that says that something did. */
const failed: LogCondition = { any: [isFailedRequest, hasErrorLevel] };

/** A version that came in the last hours. */
interface Release extends Deployment {
  readonly version: string;
}

function releasesOf(rows: readonly CountRow[], fromMillis: number): Release[] {
  const began = Math.min(...rows.map((row) => row.fromMillis));
  const releases = Array.from(Map.groupBy(rows, ({ other }) => other)).flatMap(([version, own]) => {
    const beganMillis = Math.min(...own.map((row) => row.fromMillis));
    const isNew = beganMillis > began && fromMillis - beganMillis < NEW_HOURS * HOUR_MILLIS;
    if (!isNew || own.every((row) => row.fromMillis !== fromMillis)) return [];
    const others = rows.filter((row) => row.other !== version);
    return [{ version, ...deploymentOf(beganMillis, own, others) }];
  });
  return releases.sort((a, b) => (a.version < b.version ? -1 : 1));
}

/** A version of a program fails more than the versions before it. */
export const failingRelease: Rule = {
  ...failuresAfter({
    deploymentsOf: releasesOf,
    textOf: ({ version, hits }, hours, entity) =>
      `${entity} failed ${counted(hits, 'time')} in ${hours} of version ${version}`,
    measure: 'other versions',
    proofOf: ({ version }) => ({ all: [released, failed, { field: 'service.version', is: version }] }),
  }),
  name: 'failing-release',
  version: 1,
  sentence: `In its first ${NEW_HOURS} hours a version of a program fails more often than other versions did in the ${DAYS_BEFORE_DEPLOYMENT} days before.`,
  trap: 'A release that changes nothing. A failure that goes on, or grows, whichever version runs: the release has to fail clearly more than twice as often as other versions in the same hours and the six before it, and from its first hour on. More visitors: shares are compared, not counts.',
  needs:
    '`service.name` and `service.version`, with http.response.status_code or log.level, and six hours of logs before. It misses fewer than five failures, and those that only grow with the hours. What breaks elsewhere at the moment of a release looks the same; so does a program without requests that logs less than it did.',
  question: {
    where: released,
    entity: 'service.name',
    other: 'service.version',
    parts: { failed, requested: isRequest },
  },
  proof: { all: [released, failed] },
};
