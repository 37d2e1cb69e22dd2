import type { Context } from 'aws-lambda';
import type { Environment } from '../../adapters/environment.ts';
import { createSearchEngine } from '../../adapters/search/search-engine.ts';
import type { SearchEngine } from '../../pipeline/ports.ts';
import { createLog, type Log } from '../log.ts';
import { type ProvisionConfiguration, readProvisionEnvironment } from './environment.ts';
import type { Outcome } from './outcome.ts';
import { provisionRoles } from './roles.ts';
import { provisionTemplates } from './templates.ts';

/** One named step: what it provides, and with what outcome. Doing it again changes nothing; it deletes nothing. */
interface Step {
  readonly name: string;
  readonly run: (
    engine: SearchEngine,
    configuration: ProvisionConfiguration,
  ) => Promise<readonly (readonly [string, Outcome])[]>;
}

/** In this order: what a later step needs, an earlier one provides. */
const steps: readonly Step[] = [
  { name: 'roles', run: (engine, { indexRoleArn }) => provisionRoles(engine, indexRoleArn) },
  { name: 'templates', run: (engine, { templates }) => provisionTemplates(engine, templates) },
];

/** What was provided: the outcome by the name of the thing. */
type ProvisionReport = Readonly<Record<string, Outcome>>;
export type ProvisionHandler = (event: object, context: Context) => Promise<ProvisionReport>;

/** What a caller may put in the place of the real servers' adapters. */
export interface ProvisionOverrides {
  readonly engine?: SearchEngine;
  readonly log?: Log;
}

/**
 * Makes the provisioning function: before the first document is written it gives the search engine all that documents
 * need. It may be invoked again at any time, by an update or after a failure.
 *
 * @throws KafkaInsightError CONFIGURATION_INVALID naming all problems of the environment
 */
export function createProvisionHandler(environment: Environment, overrides: ProvisionOverrides = {}): ProvisionHandler {
  const configuration = readProvisionEnvironment(environment);
  const log = overrides.log ?? createLog('provision');
  const engine = overrides.engine ?? createSearchEngine(configuration.search);
  return async (_event, context) => {
    log.begin(context);
    const report: Record<string, Outcome> = {};
    for (const { name, run } of steps) {
      const outcomes = await run(engine, configuration);
      for (const [thing, outcome] of outcomes) {
        log.info('provisioned', { step: name, thing, outcome });
        report[thing] = outcome;
      }
    }
    return report;
  };
}
