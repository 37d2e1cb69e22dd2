import type { ErrorCode } from '../../core/errors.ts';
import { KafkaInsightError } from '../../core/errors.ts';

/** Kafka's own error names (https://kafka.apache.org/protocol#protocol_error_codes) that mean more than "try again later". */
const codes: ReadonlyMap<unknown, ErrorCode> = new Map<unknown, ErrorCode>([
  ['MESSAGE_TOO_LARGE', 'RECORD_TOO_LARGE'],
  ['RECORD_LIST_TOO_LARGE', 'RECORD_TOO_LARGE'],
  ['UNKNOWN_TOPIC_OR_PARTITION', 'TOPIC_MISSING'],
  ['INVALID_TOPIC_EXCEPTION', 'TOPIC_MISSING'],
  ['TOPIC_AUTHORIZATION_FAILED', 'BROKER_REFUSED'],
  ['GROUP_AUTHORIZATION_FAILED', 'BROKER_REFUSED'],
  ['CLUSTER_AUTHORIZATION_FAILED', 'BROKER_REFUSED'],
  ['SASL_AUTHENTICATION_FAILED', 'BROKER_REFUSED'],
  ['UNSUPPORTED_SASL_MECHANISM', 'BROKER_REFUSED'],
  ['ILLEGAL_SASL_STATE', 'BROKER_REFUSED'],
  ['POLICY_VIOLATION', 'BROKER_REFUSED'],
  ['INVALID_RECORD', 'BROKER_REFUSED'],
]);

const advice: Partial<Record<ErrorCode, string>> = {
  BROKER_UNAVAILABLE: 'Check that the brokers run and that KAFKA_BROKERS, KAFKA_SECURITY and KAFKA_CA_FILE fit them',
  BROKER_REFUSED: 'Check the credentials and the rights that they have on the topic',
  TOPIC_MISSING: 'Create the topic, or correct KAFKA_TOPIC',
  RECORD_TOO_LARGE: "Raise the topic's max.message.bytes to its default of 1048588 at least",
};

/**
 * Converts what kafkajs threw. Where kafkajs gave up after its retries, the code follows from the error underneath.
 *
 * @param doing what failed, as the beginning of a sentence: `Producing 20 records to topic a`
 */
export function kafkaError(error: unknown, doing: string): KafkaInsightError {
  if (error instanceof KafkaInsightError) return error;
  const code = codeOf(error);
  const reason = error instanceof Error ? error.message : String(error);
  return new KafkaInsightError(code, `${doing} failed: ${reason}. ${advice[code] ?? ''}.`, { cause: error });
}

function codeOf(error: unknown): ErrorCode {
  for (let at = error; at instanceof Error; at = at.cause) {
    const known = 'type' in at ? codes.get(at.type) : undefined;
    if (known !== undefined) return known;
    if (at.name === 'KafkaJSSASLAuthenticationError') return 'BROKER_REFUSED';
  }
  return 'BROKER_UNAVAILABLE';
}
