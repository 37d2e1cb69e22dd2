import { Duration, type RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  BucketNotificationDestinationType,
  type BucketProps,
  EventType,
  type IBucket,
  type IBucketNotificationDestination,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { ARCHIVE_PREFIX, DEAD_LETTER_PREFIX, INBOX_PREFIX, REPLAY_PREFIX, STATE_PREFIX } from '../../core/names.ts';
import { deleteAfterDays } from '../../core/search/index-names.ts';
import type { Stage } from '../configuration/stage.ts';
import { daysOf } from '../configuration/time-span.ts';
import { DEAD_LETTER_DAYS, INBOX_DAYS, ingestTiming, STATE_DAYS_BEYOND } from '../configuration/timing.ts';
import { acknowledgeCdkFunction, acknowledgeRules } from '../constructs/acknowledge-rules.ts';
import { letDeliver } from '../constructs/deliveries.ts';
import { namedKey, queueEncryption } from '../constructs/encryption.ts';
import { allow } from '../constructs/permissions.ts';
import { principalOf } from '../constructs/producers.ts';
import { removalPolicyOf } from '../constructs/removal-policy.ts';
import type { LogStorage } from './offers.ts';

/** Letters and digits: 380 bits. */
const PSEUDONYM_KEY_CHARACTERS = 64;

const ACCESS_LOG_DAYS = 90;

/** Properties of every bucket. */
const PRIVATE: BucketProps = {
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
};

export interface StorageStackProps extends StackProps {
  readonly stage: Stage;
}

/** The bucket that logs are dropped into, and the queue that notifies the ingest function. */
export class StorageStack extends Stack implements LogStorage {
  readonly bucket: Bucket;
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;
  /** The key of the pseudonyms, where the stage has them. Never rotated: with another key, one user would become two. */
  readonly pseudonymKey: Secret | undefined;

  constructor(scope: Construct, id: string, props: StorageStackProps) {
    super(scope, id, props);
    const { stage } = props;
    const destroyable = stage.data === 'destroyable';
    const removalPolicy = removalPolicyOf(stage);
    const { indexPeriod, retention } = stage.search;
    const linesDays = deleteAfterDays({ period: indexPeriod, retentionDays: daysOf(retention) });
    const key = namedKey(this, stage);
    const common = { ...queueEncryption(key), enforceSSL: true, retentionPeriod: Duration.days(14) };
    this.deadLetterQueue = new Queue(this, 'DeadLetterQueue', common);
    this.queue = new Queue(this, 'Queue', {
      ...common,
      visibilityTimeout: Duration.seconds(ingestTiming.visibilitySeconds),
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: ingestTiming.maxReceiveCount },
    });
    this.bucket = new Bucket(this, 'Bucket', {
      ...PRIVATE,
      ...bucketEncryption(key),
      versioned: true,
      serverAccessLogsBucket: this.#accessLogs(removalPolicy, destroyable),
      removalPolicy,
      autoDeleteObjects: destroyable,
      lifecycleRules: [
        { id: 'inbox', prefix: INBOX_PREFIX, expiration: Duration.days(INBOX_DAYS) },
        { id: 'replay', prefix: REPLAY_PREFIX, expiration: Duration.days(INBOX_DAYS) },
        { id: 'dead-letters', prefix: DEAD_LETTER_PREFIX, expiration: Duration.days(DEAD_LETTER_DAYS) },
        {
          id: 'states',
          prefix: STATE_PREFIX,
          expiration: Duration.days(linesDays + STATE_DAYS_BEYOND),
          noncurrentVersionExpiration: Duration.days(1),
        },
        { id: 'replayed', prefix: ARCHIVE_PREFIX, expiration: Duration.days(DEAD_LETTER_DAYS) },
        {
          id: 'leftovers',
          abortIncompleteMultipartUploadAfter: Duration.days(1),
          noncurrentVersionExpiration: Duration.days(INBOX_DAYS),
        },
      ],
    });
    this.#letUpload(stage);
    this.pseudonymKey = stage.pseudonymise
      ? new Secret(this, 'PseudonymKey', {
          description: 'Key of the pseudonyms of user names and addresses',
          generateSecretString: { passwordLength: PSEUDONYM_KEY_CHARACTERS, excludePunctuation: true },
          ...(key && { encryptionKey: key }),
          removalPolicy,
        })
      : undefined;
    if (this.pseudonymKey !== undefined) {
      acknowledgeRules(this.pseudonymKey, {
        SMG4: 'With another key one user would become two, in everything that is kept.',
      });
    }
    const announcements = this.#announcements();
    // these two prefixes and no other: nothing under dead-letters/ may ever trigger ingest
    for (const prefix of [INBOX_PREFIX, REPLAY_PREFIX]) {
      this.bucket.addEventNotification(EventType.OBJECT_CREATED, announcements, { prefix });
    }
    acknowledgeCdkFunction(this, 'BucketNotificationsHandler');
  }

  /**
   * The queue, open to this bucket of this account: a bucket's name alone could become another account's. CDK's own destination leaves the
   * account out (Amazon S3 User Guide, "Granting permissions to publish event notification messages to a destination").
   */
  #announcements(): IBucketNotificationDestination {
    const statement = allow(['sqs:SendMessage'], [this.queue.queueArn]);
    statement.addPrincipals(new ServicePrincipal('s3.amazonaws.com'));
    statement.addConditions({
      ArnLike: { 'aws:SourceArn': this.bucket.bucketArn },
      StringEquals: { 'aws:SourceAccount': this.account },
    });
    const { policyDependable } = this.queue.addToResourcePolicy(statement);
    return {
      bind: () => ({
        arn: this.queue.queueArn,
        type: BucketNotificationDestinationType.QUEUE,
        dependencies: policyDependable === undefined ? [] : [policyDependable],
      }),
    };
  }

  /** Lets services deliver logs, and producers of other accounts drop files; this account still owns the objects. */
  #letUpload({ deliveries = [], producers }: Stage): void {
    letDeliver(this.bucket, deliveries);
    const { principals = [] } = producers ?? {};
    const uploaders = principals.filter((principal) => !principal.endsWith('.amazonaws.com'));
    if (uploaders.length === 0) return;
    const statement = allow(['s3:PutObject'], [this.bucket.arnForObjects(`${INBOX_PREFIX}*`)]);
    statement.addPrincipals(...uploaders.map(principalOf));
    this.bucket.addToResourcePolicy(statement);
  }

  /**
   * Records who read or wrote which file, since logs can hold personal data. Under S3's own key always: it delivers such logs to no other
   * (Amazon S3 User Guide, "Enabling Amazon S3 server access logging").
   */
  #accessLogs(removalPolicy: RemovalPolicy, autoDeleteObjects: boolean): IBucket {
    // under exactOptionalPropertyTypes CDK's Bucket does not fit CDK's own IBucket (isWebsite?: boolean); the assertion bridges that
    return new Bucket(this, 'AccessLogs', {
      ...PRIVATE,
      ...bucketEncryption(undefined),
      removalPolicy,
      autoDeleteObjects,
      lifecycleRules: [{ id: 'old', expiration: Duration.days(ACCESS_LOG_DAYS) }],
    }) as IBucket;
  }
}

/** With a bucket key, S3 asks KMS once in a while instead of once an object (Amazon S3 User Guide, "Amazon S3 Bucket Keys"). */
function bucketEncryption(encryptionKey: IKey | undefined): BucketProps {
  return encryptionKey === undefined
    ? { encryption: BucketEncryption.S3_MANAGED }
    : { encryption: BucketEncryption.KMS, encryptionKey, bucketKeyEnabled: true };
}
