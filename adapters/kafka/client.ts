import type { Kafka, KafkaConfig, LogEntry } from 'kafkajs';
import kafkajs from 'kafkajs';
import type { KafkaConfiguration } from './configuration.ts';
import { kafkaError } from './kafka-errors.ts';
import { patchKafkajs } from './kafkajs-patches.ts';
import type { Sockets } from './sockets.ts';

/** A log entry of kafkajs, reduced to what is safe and useful to log: never a record's key, value or headers. */
export interface KafkaLogEntry {
  readonly time: string;
  readonly level: 'error' | 'warn';
  readonly message: string;
  readonly error?: string;
  readonly broker?: string;
  readonly topic?: string;
  readonly partition?: number;
  readonly groupId?: string;
  readonly retryCount?: number;
}

/** Replacements for a client's defaults. */
export interface KafkaClientOptions {
  /** Returns the SASL/OAUTHBEARER token where the security is `iam`. Default: one signed by the AWS credentials. */
  readonly tokenProvider?: () => Promise<{ readonly value: string }>;
  /** Receives what kafkajs logs (errors and warnings). Default: a line of JSON on standard error. */
  readonly log?: (entry: KafkaLogEntry) => void;
  /** The client's connections, where the caller must be able to end its calls. Default: those that kafkajs makes. */
  readonly sockets?: Sockets;
}

/**
 * Every wait is bounded, so that a dead broker becomes an error while an invocation still has time to deal with it: a request is answered
 * within `requestTimeout` or retried, eight times within about twenty seconds.
 */
const TIME_OUTS = {
  connectionTimeout: 5_000,
  authenticationTimeout: 10_000,
  requestTimeout: 15_000,
  retry: { initialRetryTime: 250, maxRetryTime: 4_000, retries: 8 },
} as const satisfies Partial<KafkaConfig>;

/**
 * The only place that creates a kafkajs client: producers, consumers and admin clients come from it. It opens no connection until one of
 * them connects. One configuration, one client: MSK allows few new connections a second.
 */
export function createKafkaClient(configuration: KafkaConfiguration, options: KafkaClientOptions = {}): Kafka {
  patchKafkajs();
  const log = options.log ?? writeToStandardError;
  return new kafkajs.Kafka({
    ...TIME_OUTS,
    clientId: 'kafkainsight',
    brokers: options.sockets?.brokers ?? [...configuration.brokers],
    ...(options.sockets && { socketFactory: options.sockets.open }),
    ...securityOf(configuration, options.tokenProvider),
    logLevel: kafkajs.logLevel.WARN,
    logCreator: () => (entry) => {
      log(reduced(entry));
    },
  });
}

/**
 * Connects a producer or an admin client, and returns it. A failure is final: kafkajs has tried every broker several times.
 *
 * @throws KafkaInsightError as {@link kafkaError} reads what went wrong
 */
export async function connected<Client extends { readonly connect: () => Promise<void> }>(
  client: Client,
): Promise<Client> {
  try {
    await client.connect();
    return client;
  } catch (error) {
    throw kafkaError(error, 'Connecting to Kafka');
  }
}

function securityOf(
  { security, ca, region, user }: KafkaConfiguration,
  tokenProvider: KafkaClientOptions['tokenProvider'],
): Pick<KafkaConfig, 'ssl' | 'sasl'> {
  if (security === 'plaintext') return {};
  const ssl = ca === undefined ? true : { ca };
  if (security === 'tls') return { ssl };
  if (security === 'password') {
    return { ssl, sasl: { mechanism: 'plain', username: user?.name ?? '', password: user?.password() ?? '' } };
  }
  const oauthBearerProvider = tokenProvider ?? (() => signedToken(region));
  return { ssl, sasl: { mechanism: 'oauthbearer', oauthBearerProvider } };
}

/**
 * An MSK token, signed here without a request and valid for 15 minutes
 * (https://github.com/aws/aws-msk-iam-sasl-signer-js). Loaded on demand: only IAM needs the signer and its AWS clients.
 */
async function signedToken(region = ''): Promise<{ readonly value: string }> {
  const { generateAuthToken } = await import('aws-msk-iam-sasl-signer-js');
  const { token } = await generateAuthToken({ region });
  return { value: token };
}

/** The rest of kafkajs's entries is dropped: some hold requests, and with them records. */
function reduced({ level, log }: LogEntry): KafkaLogEntry {
  const extra: Readonly<Record<string, unknown>> = log;
  return {
    time: log.timestamp,
    level: level === kafkajs.logLevel.ERROR ? 'error' : 'warn',
    message: log.message,
    ...pick(extra, ['error', 'broker', 'topic', 'groupId'], (value) => typeof value === 'string'),
    ...pick(extra, ['partition', 'retryCount'], (value) => typeof value === 'number'),
  };
}

function pick(
  from: Readonly<Record<string, unknown>>,
  names: readonly string[],
  fits: (value: unknown) => boolean,
): object {
  return Object.fromEntries(names.filter((name) => fits(from[name])).map((name) => [name, from[name]]));
}

function writeToStandardError(entry: KafkaLogEntry): void {
  process.stderr.write(`${JSON.stringify({ ...entry, source: 'kafkajs' })}\n`);
}
