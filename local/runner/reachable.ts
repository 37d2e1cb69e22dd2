import { once } from 'node:events';
import { connect } from 'node:net';
import type { Environment } from '../../adapters/environment-variables.ts';
import { KafkaInsightError } from '../../core/errors.ts';

const PATIENCE_MILLIS = 3_000;

interface Address {
  readonly host: string;
  readonly port: number;
}

/**
 * Checks that something listens at the addresses of the KAFKA_* and SEARCH_* variables, so that a wrong one is reported at once and by
 * name. One of the brokers must respond. Errors: SERVER_UNREACHABLE.
 */
export async function requireReachable(environment: Environment): Promise<void> {
  const brokers = (environment['KAFKA_BROKERS'] ?? '').split(',').filter((broker) => broker !== '');
  const url = environment['SEARCH_URL'] ?? '';
  const checks: Promise<void>[] = [];
  if (brokers.length > 0)
    checks.push(requireAny(brokers.map(brokerAddress), 'Kafka', brokers.join(','), '--kafka-brokers'));
  if (URL.canParse(url))
    checks.push(requireAny([urlAddress(new URL(url))], 'The search engine', url, '--opensearch-url'));
  await Promise.all(checks);
}

async function requireAny(addresses: readonly Address[], what: string, given: string, option: string): Promise<void> {
  try {
    await Promise.any(addresses.map(reach));
  } catch (cause) {
    const reasons = cause instanceof AggregateError ? cause.errors.map(String).join('; ') : String(cause);
    throw new KafkaInsightError(
      'SERVER_UNREACHABLE',
      `${what} does not respond at ${given} (${reasons}). Start it, or correct the address (${option}); \`npm start\` without addresses starts its own servers.`,
      { cause },
    );
  }
}

async function reach({ host, port }: Address): Promise<void> {
  const socket = connect({ host, port });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(PATIENCE_MILLIS) });
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError')
      throw new Error(`no answer within ${PATIENCE_MILLIS} ms`, { cause: error });
    throw error;
  } finally {
    socket.destroy();
  }
}

function brokerAddress(broker: string): Address {
  const colon = broker.lastIndexOf(':');
  return { host: broker.slice(0, colon).trim(), port: Number(broker.slice(colon + 1)) };
}

function urlAddress({ hostname, port, protocol }: URL): Address {
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
  };
}
