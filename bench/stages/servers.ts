import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { createTopicAdmin, type TopicAdmin } from '../../adapters/kafka/admin.ts';
import type { SearchConfiguration } from '../../adapters/search/configuration.ts';
import { createSearchEngine } from '../../adapters/search/search-engine.ts';
import { provisionTemplates } from '../../lambdas/provision/templates.ts';
import { startElasticsearch } from '../../local/engines/elasticsearch.ts';
import { startKafka } from '../../local/engines/kafka.ts';
import { startOpenSearch } from '../../local/engines/opensearch.ts';
import { openStore, type Store } from '../../local/store/store.ts';
import { BENCH_FOLDER } from '../lines/line-files.ts';
import { PARTITIONS } from './documents.ts';

/** The servers of a run: each is started when it is first needed, empty. */
export interface BenchServers {
  /** `host:port` of the one broker. */
  kafka(): Promise<string>;
  /** URL of the one node; it has the index templates, and no index. */
  openSearch(): Promise<string>;
  /** The one node of Elasticsearch, with the index templates and no index. */
  elasticsearch(): Promise<SearchConfiguration>;
  /** The local S3. */
  store(): Promise<Store>;
  stop(): Promise<void>;
}

/** Nothing runs yet. */
export function createServers(): BenchServers {
  const folder = path.join(BENCH_FOLDER, `servers-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  const running = new AsyncDisposableStack();
  const kafka = onceOnly(async () => {
    const cluster = await startKafka({ dataFolder: path.join(folder, 'kafka'), ports: 'any', fresh: true });
    running.defer(() => cluster.stop());
    return cluster.addresses.join(',');
  });
  const openSearch = onceOnly(async () => {
    const node = await startOpenSearch({ dataFolder: path.join(folder, 'opensearch'), ports: 'any', fresh: true });
    running.defer(() => node.stop());
    const engine = createSearchEngine({ engine: 'opensearch', url: node.url, authentication: { kind: 'none' } });
    await provisionTemplates(engine, { replicas: 0, refreshSeconds: 1 });
    await engine.close();
    return node.url;
  });
  const elasticsearch = onceOnly(async () => {
    const administrator = { name: 'bench', password: randomUUID() };
    const dataFolder = path.join(folder, 'elasticsearch');
    const node = await startElasticsearch({ dataFolder, ports: 'any', fresh: true, administrator });
    running.defer(() => node.stop());
    const { name: username, password } = administrator;
    const authentication = { kind: 'basic', username, password: () => password } as const;
    const configuration = { engine: 'elasticsearch', url: node.url, authentication } as const;
    const engine = createSearchEngine(configuration);
    await provisionTemplates(engine, { replicas: 0, refreshSeconds: 1 });
    await engine.close();
    return configuration;
  });
  const store = onceOnly(async () => {
    const opened = await openStore({
      folder: path.join(folder, 'store'),
      port: 0,
      // those of an emulator, which adapters/aws.ts signs with where none are set
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      visibilityTimeoutSeconds: 600,
      maxReceiveCount: 1,
    });
    running.defer(() => opened.close());
    return opened;
  });
  return {
    kafka,
    openSearch,
    elasticsearch,
    store,
    stop: async () => {
      await running.disposeAsync();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Makes a topic as a stage makes its log topic. */
export async function makeTopic(brokers: string, topic: string): Promise<void> {
  await using admin = adminOf(brokers, topic);
  const configuration = { 'compression.type': 'gzip' };
  await admin.createTopic({ partitions: PARTITIONS, replicationFactor: 1, configuration });
}

/** Throws where the topic holds fewer records than that: then what was measured was not the work. */
export async function requireRecords(brokers: string, topic: string, least: number): Promise<void> {
  await using admin = adminOf(brokers, topic);
  const ends = await admin.progress('bench');
  const records = ends.reduce((sum, { high }) => sum + Number(high), 0);
  if (records < least)
    throw new Error(`Topic ${topic} holds ${records} records; at least ${least} were to be produced.`);
}

function adminOf(brokers: string, topic: string): TopicAdmin & AsyncDisposable {
  const configuration = { brokers: brokers.split(','), security: 'plaintext', topic } as const;
  const admin = createTopicAdmin(configuration, { log: () => undefined });
  return { ...admin, [Symbol.asyncDispose]: () => admin.close() };
}

function onceOnly<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => (made ??= make());
}
