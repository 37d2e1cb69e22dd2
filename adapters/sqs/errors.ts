import { KafkaInsightError } from '../../core/errors.ts';

/**
 * One of our errors for whatever the SQS client threw.
 *
 * @param doing what failed, as the beginning of a sentence
 */
export function queueError(error: unknown, doing: string): KafkaInsightError {
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new KafkaInsightError(
    'QUEUE_UNAVAILABLE',
    `${doing} failed: ${reason}. Check the queue's URL and the rights of the role; the work is tried again.`,
    { cause: error },
  );
}
