import * as v from 'valibot';
import { LOG_TOPIC } from '../../pipeline/names.ts';
import { certificateFile, oneOf, required } from '../environment.ts';

/** How a client reaches the brokers. */
export interface KafkaConfiguration {
  /** `host:port` of each bootstrap broker. */
  readonly brokers: readonly string[];
  /**
   * - `iam`: TLS, and SASL/OAUTHBEARER with tokens signed by the AWS credentials (MSK's port 9098)
   * - `tls`: TLS alone
   * - `plaintext`: neither; for brokers on this machine
   */
  readonly security: 'iam' | 'tls' | 'plaintext';
  /** PEM text of the authority that signed the brokers' certificates. Default: the authorities that Node knows. */
  readonly ca?: string;
  /** AWS region that `iam` tokens are signed for. */
  readonly region?: string;
  readonly topic: string;
}

const BROKERS = 'a comma-separated list of host:port';
const BROKER_PATTERN = /^[^\s:,]+:\d{1,5}$/;
/** What Kafka allows: org.apache.kafka.common.internals.Topic. */
const TOPIC_PATTERN = /^[A-Za-z0-9._-]{1,249}$/;

/** KAFKA_BROKERS, KAFKA_SECURITY, KAFKA_CA_FILE, KAFKA_TOPIC and (for `iam`) AWS_REGION, read to `{ kafka }`. */
export const kafkaEnvironment = v.pipe(
  v.object({
    KAFKA_BROKERS: v.pipe(
      required(BROKERS),
      v.transform((list) => list.split(',').map((broker) => broker.trim())),
      v.everyItem((broker) => BROKER_PATTERN.test(broker), `must be ${BROKERS}`),
    ),
    KAFKA_SECURITY: oneOf(['iam', 'tls', 'plaintext']),
    KAFKA_CA_FILE: v.optional(certificateFile()),
    KAFKA_TOPIC: v.optional(v.pipe(v.string(), v.regex(TOPIC_PATTERN, 'is no name of a Kafka topic')), LOG_TOPIC),
    AWS_REGION: v.optional(v.string()),
  }),
  v.forward(
    v.partialCheck(
      [['KAFKA_SECURITY'], ['AWS_REGION']],
      ({ KAFKA_SECURITY, AWS_REGION }) => KAFKA_SECURITY !== 'iam' || AWS_REGION !== undefined,
      'is missing; KAFKA_SECURITY=iam signs its tokens for a region',
    ),
    ['AWS_REGION'],
  ),
  v.transform((environment): { readonly kafka: KafkaConfiguration } => ({
    kafka: {
      brokers: environment.KAFKA_BROKERS,
      security: environment.KAFKA_SECURITY,
      topic: environment.KAFKA_TOPIC,
      ...(environment.KAFKA_CA_FILE === undefined ? {} : { ca: environment.KAFKA_CA_FILE }),
      ...(environment.AWS_REGION === undefined ? {} : { region: environment.AWS_REGION }),
    },
  })),
);
