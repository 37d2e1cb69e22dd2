import * as v from 'valibot';
import { LOG_TOPIC } from '../../core/names.ts';
import { certificateFile, oneOf, required, textOfFile } from '../environment-variables.ts';

/** How a client reaches the brokers. */
export interface KafkaConfiguration {
  /** `host:port` of each bootstrap broker. */
  readonly brokers: readonly string[];
  /**
   * - `iam`: TLS, and SASL/OAUTHBEARER with tokens signed by the AWS credentials (MSK's port 9098)
   * - `password`: TLS, and SASL/PLAIN with a user's name and password
   * - `tls`: TLS alone
   * - `plaintext`: neither; for brokers on this machine
   */
  readonly security: 'iam' | 'password' | 'tls' | 'plaintext';
  /** PEM text of the authority that signed the brokers' certificates. Default: the authorities that Node knows. */
  readonly ca?: string;
  /** AWS region that `iam` tokens are signed for. */
  readonly region?: string;
  /** The user for `password`. */
  readonly user?: KafkaUser;
  readonly topic: string;
}

/** A user of the brokers. */
interface KafkaUser {
  readonly name: string;
  /** A function, so that printing the configuration does not print the password. */
  readonly password: () => string;
}

const BROKERS = 'a comma-separated list of host:port';
const BROKER_PATTERN = /^[^\s:,]+:\d{1,5}$/;
/** The names that Kafka allows: org.apache.kafka.common.internals.Topic. */
const TOPIC_PATTERN = /^[A-Za-z0-9._-]{1,249}$/;

/**
 * KAFKA_BROKERS, KAFKA_SECURITY, KAFKA_CA_FILE, KAFKA_TOPIC, (for `password`) KAFKA_USERNAME and KAFKA_PASSWORD_FILE, and
 * (for `iam`) AWS_REGION, read to `{ kafka }`.
 */
export const kafkaEnvironment = v.pipe(
  v.object({
    KAFKA_BROKERS: v.pipe(
      required(BROKERS),
      v.transform((list) => list.split(',').map((broker) => broker.trim())),
      v.everyItem((broker) => BROKER_PATTERN.test(broker), `must be ${BROKERS}`),
    ),
    KAFKA_SECURITY: oneOf(['iam', 'password', 'tls', 'plaintext']),
    KAFKA_CA_FILE: v.optional(certificateFile()),
    KAFKA_TOPIC: v.optional(v.pipe(v.string(), v.regex(TOPIC_PATTERN, 'is no name of a Kafka topic')), LOG_TOPIC),
    KAFKA_USERNAME: v.optional(v.string()),
    KAFKA_PASSWORD_FILE: v.optional(v.pipe(textOfFile(), v.trim(), v.nonEmpty('names an empty file'))),
    AWS_REGION: v.optional(v.string()),
  }),
  v.forward(
    v.partialCheck(
      [['KAFKA_SECURITY'], ['KAFKA_USERNAME']],
      ({ KAFKA_SECURITY, KAFKA_USERNAME }) => KAFKA_SECURITY !== 'password' || KAFKA_USERNAME !== undefined,
      'is missing; KAFKA_SECURITY=password needs it',
    ),
    ['KAFKA_USERNAME'],
  ),
  v.forward(
    v.partialCheck(
      [['KAFKA_SECURITY'], ['KAFKA_PASSWORD_FILE']],
      ({ KAFKA_SECURITY, KAFKA_PASSWORD_FILE }) => KAFKA_SECURITY !== 'password' || KAFKA_PASSWORD_FILE !== undefined,
      'is missing; KAFKA_SECURITY=password needs it',
    ),
    ['KAFKA_PASSWORD_FILE'],
  ),
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
      ...userOf(environment),
    },
  })),
);

function userOf(environment: {
  readonly KAFKA_USERNAME?: string | undefined;
  readonly KAFKA_PASSWORD_FILE?: string | undefined;
}): { readonly user?: KafkaUser } {
  const { KAFKA_USERNAME: name, KAFKA_PASSWORD_FILE: password } = environment;
  return name === undefined || password === undefined ? {} : { user: { name, password: () => password } };
}
