import { KafkaInsightError } from '../../pipeline/errors.ts';
import { within } from '../deadline.ts';
import { kafkaError } from './errors.ts';

/**
 * Waits for what a Kafka client does: it ends by itself, or after `timeoutMillis`; kafkajs has been seen to wait for ever.
 *
 * @param doing what is done, as the beginning of a sentence: `Producing 20 records to topic a`
 * @throws KafkaInsightError as {@link kafkaError} reads what went wrong
 */
export async function bounded<T>(timeoutMillis: number, doing: string, work: Promise<T>): Promise<T> {
  try {
    return await within(timeoutMillis, work, () => tooLate(doing, timeoutMillis));
  } catch (error) {
    throw kafkaError(error, doing);
  }
}

function tooLate(doing: string, timeoutMillis: number): KafkaInsightError {
  return new KafkaInsightError(
    'BROKER_UNAVAILABLE',
    `${doing} took more than ${timeoutMillis} ms. Check that the brokers run and can be reached.`,
  );
}
