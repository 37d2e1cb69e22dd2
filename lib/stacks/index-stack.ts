import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as NodeFunction } from 'aws-cdk-lib/aws-lambda';
import { StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { ManagedKafkaEventSource, type ManagedKafkaEventSourceProps } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Construct } from 'constructs';
import { DEAD_LETTER_PREFIX, INDEX_GROUP, LOG_TOPIC } from '../../core/names.ts';
import type { PollingStage, Stage } from '../configuration/stage.ts';
import { daysOf } from '../configuration/time-span.ts';
import { indexerTiming } from '../configuration/timing.ts';
import { acknowledgePreflight } from '../constructs/acknowledge-rules.ts';
import { documentVariables } from '../constructs/document-variables.ts';
import { allowSecret, useKey } from '../constructs/encryption.ts';
import { nodeFunction } from '../constructs/node-function.ts';
import { allow, EVERY_PATH, findBrokers } from '../constructs/permissions.ts';
import { type SearchDomain, searchVariables } from '../constructs/search-domain.ts';
import type { LogStorage, LogStream, StageIdentity, StageNetwork } from './offers.ts';

export interface IndexStackProps extends StackProps {
  readonly stage: Stage;
  readonly network: Pick<StageNetwork, 'vpc' | 'functions'>;
  readonly identity: StageIdentity;
  readonly storage: LogStorage;
  readonly stream: LogStream;
  readonly search: SearchDomain;
  /** What has to be done before. */
  readonly provisioning: Stack;
}

/** The function that turns records into documents, and the event source mapping that reads the topic for it. */
export class IndexStack extends Stack {
  readonly handler: NodeFunction;

  constructor(scope: Construct, id: string, props: IndexStackProps) {
    super(scope, id, props);
    const { stage, network, identity, storage, stream, search } = props;
    // until the template exists, every record would be handed back
    this.addStackDependency(props.provisioning);
    this.handler = nodeFunction(this, {
      name: 'indexer',
      description: 'Writes the records of the log topic to their indices',
      role: identity.roles.indexer,
      permissions: [...eventSourcePermissions(stream), ...permissions(stage, storage, search)],
      memoryMib: stage.indexer.memoryMib,
      timeout: Duration.seconds(indexerTiming.functionSeconds),
      reservedConcurrency: stage.indexer.reservedConcurrency,
      environment: {
        ...searchVariables(search),
        BUCKET: storage.bucket.bucketName,
        INDEX_PERIOD: stage.search.indexPeriod,
        RETENTION_DAYS: String(daysOf(stage.search.retention)),
        POLLING_MODE: stage.polling.mode,
        METRICS_STAGE: stage.name,
        ...documentVariables(stage, storage.pseudonymKey?.secretArn),
      },
      ...(stage.search.endpoint === 'vpc' ? { network: { vpc: network.vpc, securityGroup: network.functions } } : {}),
    });
    this.handler.addEventSource(
      new ManagedKafkaEventSource({
        clusterArn: stream.clusterArn,
        topic: LOG_TOPIC,
        consumerGroupId: INDEX_GROUP,
        startingPosition: StartingPosition.TRIM_HORIZON,
        batchSize: stage.indexer.batchSize,
        ...batchingWindow(stage.indexer),
        ...pollers(stage.polling),
        // no destination for failures: with one, Lambda gives up after ten attempts, and an outage would lose records
      }),
    );
    acknowledgePreflight(
      this.handler,
      'pf-lambda-esm-bisect-batch-stream-only',
      'Pollers of provisioned mode halve batches of Kafka, too (AWS Lambda Developer Guide, "Configuring error handling controls for Kafka event sources").',
    );
  }
}

/** Half a second, Lambda's own, is none of its whole seconds. */
function batchingWindow({
  batchingWindowSeconds: seconds,
}: Stage['indexer']): Pick<ManagedKafkaEventSourceProps, 'maxBatchingWindow'> {
  return seconds === undefined ? {} : { maxBatchingWindow: Duration.seconds(seconds) };
}

/** On-demand pollers accept none of these settings, although CDK does. Both retry until the record's retention in the topic ends. */
function pollers(polling: PollingStage): Partial<ManagedKafkaEventSourceProps> {
  if (polling.mode === 'on-demand') return {};
  const { minimumPollers, maximumPollers } = polling;
  return {
    provisionedPollerConfig: { minimumPollers, maximumPollers },
    reportBatchItemFailures: true,
    bisectBatchOnError: true,
  };
}

/**
 * What the event source mapping does on the function's behalf (AWS Lambda Developer Guide, "Amazon MSK permissions" and "IAM role-based
 * access control").
 */
function eventSourcePermissions(stream: LogStream): PolicyStatement[] {
  return [
    findBrokers(),
    allow(['kafka:DescribeCluster', 'kafka:DescribeClusterV2'], [stream.clusterArn]),
    allow(['kafka-cluster:Connect', 'kafka-cluster:DescribeClusterDynamicConfiguration'], [stream.clusterArn]),
    allow(['kafka-cluster:DescribeTopic', 'kafka-cluster:ReadData'], [stream.topicArn]),
    allow(
      ['kafka-cluster:DescribeGroup', 'kafka-cluster:AlterGroup'],
      [stream.groupArn(INDEX_GROUP)],
      "One group of one cluster: the wildcard stands for the cluster's uuid.",
    ),
    allow(
      [
        'ec2:CreateNetworkInterface',
        'ec2:DeleteNetworkInterface',
        'ec2:DescribeNetworkInterfaces',
        'ec2:DescribeSecurityGroups',
        'ec2:DescribeSubnets',
        'ec2:DescribeVpcs',
      ],
      ['*'],
      "The pollers' interfaces do not exist yet, and the actions that describe know no resources.",
    ),
  ];
}

function permissions(stage: Stage, { bucket, pseudonymKey }: LogStorage, { domain }: SearchDomain): PolicyStatement[] {
  return [
    allow(['es:ESHttpGet', 'es:ESHttpPost'], [`${domain.domainArn}/*`], EVERY_PATH),
    allow(
      ['s3:PutObject'],
      [bucket.arnForObjects(`${DEAD_LETTER_PREFIX}*`)],
      'Every dead letter has a different name.',
    ),
    ...allowSecret(stage, pseudonymKey),
    ...useKey(stage, 'writeObjects'),
  ];
}
