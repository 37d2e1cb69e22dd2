import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as NodeFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import {
  ARCHIVE_PREFIX,
  DEAD_LETTER_PREFIX,
  forgetFunctionName,
  INBOX_PREFIX,
  inspectFunctionName,
  REPLAY_PREFIX,
  STATE_PREFIX,
} from '../../core/names.ts';
import type { Stage } from '../configuration/stage.ts';
import { daysOf } from '../configuration/time-span.ts';
import { inspectTiming } from '../configuration/timing.ts';
import { allowSecret, useKey } from '../constructs/encryption.ts';
import { nodeFunction } from '../constructs/node-function.ts';
import { allow, EVERY_PATH } from '../constructs/permissions.ts';
import { type SearchDomain, searchVariables } from '../constructs/search-domain.ts';
import type { LogStorage, StageIdentity, StageNetwork } from './offers.ts';

/** Twice what 200,000 files in two days need, with a million older ones in the inbox. */
const MEMORY_MIB = 1024;

/** The reason of `<prefix>*`. */
const ANY_OBJECT = 'Which object is forgotten is for the operator to say.';

export interface ReconcileStackProps extends StackProps {
  readonly stage: Stage;
  readonly network: Pick<StageNetwork, 'vpc' | 'functions'>;
  readonly identity: StageIdentity;
  readonly storage: LogStorage;
  readonly search: SearchDomain;
  /** What has to be done before. */
  readonly provisioning: Stack;
}

/**
 * The function that compares what was ingested with what is indexed, every hour and whenever an operator asks; and the one that deletes
 * what an operator names. They are separate, so that neither the schedule nor people with read access can delete.
 */
export class ReconcileStack extends Stack {
  readonly handler: NodeFunction;

  constructor(scope: Construct, id: string, props: ReconcileStackProps) {
    super(scope, id, props);
    const { stage, network, identity, storage, search } = props;
    // it cannot read the indices before its role exists in the domain
    this.addStackDependency(props.provisioning);
    this.handler = nodeFunction(this, {
      name: 'inspect',
      functionName: inspectFunctionName(stage.name),
      description: 'Compares what was ingested with what is indexed',
      role: identity.roles.inspect,
      permissions: [...permissions(storage, search), ...useKey(stage, 'readObjects')],
      memoryMib: MEMORY_MIB,
      timeout: Duration.seconds(inspectTiming.functionSeconds),
      environment: {
        ...searchVariables(search),
        BUCKET: storage.bucket.bucketName,
        QUEUE_URL: storage.queue.queueUrl,
        DEAD_LETTER_QUEUE_URL: storage.deadLetterQueue.queueUrl,
        RETENTION_DAYS: String(daysOf(stage.search.retention)),
        METRICS_STAGE: stage.name,
      },
      ...(stage.search.endpoint === 'vpc' ? { network: { vpc: network.vpc, securityGroup: network.functions } } : {}),
    });
    this.#addForget(props);
    new Rule(this, 'Schedule', {
      description: 'Asks what of the last days is missing from the indices',
      schedule: Schedule.rate(Duration.minutes(inspectTiming.intervalMinutes)),
      targets: [
        new LambdaFunction(this.handler, {
          event: RuleTargetInput.fromObject({ withinHours: inspectTiming.windowHours, counted: true }),
          // it is invoked again an hour later
          maxEventAge: Duration.minutes(30),
        }),
      ],
    });
  }

  #addForget({ stage, network, identity, storage, search }: ReconcileStackProps): void {
    nodeFunction(this, {
      name: 'forget',
      functionName: forgetFunctionName(stage.name),
      description: 'Deletes a file, or what is known of a person, when an operator asks',
      role: identity.roles.forget,
      permissions: [
        ...forgetPermissions(storage, search),
        ...allowSecret(stage, storage.pseudonymKey),
        ...useKey(stage, 'readAndWriteObjects'),
      ],
      memoryMib: MEMORY_MIB,
      timeout: Duration.seconds(inspectTiming.functionSeconds),
      environment: {
        ...searchVariables(search),
        BUCKET: storage.bucket.bucketName,
        QUEUE_URL: storage.queue.queueUrl,
        ...(storage.pseudonymKey === undefined ? {} : { PSEUDONYM_SECRET_ID: storage.pseudonymKey.secretArn }),
      },
      ...(stage.search.endpoint === 'vpc' ? { network: { vpc: network.vpc, securityGroup: network.functions } } : {}),
    });
  }
}

function permissions({ bucket, queue, deadLetterQueue }: LogStorage, { domain }: SearchDomain): PolicyStatement[] {
  const list = allow(['s3:ListBucket'], [bucket.bucketArn]);
  list.addCondition('StringLike', { 's3:prefix': [`${INBOX_PREFIX}*`, `${REPLAY_PREFIX}*`] });
  return [
    list,
    // for contents of a file where the ledger does not say whether one begins with the other; nothing else of them is reported
    allow(
      ['s3:GetObject', 's3:GetObjectVersion'],
      [bucket.arnForObjects(`${INBOX_PREFIX}*`)],
      'Which of the dropped objects are to be compared shows only in the ledger.',
    ),
    allow(['sqs:GetQueueAttributes'], [queue.queueArn, deadLetterQueue.queueArn]),
    // searches are POST requests, and how full shards are is a GET; its role in the domain decides what they may do, which is only to read
    allow(['es:ESHttpGet', 'es:ESHttpPost'], [`${domain.domainArn}/*`], EVERY_PATH),
  ];
}

function forgetPermissions({ bucket, queue }: LogStorage, { domain }: SearchDomain): PolicyStatement[] {
  const list = allow(['s3:ListBucket'], [bucket.bucketArn]);
  const deleted = [INBOX_PREFIX, DEAD_LETTER_PREFIX, REPLAY_PREFIX, ARCHIVE_PREFIX, STATE_PREFIX];
  const prefixes = deleted.map((prefix) => `${prefix}*`);
  list.addCondition('StringLike', { 's3:prefix': prefixes });
  const objects = (...some: readonly string[]): string[] => some.map((prefix) => bucket.arnForObjects(`${prefix}*`));
  return [
    list,
    // it reads dead letters, never a log, and writes the remaining ones back to where they were, never to a prefix that is ingested
    allow(['s3:GetObject'], objects(DEAD_LETTER_PREFIX, REPLAY_PREFIX, ARCHIVE_PREFIX), ANY_OBJECT),
    allow(['s3:PutObject'], objects(DEAD_LETTER_PREFIX, ARCHIVE_PREFIX), ANY_OBJECT),
    allow(['s3:DeleteObject'], objects(...deleted), ANY_OBJECT),
    allow(['sqs:GetQueueAttributes'], [queue.queueArn]),
    // searches and bulk requests are POST requests; its role in the domain decides what they may do
    allow(['es:ESHttpPost'], [`${domain.domainArn}/*`], EVERY_PATH),
  ];
}
