import { GetQueueAttributesCommand, type QueueAttributeName } from '@aws-sdk/client-sqs';
import type { AwsConfiguration } from '../aws.ts';
import { createSqsClient, queueError } from './client.ts';

const COUNTS = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesDelayed',
  'ApproximateNumberOfMessagesNotVisible',
] as const satisfies readonly QueueAttributeName[];

/**
 * Creates a function that returns how many messages a queue holds: waiting, delayed or with a consumer. SQS's counts are approximate
 * until a queue has been idle for a minute (API reference of GetQueueAttributes).
 *
 * @returns a function of the queue's URL that throws KafkaInsightError QUEUE_UNAVAILABLE
 */
export function createQueueDepth(aws: AwsConfiguration): (queueUrl: string) => Promise<number> {
  const client = createSqsClient(aws);
  return async (queueUrl) => {
    try {
      const command = new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [...COUNTS] });
      const { Attributes: attributes = {} } = await client.send(command);
      return COUNTS.reduce((sum, name) => sum + Number(attributes[name] ?? 0), 0);
    } catch (error) {
      throw queueError(error, 'Counting the messages of a queue');
    }
  };
}
