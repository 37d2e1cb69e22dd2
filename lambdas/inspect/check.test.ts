import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ObjectStore, SearchEngine } from '../../core/ports.ts';
import { memoryObjectStore } from '../../test/fakes/object-store.ts';
import { check, type CheckPorts, type Report } from './check.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const HOUR = 3_600_000;
const PART_BYTES = 100;

/** One of a file's two parts of 100 bytes and 10 lines, finished so many hours ago. @param storedMillis of its object */
function entry(fileId: string, part: 0 | 1, hoursAgo: number, storedMillis = 0): Record<string, unknown> {
  const time = new Date(NOW - hoursAgo * HOUR).toISOString();
  return {
    '@timestamp': time,
    'event.start': time,
    'event.end': time,
    'kafkainsight.file.id': fileId,
    'log.file.path': `inbox/${fileId}.log`,
    'file.mtime': time,
    'kafkainsight.file.etag': 'e',
    'kafkainsight.file.version': storedMillis,
    'kafkainsight.file.compression': 'none',
    'file.size': 2 * PART_BYTES,
    'kafkainsight.part.start': part * PART_BYTES,
    'kafkainsight.part.end': (part + 1) * PART_BYTES,
    'kafkainsight.part.last': part === 1,
    'kafkainsight.part.lines': 10,
    'kafkainsight.part.events': 10,
    'kafkainsight.part.produced': 10,
  };
}

interface Query {
  readonly query?: { readonly bool?: { readonly filter?: readonly Record<string, Record<string, unknown>>[] } };
}

/** When an entry was finished, or its object stored: either is enough. */
type Since = readonly [
  { readonly range: { readonly '@timestamp': { readonly gte: string } } },
  { readonly range: { readonly 'kafkainsight.file.version': { readonly gte: number } } },
];

/** An engine with these ledger entries and so many documents of each file, that answers the queries of the check. */
function engineWith(
  entries: readonly Record<string, unknown>[],
  documents: Readonly<Record<string, number>>,
): SearchEngine {
  const ledger = (body: Query): unknown => {
    const [since, files] = body.query?.bool?.filter ?? [];
    // the query for what was deleted on purpose
    if (since?.['term'] !== undefined) return { hits: { hits: [] } };
    const [finished, stored] = since?.['bool']?.['should'] as Since;
    const isSince = (one: Record<string, unknown>): boolean =>
      String(one['@timestamp']) >= finished.range['@timestamp'].gte ||
      Number(one['kafkainsight.file.version']) >= stored.range['kafkainsight.file.version'].gte;
    const ids = files?.['terms']?.['kafkainsight.file.id'] as readonly string[] | undefined;
    const found = entries.filter((one) => isSince(one) && (ids?.includes(String(one['kafkainsight.file.id'])) ?? true));
    return { hits: { hits: found.map((_source, at) => ({ _id: String(at), _source, sort: [at] })) } };
  };
  return {
    kind: 'opensearch',
    bulk: () => Promise.resolve([]),
    close: () => Promise.resolve(),
    request: (_method, path, body) => {
      if (path.startsWith('/kafkainsight-ledger/')) return Promise.resolve(ledger(body as Query));
      const buckets = Object.entries(documents).map(([key, doc_count]) => ({ key, doc_count }));
      return Promise.resolve({ hits: { hits: [] }, aggregations: { groups: { buckets } } });
    },
  };
}

function run(
  entries: readonly Record<string, unknown>[],
  documents: Readonly<Record<string, number>>,
  options: { readonly withinHours?: number; readonly retentionDays?: number } = {},
  store: ObjectStore = memoryObjectStore(),
): Promise<Report> {
  const ports: CheckPorts = {
    engine: engineWith(entries, documents),
    store,
    bucket: 'bucket',
    givenUp: () => Promise.resolve(0),
  };
  return check(ports, { retentionDays: 30, settleSeconds: 900, ...options }, NOW);
}

const kinds = ({ differences }: Report): string[] => differences.map(({ kind, key = '' }) => `${kind} ${key}`);

test('a file whose parts were ingested before and after the beginning of the window is judged as a whole', async () => {
  const straddling = [entry('a', 0, 50), entry('a', 1, 47)];
  const report = await run(straddling, { a: 20 }, { withinHours: 48 });
  assert.deepEqual(kinds(report), []);
  assert.deepEqual(
    report.files.map(({ lines, documents }) => [lines, documents]),
    [[20, 20]],
  );
});

test('what is missing of such a file is missed, before the window and in it', async () => {
  const straddling = [entry('a', 0, 50), entry('a', 1, 47)];
  // all lines of its older part are gone: as many documents as the newer part has lines
  assert.deepEqual(kinds(await run(straddling, { a: 10 }, { withinHours: 48 })), ['DOCUMENTS_MISSING inbox/a.log']);
});

test('a file from before the window is judged only where all are asked for', async () => {
  const old = [entry('a', 0, 60), entry('a', 1, 60)];
  assert.deepEqual(kinds(await run(old, { a: 0 }, { withinHours: 48 })), []);
  assert.deepEqual(kinds(await run(old, { a: 0 })), ['DOCUMENTS_MISSING inbox/a.log']);
});

test('what is older than the retention is never judged', async () => {
  const old = [entry('a', 0, 40 * 24), entry('a', 1, 40 * 24)];
  assert.deepEqual(kinds(await run(old, { a: 0 })), []);
});

test('an object that was ingested while the clock was set back is known when its own time has come', async () => {
  // the clock was three days ahead, and right again when the next content came, whose time is after that of the content before
  const storedMillis = NOW - HOUR;
  const store = memoryObjectStore({ now: () => storedMillis });
  await store.put('bucket', 'inbox/a.log', Buffer.alloc(2 * PART_BYTES));
  const { etag } = await store.head('bucket', 'inbox/a.log');
  const entries = ([0, 1] as const).map((part) => ({
    ...entry('a', part, 72, storedMillis),
    'kafkainsight.file.etag': etag,
  }));
  assert.deepEqual(kinds(await run(entries, { a: 20 }, { withinHours: 48 }, store)), []);
  // years back, as where the battery of a clock is empty
  const back = entries.map((one) => ({ ...one, '@timestamp': '2020-01-01T00:00:00.000Z' }));
  assert.deepEqual(kinds(await run(back, { a: 20 }, {}, store)), []);
});
