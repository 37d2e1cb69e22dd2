/** `stranger.ts PORTS`: what another account on the machine gets from each port; prints the attempts as JSON. See strangers.ts. */
import { type IncomingMessage, request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';
import kafkajs, { type KafkaConfig } from 'kafkajs';
import { patchKafkajs } from '../../adapters/kafka/kafkajs-patches.ts';
import { questions } from './strangers.ts';

/** Nobody's: neither root's, nor that of the servers that refuse to run as root. */
const STRANGER = 65_533;
const PATIENCE_MILLIS = 10_000;

const guesses: readonly (string | undefined)[] = [undefined, 'admin:admin', 'elastic:changeme', 'kafkainsight:'];
const kafkaClients: Readonly<Record<string, Partial<KafkaConfig>>> = {
  'Kafka without TLS': {},
  'Kafka without a password': { ssl: { rejectUnauthorized: false } },
  'Kafka with a guess': {
    ssl: { rejectUnauthorized: false },
    sasl: { mechanism: 'plain', username: 'kafkainsight', password: 'kafkainsight' },
  },
};

interface Attempt {
  readonly port: number;
  readonly isTls: boolean;
  readonly method: string;
  readonly path: string;
  /** `user:password`. */
  readonly auth: string | undefined;
}

function ask({ port, isTls, method, path, auth }: Attempt): Promise<string> {
  return new Promise((resolve) => {
    const send = isTls ? requestTls : requestPlain;
    const scheme = isTls ? 'https' : 'http';
    const options = {
      method,
      agent: false,
      timeout: PATIENCE_MILLIS,
      rejectUnauthorized: false,
      ...(auth && { auth }),
    };
    const outgoing = send(`${scheme}://127.0.0.1:${port}${path}`, options, (response) => {
      let bytes = 0;
      response.on('data', (chunk: Buffer) => (bytes += chunk.length));
      response.once('close', () => {
        resolve(outcomeOf(method, response, bytes));
      });
    });
    outgoing.once('timeout', () => outgoing.destroy(new Error('no answer')));
    outgoing.once('error', (error) => {
      resolve(`refused: ${error.message}`);
    });
    outgoing.setHeader('content-type', 'text/plain');
    outgoing.setHeader('origin', 'https://elsewhere.example');
    outgoing.end(method === 'POST' ? '{"query":{"match_all":{}}}' : undefined);
  });
}

/**
 * Elasticsearch returns the methods of a path to everybody (elastic/elasticsearch #96061): none of its data, and nothing that admits
 * another origin.
 */
function outcomeOf(method: string, { statusCode = 0, headers }: IncomingMessage, bytes: number): string {
  if (statusCode === 401 || statusCode === 403) return `refused: HTTP status ${statusCode}`;
  const saysNothing = bytes === 0 && headers['access-control-allow-origin'] === undefined;
  if (method === 'OPTIONS' && saysNothing) return `refused: only the methods, ${String(headers.allow)}`;
  return `ANSWERED: HTTP status ${statusCode}`;
}

async function listTopics(port: number, options: Partial<KafkaConfig>): Promise<string> {
  const kafka = new kafkajs.Kafka({
    brokers: [`127.0.0.1:${port}`],
    logLevel: kafkajs.logLevel.NOTHING,
    connectionTimeout: PATIENCE_MILLIS,
    authenticationTimeout: PATIENCE_MILLIS,
    requestTimeout: PATIENCE_MILLIS,
    retry: { retries: 0 },
    ...options,
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    return `ANSWERED: topics ${(await admin.listTopics()).join()}`;
  } catch (error) {
    return `refused: ${String(error)}`;
  } finally {
    await admin.disconnect();
  }
}

patchKafkajs();
if (process.getuid?.() === 0) {
  process.setgid?.(STRANGER);
  process.setuid?.(STRANGER);
}
const ports = JSON.parse(process.argv[2] ?? '[]') as number[];
const attempts = await Promise.all(
  ports.flatMap((port) => [
    ...[true, false].flatMap((isTls) =>
      guesses.flatMap((auth) =>
        questions.map(async ([method, path]) => ({
          port,
          what: `${isTls ? 'HTTPS' : 'HTTP'} ${method} ${path} as ${auth ?? 'nobody'}`,
          outcome: await ask({ port, isTls, method, path, auth }),
        })),
      ),
    ),
    ...Object.entries(kafkaClients).map(async ([what, options]) => ({
      port,
      what,
      outcome: await listTopics(port, options),
    })),
  ]),
);
process.stdout.write(JSON.stringify(attempts), () => process.exit());
