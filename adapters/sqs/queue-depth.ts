import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { AwsConfiguration } from '../aws.ts';
import { createSqsClient } from './client.ts';
import { queueError } from './errors.ts';

/**
 * Makes a function that tells how many messages a queue holds: waiting, delayed or with a consumer. SQS counts
 * approximately, and exactly once a queue has been left alone for a minute (API reference of GetQueueAttributes).
 *
 * @returns a function of the queue's URL that throws KafkaInsightError QUEUE_UNAVAILABLE
 */
export function createQueueDepth(aws: AwsConfiguration): (queueUrl: string) => Promise<number> {
  const client = createSqsClient(aws);
  return async (queueUrl) => {
    try {
      const { Attributes: attributes = {} } = await client.send(
        new GetQueueAttributesCommand({
          QueueUrl: queueUrl,
          AttributeNames: [
            'ApproximateNumberOfMessages',
            'ApproximateNumberOfMessagesDelayed',
            'ApproximateNumberOfMessagesNotVisible',
          ],
        }),
      );
      return Object.values(attributes).reduce((sum, count) => sum + Number(count), 0);
    } catch (error) {
      throw queueError(error, 'Counting the messages of a queue');
    }
  };
}
