import * as v from 'valibot';
import { type Environment, readEnvironment, textOfFile } from '../../adapters/environment-variables.ts';
import { searchEnvironment } from '../../adapters/search/configuration.ts';
import { createSearchEngine } from '../../adapters/search/search-engine.ts';
import { KafkaInsightError } from '../../core/errors.ts';
import type { SearchEngine } from '../../core/ports.ts';
import { createLog } from '../../lambdas/log.ts';
import { createProvisionHandler } from '../../lambdas/provision/provision.ts';
import { invoke } from '../runner/invoke.ts';

/** The name of the pipeline's user in Elasticsearch, and of its role. */
export const PIPELINE_USER = 'kafkainsight';

/**
 * What the pipeline and the commands that inspect it need, and nothing else: no other index, no template, no user. Names as in
 * Elasticsearch's documentation, "Security privileges".
 */
const pipelineRole = {
  cluster: ['monitor', 'indices:admin/index_template/get'],
  indices: [
    {
      names: ['kafkainsight-*'],
      privileges: ['read', 'index', 'auto_configure', 'maintenance', 'monitor', 'view_index_metadata'],
    },
  ],
};

const PROVISION_MILLIS = 120_000;

const password = v.pipe(v.optional(v.string(), ''), textOfFile(), v.trim(), v.nonEmpty('names an empty file'));
const schema = v.intersect([
  searchEnvironment,
  v.object({ KIBANA_PASSWORD_FILE: password, PIPELINE_PASSWORD_FILE: password }),
]);

/**
 * The second step of the compose file, once Elasticsearch responds: sets the password of Kibana's user, creates the pipeline's user, and
 * provisions what documents need. Repeating it changes nothing but changed passwords. Errors: CONFIGURATION_INVALID, those of the search
 * engine, PROVISIONING_FAILED.
 */
export async function setUp(environment: Environment): Promise<void> {
  const { search, KIBANA_PASSWORD_FILE, PIPELINE_PASSWORD_FILE } = readEnvironment(schema, environment);
  const engine = createSearchEngine(search);
  try {
    await makeUsers(engine, { kibana: KIBANA_PASSWORD_FILE, pipeline: PIPELINE_PASSWORD_FILE });
  } finally {
    await engine.close();
  }
  await provision(environment);
}

/** Elasticsearch's security API: "Change passwords", "Create or update roles", "Create or update users". */
async function makeUsers(
  engine: SearchEngine,
  passwords: { readonly kibana: string; readonly pipeline: string },
): Promise<void> {
  await engine.request('POST', '/_security/user/kibana_system/_password', { password: passwords.kibana });
  await engine.request('PUT', `/_security/role/${PIPELINE_USER}`, pipelineRole);
  await engine.request('PUT', `/_security/user/${PIPELINE_USER}`, {
    password: passwords.pipeline,
    roles: [PIPELINE_USER],
    full_name: 'KafkaInsight pipeline',
  });
  process.stdout.write(`Users kibana_system and ${PIPELINE_USER} have their passwords.\n`);
}

/**
 * The last step of the compose file, once Kibana responds at DASHBOARDS_URL: imports the dashboards, unless they exist already. Errors:
 * as above, and DASHBOARDS_NOT_IMPORTED.
 */
export async function importDashboards(environment: Environment): Promise<void> {
  const report = await provision(environment);
  if (report['saved objects'] === 'failed') {
    throw new KafkaInsightError(
      'DASHBOARDS_NOT_IMPORTED',
      'Kibana did not import the dashboards; the reason is above. Everything else works: import dashboards/kibana/kafkainsight.ndjson ' +
        'in Kibana (Stack Management, Saved Objects), or run the step again: docker compose up dashboards.',
    );
  }
}

async function provision(environment: Environment): Promise<Readonly<Record<string, string>>> {
  const handler = createProvisionHandler(environment, { log: createLog('provision') });
  return invoke(handler, {}, { functionName: 'provision', timeoutMillis: PROVISION_MILLIS });
}
