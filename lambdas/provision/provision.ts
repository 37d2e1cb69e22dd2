import type { Context } from 'aws-lambda';
import type { Environment } from '../../adapters/environment.ts';
import { createDashboards, type Dashboards } from '../../adapters/search/dashboards.ts';
import { createSearchEngine } from '../../adapters/search/search-engine.ts';
import { KafkaInsightError } from '../../core/errors.ts';
import type { SearchEngine } from '../../core/ports.ts';
import { withLogAndMetrics } from '../invocation.ts';
import { createLog, errorFields, type Log } from '../log.ts';
import { createMetrics, type Metrics } from '../metrics.ts';
import { provisionDashboards } from './dashboards.ts';
import { type ProvisionConfiguration, readProvisionEnvironment } from './environment.ts';
import { provisionIndices } from './indices.ts';
import type { Provided, StepOutcome } from './outcome.ts';
import { provisionRetention } from './retention.ts';
import { provisionRoles } from './roles.ts';
import { provisionTemplates } from './templates.ts';

/** Where things are provided. */
interface Targets {
  readonly engine: SearchEngine;
  /** Absent where there is none to import into. */
  readonly dashboards: Dashboards | undefined;
}

/** One named step. Doing it again changes nothing; it deletes nothing. */
interface Step {
  readonly name: string;
  readonly run: (targets: Targets, configuration: ProvisionConfiguration) => Promise<Provided>;
  /** A step without which this one would do harm: where that fails, this is left out. */
  readonly needs?: string;
  /** Whether all else works without it: its failure is reported, counted and alarmed on, and nothing more. */
  readonly mayFail?: true;
}

const steps: readonly Step[] = [
  { name: 'roles', run: ({ engine }, { roles }) => provisionRoles(engine, roles) },
  { name: 'retention', run: ({ engine }, { deleteAfterDays }) => provisionRetention(engine, deleteAfterDays) },
  { name: 'templates', run: ({ engine }, { templates }) => provisionTemplates(engine, templates) },
  { name: 'indices', run: ({ engine }) => provisionIndices(engine), needs: 'templates' },
  { name: 'saved objects', run: ({ dashboards }) => provisionDashboards(dashboards), mayFail: true },
];

/** What was provided: the outcome by the name of the thing, or what became of a step that provided nothing. */
type ProvisionReport = Readonly<Record<string, StepOutcome | 'failed' | 'left out'>>;
export type ProvisionHandler = (event: object, context: Context) => Promise<ProvisionReport>;

/** What a caller may put in the place of the real servers' adapters. */
export interface ProvisionOverrides {
  readonly engine?: SearchEngine;
  readonly log?: Log;
  readonly metrics?: Metrics<'provision'>;
}

/**
 * Makes the provisioning function: before the first document is written it gives the search engine all that documents
 * need. It may be invoked again at any time, by an update, a roll-back or after a failure. It throws PROVISIONING_FAILED, which fails
 * the deployment, after it has tried every step.
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
  return withLogAndMetrics(log, metrics, async () => {
    const { report, failures } = await runSteps(targets, configuration, log);
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
): Promise<{ readonly report: ProvisionReport; readonly failures: ReadonlyMap<string, unknown> }> {
  const report: Record<string, ProvisionReport[string]> = {};
  const failures = new Map<string, unknown>();
  for (const { name, run, needs } of steps) {
    if (needs !== undefined && failures.has(needs)) {
      report[name] = 'left out';
      continue;
    }
    try {
      for (const [thing, outcome] of await run(targets, configuration)) {
        log.info('provisioned', { step: name, thing, outcome });
        report[thing] = outcome;
      }
    } catch (error) {
      log.error('step failed', { step: name, ...errorFields(error) });
      report[name] = 'failed';
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
    `The search engine was not given all that documents need. These steps failed:\n${list.join('\n')}\n` +
      'Fix what they say and deploy again, or invoke the provisioning function; what was done stays.',
    { cause: causes[0]?.error },
  );
}
