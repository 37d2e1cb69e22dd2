import type { Context } from 'aws-lambda';
import type { Environment } from '../../adapters/environment-variables.ts';
import { createTellingStore } from '../../adapters/search/findings/telling.ts';
import { createSearchEngine } from '../../adapters/search/search-engine.ts';
import type { FindingStore } from '../../core/findings/finding-store.ts';
import type { Rule } from '../../core/findings/rule.ts';
import { rules as allRules } from '../../core/findings/rules/rules.ts';
import { DAY_MILLIS, HOUR_MILLIS } from '../../core/time/units.ts';
import { dashboardsLink } from '../../dashboards/links.ts';
import { withLogAndMetrics } from '../invocation.ts';
import { createLog, errorFields, type Log } from '../log.ts';
import { createMetrics, type Metrics } from '../metrics.ts';
import { readFindingsEnvironment } from './environment.ts';
import { judgeLogs, type JudgeLogsReport } from './judge-logs.ts';
import { linkedFindingStore } from './linked-store.ts';
import { senderOf } from './sender.ts';
import { tellCases, type TellOptions } from './tell.ts';
import { visitCountingOf } from './visit-counting.ts';

/** The request of an invocation by the schedule. */
export interface FindingsEvent {
  /** Whether all lines have arrived, so that the last windows are judged too. Default: false. */
  readonly isSettled?: boolean;
}

/** The handler: judges what has changed in the logs. */
export type FindingsHandler = (event: FindingsEvent, context: Context) => Promise<JudgeLogsReport>;

/** Replacements for the adapters of the real servers. */
export interface FindingsOverrides {
  readonly store?: FindingStore;
  readonly rules?: readonly Rule[];
  readonly log?: Log;
  readonly metrics?: Metrics<'findings'>;
}

/** How long what was found, and the counts of the time before, are kept after they were last written: rules look back at most eight weeks. */
const KEPT_DAYS = 400;
/** How often an instance of the function looks for what is older. */
const DELETING_INTERVAL_MILLIS = HOUR_MILLIS;

/** The share of an invocation's time after which no other hours are begun: the last ones take a while. */
const JUDGING_SHARE = 0.6;

/**
 * Creates the function that judges the logs, and sends what it found. It may run at any time, and twice at once: the second run then does
 * nothing. If a destination fails, the invocation fails once the others have their messages; what was judged stays judged.
 *
 * @throws KafkaInsightError CONFIGURATION_INVALID naming all problems of the environment
 */
export function createFindingsHandler(environment: Environment, overrides: FindingsOverrides = {}): FindingsHandler {
  const { search, metricsStage, telling, dashboardsUrl, site = {} } = readFindingsEnvironment(environment);
  const log = overrides.log ?? createLog('findings');
  const metrics = overrides.metrics ?? createMetrics('findings', metricsStage);
  const engine = createSearchEngine(search);
  const { store = linkedFindingStore(engine), rules = allRules } = overrides;
  const visits = visitCountingOf(site, engine, log);
  const told = {
    ...senderOf(telling),
    store,
    rules,
    telling: createTellingStore(engine),
    link: (...of) => (dashboardsUrl === undefined ? undefined : dashboardsLink(dashboardsUrl, ...of)),
    stage: metricsStage ?? 'local',
  } satisfies Partial<TellOptions>;

  let deletedMillis = -Infinity;
  async function tell(nowMillis: number): Promise<void> {
    const failures: unknown[] = [];
    const onFailure: TellOptions['onFailure'] = ({ name }, error) => {
      log.error('destination not notified', { destination: name, ...errorFields(error) });
      failures.push(error);
    };
    const report = await tellCases({ ...told, nowMillis, onFailure });
    if (report.told > 0) log.info('notified', { ...report });
    if (failures.length > 0) throw failures[0];
  }

  return withLogAndMetrics(log, metrics, async ({ isSettled = false }: FindingsEvent, context) => {
    const nowMillis = Date.now();
    const isDeleting = nowMillis - deletedMillis >= DELETING_INTERVAL_MILLIS;
    const report = await judgeLogs(store, rules, {
      now: Date.now,
      stopMillis: nowMillis + JUDGING_SHARE * context.getRemainingTimeInMillis(),
      isSettled,
      ...(isDeleting && { deleteBeforeMillis: nowMillis - KEPT_DAYS * DAY_MILLIS }),
      visits,
      onLeftOut: (rule, error) => {
        log.warn('rule left out', { rule: rule.name, ...errorFields(error) });
      },
    });
    log.info('judged', { ...report });
    if (!report.isBusy) {
      if (isDeleting) deletedMillis = nowMillis;
      metrics.add('FindingsOpened', report.opened);
      metrics.add('HoursWaiting', report.waiting);
      metrics.add('RulesLeftOut', report.leftOut);
      await tell(nowMillis);
    }
    return report;
  });
}
