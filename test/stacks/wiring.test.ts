import { test } from 'node:test';
import { Match } from 'aws-cdk-lib/assertions';
import { DEFAULT_PART_BYTES } from '../../core/limits.ts';
import { INBOX_PREFIX, LOG_TOPIC } from '../../core/names.ts';
import { INDEX, INGEST, VISIBILITY_TIMEOUT_SECONDS } from '../../local/runner/wiring.ts';
import { preset, synthesise } from './synthesis.ts';

/** What local/ plays of S3, SQS and Lambda is wired like the stage dev. */
const { index, ingest, storage } = synthesise(preset('dev')).templates;

test('the topic is read as locally: by the same group, in batches as large, gathered for as long', () => {
  index.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
    Topics: [LOG_TOPIC],
    AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: INDEX.consumerGroupId },
    BatchSize: INDEX.batchSize,
    // Lambda's half a second, which local/ waits, too
    MaximumBatchingWindowInSeconds: Match.absent(),
  });
});

test('files are ingested as locally: as many at once, split at the same size, by a function with as much time', () => {
  ingest.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
    ScalingConfig: { MaximumConcurrency: INGEST.maxConcurrency },
  });
  ingest.hasResourceProperties('AWS::Lambda::Function', {
    Timeout: INGEST.timeoutMillis / 1000,
    // its chains of invocations are meant
    RecursiveLoop: 'Allow',
    // what local/ leaves to the function's default
    Environment: { Variables: Match.objectLike({ PART_BYTES: String(DEFAULT_PART_BYTES), KAFKA_TOPIC: LOG_TOPIC }) },
  });
  storage.hasResourceProperties('AWS::SQS::Queue', { VisibilityTimeout: VISIBILITY_TIMEOUT_SECONDS });
  storage.hasResourceProperties('Custom::S3BucketNotifications', {
    NotificationConfiguration: {
      QueueConfigurations: Match.arrayWith([
        Match.objectLike({ Filter: { Key: { FilterRules: [{ Name: 'prefix', Value: INBOX_PREFIX }] } } }),
      ]),
    },
  });
});
