import { type App, CfnOutput, PermissionsBoundary, type StackProps, Tags } from 'aws-cdk-lib';
import { CfnIdentityPool } from 'aws-cdk-lib/aws-cognito';
import { KafkaInsightError } from '../core/errors.ts';
import { INBOX_PREFIX } from '../core/names.ts';
import { profileRules } from './configuration/place.ts';
import type { Stage } from './configuration/stage.ts';
import { stageProblems } from './configuration/validate.ts';
import { encryptLogs } from './constructs/encryption.ts';
import { keepLogs, keepLogsOfFunctions } from './constructs/log-retention.ts';
import { dashboardsUrl, existingDomain, type SearchDomain } from './constructs/search-domain.ts';
import { FindingsStack } from './stacks/findings-stack.ts';
import { IdentityStack } from './stacks/identity-stack.ts';
import { IndexStack } from './stacks/index-stack.ts';
import { IngestStack } from './stacks/ingest-stack.ts';
import { MonitoringStack } from './stacks/monitoring-stack.ts';
import { NetworkStack } from './stacks/network-stack.ts';
import { ProvisioningStack } from './stacks/provisioning-stack.ts';
import { ReconcileStack } from './stacks/reconcile-stack.ts';
import { SearchStack, type SearchStackProps } from './stacks/search-stack.ts';
import { StorageStack } from './stacks/storage-stack.ts';
import { StreamStack } from './stacks/stream-stack.ts';

/**
 * Whether a stage is deployed for the first time, as `-c first=true` says: then its stacks are not protected from deletion yet, since CDK has to
 * delete a stack whose creation was rolled back before it can make it again.
 *
 * @throws KafkaInsightError CONFIGURATION_INVALID
 */
export function isFirstDeployment(app: App): boolean {
  const first: unknown = app.node.tryGetContext('first');
  if (first === undefined || first === 'true') return first !== undefined;
  throw new KafkaInsightError(
    'CONFIGURATION_INVALID',
    `-c first=${JSON.stringify(first)} means nothing; write -c first=true for the first deployment of a stage, and leave it out from then on.`,
  );
}

/**
 * Creates the stacks of one stage, directly below the app: `cdk deploy --all` finds no others.
 *
 * @param name of the stage
 * @param stages all configured stages
 * @param profileRegion where stages go that name no region
 * @returns the stage
 * @throws KafkaInsightError CONFIGURATION_INVALID where there is no such stage, or listing everything that is wrong with it
 */
export function buildStage(app: App, name: string, stages: readonly Stage[], profileRegion = ''): Stage {
  const stage = stages.find((one) => one.name === name);
  if (stage === undefined) {
    const names = stages.map((one) => one.name).join(', ');
    throw new KafkaInsightError(
      'CONFIGURATION_INVALID',
      `There is no stage "${name}"; lib/configuration/stages.ts has ${names}. Give one of them: -c stage=NAME.`,
    );
  }
  const problems = [...stageProblems(stage), ...profileRules(stage, profileRegion)];
  if (problems.length > 0) {
    const list = problems.map((problem) => `- ${problem}`).join('\n');
    throw new KafkaInsightError(
      'CONFIGURATION_INVALID',
      `The stage cannot be deployed:\n${list}\nFix lib/configuration/stages.ts, and run the command again.`,
    );
  }
  buildStacks(app, stage);
  keepLogsOfFunctions(app);
  tagEverything(app, stage);
  if (stage.logRetention !== undefined) keepLogs(app, stage.logRetention);
  if (stage.encryptionKey !== undefined) encryptLogs(app, stage.encryptionKey);
  return stage;
}

function buildStacks(app: App, stage: Stage): void {
  const id = (part: string): string => `kafkainsight-${stage.name}-${part}`;
  const common: StackProps & { readonly stage: Stage } = {
    stage,
    terminationProtection: stage.data === 'retained' && !isFirstDeployment(app),
    ...(stage.region === undefined ? {} : { env: { region: stage.region } }),
    ...(stage.permissionsBoundary === undefined
      ? {}
      : { permissionsBoundary: PermissionsBoundary.fromArn(stage.permissionsBoundary) }),
  };
  const network = new NetworkStack(app, id('network'), common);
  const identity = new IdentityStack(app, id('identity'), common);
  const storage = new StorageStack(app, id('storage'), common);
  const stream = new StreamStack(app, id('stream'), { ...common, network, identity });
  const search = searchOf(app, id('search'), { ...common, network, identity });
  const provisioning = new ProvisioningStack(app, id('provisioning'), { ...common, network, identity, search });
  const ingest = new IngestStack(app, id('ingest'), { ...common, network, identity, storage, stream });
  const index = new IndexStack(app, id('index'), {
    ...common,
    network,
    identity,
    storage,
    stream,
    search,
    provisioning,
  });
  const reconcile = new ReconcileStack(app, id('reconcile'), {
    ...common,
    network,
    identity,
    storage,
    search,
    provisioning,
  });
  const findings = new FindingsStack(app, id('findings'), { ...common, network, identity, search, provisioning });
  new MonitoringStack(app, id('monitoring'), {
    ...common,
    monitored: {
      stage,
      queue: storage.queue,
      deadLetterQueue: storage.deadLetterQueue,
      clusterName: stream.clusterName,
      domain: search.domain,
      ...(findings.notifications && { undelivered: findings.notifications.deadLetterQueue }),
      functions: {
        ingest: ingest.handler,
        indexer: index.handler,
        provision: provisioning.handler,
        inspect: reconcile.handler,
        findings: findings.handler,
      },
    },
  });
  new CfnOutput(ingest, 'Inbox', { value: `s3://${storage.bucket.bucketName}/${INBOX_PREFIX}` });
  new CfnOutput(index, 'Dashboards', { value: dashboardsUrl(search) });
}

/**
 * Tags resources one by one. Tags of a stack reach no search domain (aws-cloudformation/cloudformation-coverage-roadmap #1786), and an identity pool
 * whose tags change loses the provider that OpenSearch Service has added to it, so that nobody can sign in
 * (aws-solutions-library-samples/qnabot-on-aws #833): it has none.
 */
function tagEverything(app: App, stage: Stage): void {
  const tags = { ...stage.tags, project: 'kafkainsight', stage: stage.name };
  for (const [key, value] of Object.entries(tags))
    Tags.of(app).add(key, value, { excludeResourceTypes: [CfnIdentityPool.CFN_RESOURCE_TYPE_NAME] });
}

/** The domain that is made, or the one that is there. */
function searchOf(app: App, id: string, props: SearchStackProps & { readonly identity: IdentityStack }): SearchDomain {
  const { existing } = props.stage.search;
  return existing === undefined ? new SearchStack(app, id, props) : existingDomain(props.identity, existing);
}
