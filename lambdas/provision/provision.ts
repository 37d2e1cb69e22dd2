import type { Context } from 'aws-lambda';
import type { Environment } from '../../adapters/environment-variables.ts';
import { createDashboards, type Dashboards } from '../../adapters/search/dashboards.ts';
import { createSearchEngine } from '../../adapters/search/search-engine.ts';
import { KafkaInsightError } from '../../core/errors.ts';
import type { SearchEngine } from '../../core/ports.ts';
import { withLogAndMetrics } from '../invocation.ts';
import { createLog, errorFields, type Log } from '../log.ts';
import { createMetrics, type Metrics } from '../metrics.ts';
import { type Clock, patience } from '../retry.ts';
import { provisionAudit } from './audit.ts';
import { provisionDashboards, provisionTimeRange } from './dashboards.ts';
import { type ProvisionConfiguration, readProvisionEnvironment } from './environment.ts';
import { checkDomain } from './existing-domain.ts';
import { provisionIndices } from './indices.ts';
import type { Provided, StepOutcome } from './outcome.ts';
import { provisionRetention } from './retention.ts';
import { provisionRoles } from './roles.ts';
import { provisionTemplates } from './templates.ts';

/** Where resources are provisioned. */
interface Targets {
  readonly engine: SearchEngine;
  /** Absent where there are no dashboards to import into. */
  readonly dashboards: Dashboards | undefined;
}

/** One named step. It is idempotent and deletes nothing. */
interface Step {
  readonly name: string;
  readonly run: (targets: Targets, configuration: ProvisionConfiguration) => Promise<Provided>;
  /** A step that this one depends on: if it fails or is skipped, this one is skipped. */
  readonly needs?: string;
  /** Whether everything else works without it: its failure is reported, counted and raises an alarm, but does not fail the deployment. */
  readonly mayFail?: true;
}

const steps: readonly Step[] = [
  { name: 'domain', run: ({ engine }, { existing }) => checkDomain(engine, existing) },
  { name: 'roles', run: ({ engine }, { roles }) => provisionRoles(engine, roles), needs: 'domain' },
  { name: 'audit', run: ({ engine }, { roles }) => provisionAudit(engine, roles), needs: 'domain', mayFail: true },
  {
    name: 'retention',
    run: ({ engine }, { deleteAfterDays }) => provisionRetention(engine, deleteAfterDays),
    needs: 'domain',
  },
  { name: 'templates', run: ({ engine }, { templates }) => provisionTemplates(engine, templates), needs: 'domain' },
  { name: 'indices', run: ({ engine }) => provisionIndices(engine), needs: 'templates' },
  {
    name: 'saved objects',
    run: ({ dashboards }, { site }) => provisionDashboards(dashboards, site),
    needs: 'domain',
    mayFail: true,
  },
  {
    name: 'time range',
    run: ({ dashboards }) => provisionTimeRange(dashboards),
    needs: 'saved objects',
    mayFail: true,
  },
];

/** What was provisioned: outcomes by the name of the resource, and the failed and skipped steps. */
type ProvisionReport = Readonly<Record<string, StepOutcome | 'failed' | 'left out'>>;
export type ProvisionHandler = (event: object, context: Context) => Promise<ProvisionReport>;

/** Does work, and does it again where that makes sense. */
type Attempting = ReturnType<typeof patience>;

/** Replacements for the adapters of the real servers. */
export interface ProvisionOverrides {
  readonly engine?: SearchEngine;
  readonly log?: Log;
  readonly metrics?: Metrics<'provision'>;
  readonly clock?: Clock;
}

/**
 * Creates the provisioning function: it provisions the search engine before the first document is written. It may be invoked again at any
 * time, by an update, a roll-back or after a failure. After it has tried every step, it throws PROVISIONING_FAILED if one failed, which
 * fails the deployment.
 *
 * @throws KafkaInsightError CONFIGURATION_INVALID naming all problems of the environment
 */
export function createProvisionHandler(environment: Environment, overrides: ProvisionOverrides = {}): ProvisionHandler {
  const configuration = readProvisionEnvironment(environment);
  const { search, dashboardsUrl, metricsStage } = configuration;
  const log = overrides.log ?? createLog('provision');
  const metrics = overrides.metrics ?? createMetrics('provision', metricsStage);
  const targets = {
    engine: overrides.engine ?? createSearchEngine(search),
    dashboards: dashboardsUrl === undefined ? undefined : createDashboards(search, dashboardsUrl),
  };
  // a role's permissions may be as old as the deployment; a password is right or wrong
  const attempting = (): Attempting =>
    search.authentication.kind === 'sigv4' ? patience(overrides.clock) : (work) => work();
  return withLogAndMetrics(log, metrics, async () => {
    const { report, failures } = await runSteps(targets, configuration, log, attempting());
    metrics.add('StepsFailed', failures.size);
    const grave = steps.filter(({ name, mayFail }) => failures.has(name) && mayFail !== true);
    if (grave.length > 0) throw failed(grave, failures);
    return report;
  });
}

async function runSteps(
  targets: Targets,
  configuration: ProvisionConfiguration,
  log: Log,
  attempt: Attempting,
): Promise<{ readonly report: ProvisionReport; readonly failures: ReadonlyMap<string, unknown> }> {
  const report: Record<string, ProvisionReport[string]> = {};
  const failures = new Map<string, unknown>();
  const undone = new Set<string>();
  for (const { name, run, needs } of steps) {
    if (needs !== undefined && undone.has(needs)) {
      report[name] = 'left out';
      undone.add(name);
      continue;
    }
    try {
      for (const [thing, outcome] of await attempt(() => run(targets, configuration))) {
        log.info('provisioned', { step: name, thing, outcome });
        report[thing] = outcome;
      }
    } catch (error) {
      log.error('step failed', { step: name, ...errorFields(error) });
      report[name] = 'failed';
      undone.add(name);
      failures.set(name, error);
    }
  }
  return { report, failures };
}

function failed(grave: readonly Step[], failures: ReadonlyMap<string, unknown>): KafkaInsightError {
  const causes = grave.map(({ name }) => ({ name, error: failures.get(name) }));
  const list = causes.map(({ name, error }) => `- ${name}: ${error instanceof Error ? error.message : String(error)}`);
  return new KafkaInsightError(
    'PROVISIONING_FAILED',
    `Provisioning the search engine failed. These steps failed:\n${list.join('\n')}\n` +
      'Fix these problems and deploy again, or invoke the provisioning function; completed steps stay.',
    { cause: causes[0]?.error },
  );
}
