import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias, type IKey } from 'aws-cdk-lib/aws-kms';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Stage } from '../configuration/stage.ts';
import { notifyTiming } from '../configuration/timing.ts';
import { acknowledgeRules } from './acknowledge-rules.ts';
import { allowSecret, namedKey, queueEncryption, useKey } from './encryption.ts';
import { nodeFunction } from './node-function.ts';
import { allow } from './permissions.ts';
import { removalPolicyOf } from './removal-policy.ts';

/** 64 letters and digits, read as base64: 48 bytes, of the 24 to 64 that Standard Webhooks asks for. */
const SIGNING_KEY_CHARACTERS = 64;
const MEMORY_MIB = 256;

/**
 * How people are notified of cases. The findings function, which has no way to the internet in `prod`, puts messages on a queue through the endpoint
 * that the VPC has anyway; a small function outside the VPC, which can read no logs, delivers them.
 */
export class Notifications extends Construct {
  readonly queue: Queue;
  /** Messages that were not delivered. */
  readonly deadLetterQueue: Queue;

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    // FIFO: a withdrawal may not overtake what it withdraws
    const key = namedKey(this, stage);
    const common = {
      fifo: true,
      ...queueEncryption(key),
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    };
    this.deadLetterQueue = new Queue(this, 'Undelivered', common);
    this.queue = new Queue(this, 'Deliveries', {
      ...common,
      visibilityTimeout: Duration.seconds(notifyTiming.visibilitySeconds),
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: notifyTiming.maxReceiveCount },
    });
    this.#addFunction(stage, this.#makeTopic(stage, key), this.#makeSecret(stage, key));
  }

  /**
   * Without a key of the stage's under the AWS managed key of SNS, which roles of this account may use through SNS (Amazon SNS Developer Guide, "Key management"): no
   * other service publishes here.
   */
  #makeTopic({ notifications = [] }: Stage, key: IKey | undefined): Topic {
    const topic = new Topic(this, 'Cases', {
      masterKey: key ?? Alias.fromAliasName(this, 'TopicKey', 'alias/aws/sns'),
      enforceSSL: true,
    });
    for (const address of new Set(notifications.flatMap(({ addresses = [] }) => addresses)))
      topic.addSubscription(new EmailSubscription(address));
    return topic;
  }

  /** Holds a signing key from the beginning; addresses and keys of destinations are put into it by an operator, and are in no template. */
  #makeSecret(stage: Stage, key: IKey | undefined): Secret {
    const secret = new Secret(this, 'Destinations', {
      description: 'Addresses and keys of the destinations of findings',
      generateSecretString: {
        secretStringTemplate: '{}',
        generateStringKey: 'signingKey',
        passwordLength: SIGNING_KEY_CHARACTERS,
        excludePunctuation: true,
      },
      ...(key && { encryptionKey: key }),
      removalPolicy: removalPolicyOf(stage),
    });
    acknowledgeRules(secret, {
      SMG4: 'Webhooks are replaced where they were created; receivers would reject messages under another signing key.',
    });
    new CfnOutput(this, 'Secret', { value: secret.secretArn });
    return secret;
  }

  #addFunction(stage: Stage, topic: Topic, secret: Secret): void {
    const { notifications = [] } = stage;
    const hasSecrets = notifications.some(({ kind }) => kind !== 'email');
    const handler = nodeFunction(this, {
      name: 'notify',
      description: 'Delivers messages about findings',
      role: new Role(Stack.of(this), 'notify-role', {
        assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
        description: 'KafkaInsight function notify',
      }),
      permissions: [
        allow(['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'], [this.queue.queueArn]),
        allow(['sns:Publish'], [topic.topicArn]),
        ...useKey(stage, 'receiveMessages', 'publishMessages'),
        ...(hasSecrets ? allowSecret(stage, secret) : []),
      ],
      memoryMib: MEMORY_MIB,
      timeout: Duration.seconds(notifyTiming.functionSeconds),
      environment: {
        DESTINATIONS: JSON.stringify(notifications),
        DESTINATION_SECRET_ID: secret.secretArn,
        TOPIC_ARN: topic.topicArn,
      },
    });
    // one at a time: of messages in order, one that fails holds up those after it and no other
    handler.addEventSource(new SqsEventSource(this.queue, { batchSize: 1 }));
  }
}
