import { setTimeout as sleep } from 'node:timers/promises';
import { ChangeMessageVisibilityCommand, SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import type { WorkQueue } from '../../core/ports.ts';
import { counted } from '../../core/wording.ts';
import type { AwsConfiguration } from '../aws.ts';
import { ATTEMPTS, createSqsClient, queueError } from './client.ts';

/** Limits of one SendMessageBatch (Amazon SQS developer guide, "Amazon SQS batch actions"): messages, and bytes of all bodies. */
const BATCH_MESSAGES = 10;
const BATCH_BYTES = 1024 * 1024;
/** The longest visibility time-out: 12 hours (API reference of ChangeMessageVisibility). */
const MAX_VISIBILITY_SECONDS = 43_200;

const FIRST_PAUSE_MILLIS = 100;

/** A queue on SQS, or on a compatible service at `aws.sqsEndpoint`. */
export function createWorkQueue(aws: AwsConfiguration, queueUrl: string): WorkQueue {
  const client = createSqsClient(aws);

  /** Sends one batch and returns the bodies that the queue refused, with its last reason. */
  async function sendBatch(
    bodies: readonly string[],
  ): Promise<{ readonly refused: readonly string[]; readonly reason: string }> {
    const entries = bodies.map((body, index) => ({ Id: String(index), MessageBody: body }));
    const { Failed: failed = [] } = await client.send(
      new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }),
    );
    const ids = new Set(failed.map((failure) => failure.Id));
    return {
      refused: bodies.filter((_body, index) => ids.has(String(index))),
      reason: failed.map((failure) => failure.Code ?? 'no code').join(', '),
    };
  }

  async function sendAll(bodies: readonly string[]): Promise<void> {
    let refused = bodies;
    for (let attempt = 0; ; attempt += 1) {
      const answer = await sendBatch(refused);
      if (answer.refused.length === 0) return;
      if (attempt + 1 === ATTEMPTS)
        throw new Error(`the queue refused ${counted(answer.refused.length, 'message')} (${answer.reason})`);
      refused = answer.refused;
      await sleep(FIRST_PAUSE_MILLIS * 2 ** attempt);
    }
  }

  return {
    async send(bodies) {
      try {
        for (const batch of batchesOf(bodies)) await sendAll(batch);
      } catch (error) {
        throw queueError(error, `Sending ${counted(bodies.length, 'message')}`);
      }
    },
    async retryAfter(receiptHandle, seconds) {
      const visibility = Math.min(Math.max(Math.ceil(seconds), 0), MAX_VISIBILITY_SECONDS);
      try {
        await client.send(
          new ChangeMessageVisibilityCommand({
            QueueUrl: queueUrl,
            ReceiptHandle: receiptHandle,
            VisibilityTimeout: visibility,
          }),
        );
      } catch (error) {
        throw queueError(error, 'Changing the visibility of a message');
      }
    },
  };
}

function* batchesOf(bodies: readonly string[]): Generator<readonly string[]> {
  let batch: string[] = [];
  let batchBytes = 0;
  for (const body of bodies) {
    const bytes = Buffer.byteLength(body);
    if (batch.length === BATCH_MESSAGES || (batch.length > 0 && batchBytes + bytes > BATCH_BYTES)) {
      yield batch;
      batch = [];
      batchBytes = 0;
    }
    batch.push(body);
    batchBytes += bytes;
  }
  if (batch.length > 0) yield batch;
}
