import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as NodeFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Construct } from 'constructs';
import { INBOX_PREFIX, LOG_TOPIC, REPLAY_PREFIX, STATE_PREFIX } from '../../core/names.ts';
import type { Stage } from '../configuration/stage.ts';
import { ingestTiming } from '../configuration/timing.ts';
import { documentVariables } from '../constructs/document-variables.ts';
import { allowSecret, useKey } from '../constructs/encryption.ts';
import { nodeFunction } from '../constructs/node-function.ts';
import { allow } from '../constructs/permissions.ts';
import type { LogStorage, LogStream, StageIdentity, StageNetwork } from './offers.ts';

const MIB = 1024 * 1024;

export interface IngestStackProps extends StackProps {
  readonly stage: Stage;
  readonly network: Pick<StageNetwork, 'vpc' | 'functions'>;
  readonly identity: StageIdentity;
  readonly storage: LogStorage;
  readonly stream: LogStream;
}

/** The function that turns files into records: it receives one message at a time from the queue and writes to the topic. */
export class IngestStack extends Stack {
  readonly handler: NodeFunction;

  constructor(scope: Construct, id: string, props: IngestStackProps) {
    super(scope, id, props);
    const { stage, network, identity, storage, stream } = props;
    this.handler = nodeFunction(this, {
      name: 'ingest',
      description: 'Writes the lines of files to the log topic',
      role: identity.roles.ingest,
      permissions: permissions(stage, storage, stream),
      memoryMib: stage.ingest.memoryMib,
      timeout: Duration.seconds(ingestTiming.functionSeconds),
      reservedConcurrency: stage.ingest.reservedConcurrency,
      environment: {
        KAFKA_BROKERS: stream.brokers,
        KAFKA_SECURITY: 'iam',
        KAFKA_TOPIC: LOG_TOPIC,
        QUEUE_URL: storage.queue.queueUrl,
        PART_BYTES: String(stage.ingest.partMib * MIB),
        METRICS_STAGE: stage.name,
        ...documentVariables(stage, storage.pseudonymKey?.secretArn),
      },
      // a large compressed file, or a line of many events, is handed on from one invocation to the next
      invokesItself: true,
      network: { vpc: network.vpc, securityGroup: network.functions },
    });
    this.handler.addEventSource(
      new SqsEventSource(storage.queue, {
        // a message is up to one part of a file: a second one in the batch would only wait
        batchSize: 1,
        maxConcurrency: stage.ingest.maxConcurrency,
        reportBatchItemFailures: true,
      }),
    );
  }
}

function permissions(stage: Stage, { bucket, queue, pseudonymKey }: LogStorage, stream: LogStream): PolicyStatement[] {
  return [
    allow(
      ['s3:GetObject', 's3:GetObjectVersion'],
      [INBOX_PREFIX, REPLAY_PREFIX].map((prefix) => bucket.arnForObjects(`${prefix}*`)),
      'Every file that is dropped there.',
    ),
    allow(
      ['s3:GetObject', 's3:PutObject'],
      [bucket.arnForObjects(`${STATE_PREFIX}*`)],
      'What is known of the parts of every file.',
    ),
    // nothing is listed, but without it S3 returns 403 instead of 404 for a missing object (Amazon S3 API reference, HeadObject,
    // "Permissions"); not limited to a prefix, since a request for an object has none that a condition could match
    allow(['s3:ListBucket'], [bucket.bucketArn]),
    // the event source receives messages on the function's behalf; the function queues parts and shortens retries
    allow(
      [
        'sqs:ReceiveMessage',
        'sqs:DeleteMessage',
        'sqs:GetQueueAttributes',
        'sqs:SendMessage',
        'sqs:ChangeMessageVisibility',
      ],
      [queue.queueArn],
    ),
    allow(['kafka-cluster:Connect'], [stream.clusterArn]),
    allow(['kafka-cluster:DescribeTopic', 'kafka-cluster:WriteData'], [stream.topicArn]),
    ...allowSecret(stage, pseudonymKey),
    ...useKey(stage, 'readAndWriteObjects', 'sendMessages'),
  ];
}
