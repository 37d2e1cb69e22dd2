import { SQSClient } from '@aws-sdk/client-sqs';
import type { AwsConfiguration } from '../aws.ts';

/** How often a request is tried. */
export const ATTEMPTS = 4;

/** A client of SQS, or of what speaks its protocol at `aws.sqsEndpoint`. */
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
