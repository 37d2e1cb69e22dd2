import { SendMessageCommand } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { KafkaInsightError } from '../../core/errors.ts';
import type { Message } from '../../core/notifications/message.ts';
import type { AwsConfiguration } from '../aws.ts';
import { createSqsClient, queueError } from '../sqs/client.ts';

/** A message, and its destination. */
export interface Delivery {
  readonly destination: string;
  readonly message: Message;
}

const text = v.string();
const deliverySchema = v.object({
  destination: text,
  message: v.object({
    id: text,
    key: text,
    kind: v.picklist(['opened', 'grown', 'withdrawn', 'summary']),
    confidence: v.picklist(['high', 'medium']),
    title: text,
    text,
    facts: v.array(v.object({ label: text, value: text })),
    proof: v.array(text),
    link: v.exactOptional(text),
    sinceMillis: v.number(),
  }),
});

/** A queue of deliveries (SQS, FIFO): those of one case to one destination stay in order. Errors: QUEUE_UNAVAILABLE. */
export function createDeliveryQueue(aws: AwsConfiguration, queueUrl: string): (delivery: Delivery) => Promise<void> {
  const client = createSqsClient(aws);
  return async (delivery) => {
    const { destination, message } = delivery;
    try {
      await client.send(
        new SendMessageCommand({
          QueueUrl: queueUrl,
          MessageBody: JSON.stringify(delivery),
          MessageGroupId: `${destination}.${message.key}`,
          MessageDeduplicationId: message.id,
        }),
      );
    } catch (error) {
      throw queueError(error, 'Sending a message about a case');
    }
  };
}

/**
 * Reads a message of that queue.
 *
 * @throws KafkaInsightError EVENT_INVALID
 */
export function readDelivery(body: string): Delivery {
  const result = v.safeParse(v.pipe(text, v.parseJson(), deliverySchema), body);
  if (result.success) return result.output;
  throw new KafkaInsightError(
    'EVENT_INVALID',
    `A message of the delivery queue is not valid at ${v.getDotPath(result.issues[0]) ?? 'its beginning'}. Only the findings function writes to it.`,
  );
}
