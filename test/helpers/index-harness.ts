import { randomBytes } from 'node:crypto';
import { createObjectStore } from '../../adapters/s3/object-store.ts';
import { createSearchEngine } from '../../adapters/search/search-engine.ts';
import { documentId } from '../../core/files/file-id.ts';
import type { SearchEngine } from '../../core/ports.ts';
import type { KafkaBatchResponse, PollingMode } from '../../lambdas/indexer/acknowledge.ts';
import type { KafkaEventRecord } from '../../lambdas/indexer/event.ts';
import { createIndexerHandler } from '../../lambdas/indexer/indexer.ts';
import { provisionTemplates } from '../../lambdas/provision/templates.ts';
import { LOCAL_BUCKET } from '../../local/store/store.ts';
import { type FaultProxy, startFaultProxy } from '../faults/proxy.ts';
import { type KeptLog, keptLog } from './kept-log.ts';
import { lambdaContext } from './lambda-context.ts';
import { storeFixture } from './store.ts';

/** The index function on a real search engine, with its own topic, dataset and therefore indices. */
export interface IndexHarness {
  /** Of the search engine. */
  readonly url: string;
  readonly topic: string;
  readonly dataset: string;
  /** Name of the one index that documents of {@link log} go to. */
  readonly index: string;
  readonly engine: SearchEngine;
  readonly log: KeptLog;
  /** The proxy between the function and the search engine. */
  readonly engineProxy: FaultProxy;
  /** The proxy between the function and the S3 for dead letters. */
  readonly storeProxy: FaultProxy;
  /** Runs the function once. `remainingMillis` is the time that the invocation has. */
  invoke(
    records: readonly KafkaEventRecord[],
    options?: { readonly mode?: PollingMode; readonly remainingMillis?: number },
  ): Promise<KafkaBatchResponse>;
  /** A record of ours at this offset of partition 0. */
  record(offset: number, fields?: object, changes?: Partial<KafkaEventRecord>): KafkaEventRecord;
  /** A record of another producer. */
  foreign(offset: number, value: string | Buffer | undefined, changes?: Partial<KafkaEventRecord>): KafkaEventRecord;
  /** `_source` by id of all documents of the indices that this harness writes logs to. */
  documents(): Promise<Map<string, Record<string, unknown>>>;
  /** The searchable dead letters of this harness' topic, by id. */
  deadLetters(): Promise<Map<string, Record<string, unknown>>>;
  /** Lines of all dead-letter objects, parsed. */
  deadLetterLines(): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

export interface IndexHarnessOptions {
  /** Further variables of the environment. */
  readonly environment?: Readonly<Record<string, string>>;
}

const headers = [{ kafkainsight: [...Buffer.from('log')] }];
const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };
const EVENT_TIME = '2026-11-22T10:02:52.000Z';

/** @param url of a running OpenSearch node; the index templates are put there */
export async function indexHarness(url: string, options: IndexHarnessOptions = {}): Promise<IndexHarness> {
  const name = randomBytes(6).toString('hex');
  const topic = `logs.${name}`;
  const dataset = `test.${name}`;
  const file = randomBytes(10).toString('base64url');
  const engine = createSearchEngine({ engine: 'opensearch', url, authentication: { kind: 'none' } });
  await provisionTemplates(engine, { replicas: 0, refreshSeconds: 1 });
  const store = await storeFixture();
  const engineProxy = await startFaultProxy(url);
  const storeProxy = await startFaultProxy(store.store.url);
  const log = keptLog();
  const handlers = new Map(
    (['provisioned', 'on-demand'] as const).map((mode) => {
      const environment = environmentFor(engineProxy.url, storeProxy.url, dataset, mode);
      return [mode, createIndexerHandler({ ...environment, ...options.environment }, { log })];
    }),
  );

  const base = (offset: number): KafkaEventRecord => ({
    topic,
    partition: 0,
    offset,
    timestamp: Date.parse('2026-11-22T10:03:00.000Z'),
    timestampType: 'CREATE_TIME',
    headers: [],
  });

  async function sources(indices: string, query: object): Promise<Map<string, Record<string, unknown>>> {
    await engine.request('POST', `/${indices}/_refresh`);
    const answer = await engine.request('POST', `/${indices}/_search`, { size: 10_000, query });
    // no index yet, where no test before this one needed one: no documents
    const { hits } = (answer as SearchAnswer | undefined)?.hits ?? { hits: [] };
    return new Map(hits.map(({ _id, _source }) => [_id, _source]));
  }

  return {
    url,
    topic,
    dataset,
    index: `kafkainsight-logs-${dataset}-2026.11`,
    engine,
    log,
    engineProxy,
    storeProxy,
    async invoke(records, { mode = 'provisioned', remainingMillis = 60_000 } = {}) {
      const handler = handlers.get(mode);
      if (handler === undefined) throw new Error(`no handler for ${mode}`);
      const groups = Map.groupBy(records, ({ topic, partition }) => `${topic}-${partition}`);
      return handler({ records: Object.fromEntries(groups) }, lambdaContext(remainingMillis));
    },
    record(offset, fields = {}, changes = {}) {
      const document = {
        '@timestamp': EVENT_TIME,
        'event.dataset': dataset,
        'file.mtime': '2026-11-22T10:02:59.000Z',
        'event.ingested': '2026-11-22T10:03:00.000Z',
        'kafkainsight.file.id': file,
        'kafkainsight.file.version': Date.parse('2026-11-22T10:02:59.000Z'),
        'log.offset': offset,
        ...fields,
      };
      const id = documentId(document['kafkainsight.file.id'], document['log.offset']);
      const key = Buffer.from(id).toString('base64');
      const value = Buffer.from(JSON.stringify(document)).toString('base64');
      return { ...base(offset), key, value, headers, ...changes };
    },
    foreign(offset, value, changes = {}) {
      const bytes = value === undefined ? {} : { value: Buffer.from(value).toString('base64') };
      return { ...base(offset), ...bytes, ...changes };
    },
    documents: () => sources(`kafkainsight-logs-${dataset}-*`, { match_all: {} }),
    deadLetters: () => sources('kafkainsight-dead-letters', { term: { 'kafka.topic': topic } }),
    async deadLetterLines() {
      const lines: Record<string, unknown>[] = [];
      const objects = createObjectStore({ region: 'local', credentials: CREDENTIALS, s3Endpoint: store.store.url });
      for await (const { key } of objects.list(LOCAL_BUCKET, 'dead-letters/')) {
        const text = (await store.text(key)) ?? '';
        lines.push(
          ...text
            .trimEnd()
            .split('\n')
            .map((line) => JSON.parse(line) as Record<string, unknown>),
        );
      }
      return lines;
    },
    async close() {
      await engine.request('DELETE', `/kafkainsight-logs-${dataset}-*`);
      await engine.close();
      await engineProxy.close();
      await storeProxy.close();
      await store.remove();
    },
  };
}

interface SearchAnswer {
  readonly hits: { readonly hits: readonly { readonly _id: string; readonly _source: Record<string, unknown> }[] };
}

function environmentFor(url: string, s3Url: string, dataset: string, mode: PollingMode): Record<string, string> {
  return {
    AWS_REGION: 'local',
    AWS_ENDPOINT_URL_S3: s3Url,
    BUCKET: LOCAL_BUCKET,
    INDEX_PERIOD: 'month',
    RETENTION_DAYS: '30',
    POLLING_MODE: mode,
    SEARCH_ENGINE: 'opensearch',
    SEARCH_URL: url,
    SEARCH_AUTHENTICATION: 'none',
    SOURCES: JSON.stringify([{ prefix: '', dataset }]),
  };
}
