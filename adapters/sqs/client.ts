import { SQSClient } from '@aws-sdk/client-sqs';
import { KafkaInsightError } from '../../core/errors.ts';
import type { AwsConfiguration } from '../aws.ts';

/** Attempts of one request. */
export const ATTEMPTS = 4;

/** A client of SQS, or of a compatible service at `aws.sqsEndpoint`. */
export function createSqsClient(aws: AwsConfiguration): SQSClient {
  return new SQSClient({
    region: aws.region,
    maxAttempts: ATTEMPTS,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
    ...(aws.credentials === undefined ? {} : { credentials: aws.credentials }),
    // An emulator's queue URL may name a host that only it knows.
    ...(aws.sqsEndpoint === undefined ? {} : { endpoint: aws.sqsEndpoint, useQueueUrlAsEndpoint: false }),
  });
}

/**
 * Converts what the SQS client threw.
 *
 * @param doing what failed, as the beginning of a sentence
 */
export function queueError(error: unknown, doing: string): KafkaInsightError {
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new KafkaInsightError(
    'QUEUE_UNAVAILABLE',
    `${doing} failed: ${reason}. Check the queue's URL and the role's permissions; the work is retried.`,
    { cause: error },
  );
}
