/**
 * Engines for tests, which are separated by topics, consumer groups and index prefixes. The test command starts one Kafka and one
 * OpenSearch for all test files; a file that is run alone starts its own.
 */
import { startKafka } from '../../../local/engines/kafka.ts';
import { startOpenSearch } from '../../../local/engines/opensearch.ts';
import { temporaryDataFolder } from './temporary.ts';

/** The indices of all test files are open at once: with the usual 512 the circuit breaker opened, and requests failed with 429. */
const HEAP_MEGABYTES = 1024;

let kafka: Promise<readonly string[]> | undefined;
let openSearch: Promise<string> | undefined;

/** The `host:port` of a running Kafka cluster of one broker, which ends with the test process. */
export function sharedKafka(): Promise<readonly string[]> {
  const running = process.env['KAFKAINSIGHT_TEST_KAFKA'];
  return (kafka ??= running === undefined ? ownKafka() : Promise.resolve(running.split(',')));
}

/** The URL of a running OpenSearch node, which ends with the test process. */
export function sharedOpenSearch(): Promise<string> {
  const running = process.env['KAFKAINSIGHT_TEST_OPENSEARCH'];
  return (openSearch ??= running === undefined ? ownOpenSearch() : Promise.resolve(running));
}

async function ownKafka(): Promise<readonly string[]> {
  const { folder, killAtExit } = temporaryDataFolder();
  const cluster = await startKafka({ dataFolder: folder, ports: 'any' });
  for (const { pid } of cluster.brokers) killAtExit(pid);
  return cluster.addresses;
}

async function ownOpenSearch(): Promise<string> {
  const { folder, killAtExit } = temporaryDataFolder();
  const engine = await startOpenSearch({ dataFolder: folder, ports: 'any', heapMegabytes: HEAP_MEGABYTES });
  killAtExit(engine.pid);
  return engine.url;
}
