import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { KafkaInsightError } from '../../core/errors.ts';
import { DOCUMENT_ID_PATTERN } from '../../core/files/file-id.ts';
import type { SearchEngine } from '../../core/ports.ts';
import type { IndexDocument } from '../../core/search/bulk.ts';
import { deliver } from '../../lambdas/indexer/deliver.ts';
import { startOpenSearch } from '../../local/engines/opensearch.ts';
import { type IndexHarness, indexHarness } from '../helpers/index-harness.ts';
import { temporaryDataFolder } from './engines/temporary.ts';

/** Time enough for a few attempts: the function keeps the last five seconds for dead letters. */
const SHORT_MILLIS = 8_000;

/**
 * Each failure class, provoked on a separate real OpenSearch node, since most of them are settings of the whole cluster. Afterwards the
 * cause is removed, and a redelivery must index what is missing.
 */
describe('failure classes of the index function on a real node', { concurrency: false }, () => {
  let harness: IndexHarness;
  let engine: SearchEngine;
  let stop: () => Promise<void>;
  let batch: ReturnType<IndexHarness['record']>[];
  let nextOffset = 0;

  before(async () => {
    const { folder, killAtExit } = temporaryDataFolder();
    const node = await startOpenSearch({ dataFolder: folder, ports: 'any' });
    killAtExit(node.pid);
    stop = () => node.stop();
    harness = await indexHarness(node.url);
    engine = harness.engine;
    // a document in the ledger: an index that is not the one under test
    await engine.request('PUT', '/kafkainsight-ledger/_doc/1', { '@timestamp': '2026-11-22T10:02:52.000Z' });
  });
  after(async () => {
    await harness.close();
    await stop();
  });

  const records = (fields: object = {}): typeof batch =>
    Array.from({ length: 5 }, () => harness.record(nextOffset++, fields));
  const firstOffset = (): unknown => ({
    batchItemFailures: [{ itemIdentifier: { partition: `${harness.topic}-0`, offset: batch[0]?.offset } }],
  });
  const cluster = (settings: object): Promise<unknown> =>
    engine.request('PUT', '/_cluster/settings', { persistent: settings });
  const lastCodes = (): unknown => harness.log.lines.findLast(({ level }) => level === 'warn')?.fields;

  /** The records are handed back while it lasts, in both modes, and arrive once it is over. */
  async function assertTransient(
    code: string,
    cause: () => Promise<unknown>,
    cure: () => Promise<unknown>,
  ): Promise<void> {
    const deadLettersBefore = (await harness.deadLetterLines()).length;
    await cause();
    try {
      assert.deepEqual(await harness.invoke(batch, { remainingMillis: SHORT_MILLIS }), firstOffset());
      assert.deepEqual(lastCodes(), { [code]: batch.length });
      await assert.rejects(
        harness.invoke(batch, { mode: 'on-demand', remainingMillis: SHORT_MILLIS }),
        (error) => error instanceof KafkaInsightError && error.code === code,
      );
    } finally {
      await cure();
    }
    assert.deepEqual(await harness.invoke(batch), { batchItemFailures: [] });
    assert.equal((await harness.deadLetterLines()).length, deadLettersBefore);
  }

  /** The records are dead-lettered at once, in both modes. */
  async function assertPermanent(
    code: string,
    cause: () => Promise<unknown>,
    cure: () => Promise<unknown>,
  ): Promise<void> {
    await cause();
    try {
      for (const mode of ['provisioned', 'on-demand'] as const) {
        assert.deepEqual(await harness.invoke(batch, { mode }), { batchItemFailures: [] });
        assert.deepEqual(lastCodes(), { [code]: batch.length });
      }
    } finally {
      await cure();
    }
    const lines = await harness.deadLetterLines();
    const codes = new Map(lines.map(({ id, error }) => [id, (error as { code: string }).code]));
    for (const { key } of batch) assert.equal(codes.get(Buffer.from(key ?? '', 'base64').toString()), code);
    assert.equal(lines.length, codes.size);
  }

  const block = (index: string, name: string, on: boolean): Promise<unknown> =>
    engine.request('PUT', `/${index}/_settings`, { [`index.blocks.${name}`]: on });

  test('a closed index', async () => {
    batch = records();
    await harness.invoke(batch);
    await assertPermanent(
      'INDEX_CLOSED',
      () => engine.request('POST', `/${harness.index}/_close`),
      () => engine.request('POST', `/${harness.index}/_open?wait_for_active_shards=1`),
    );
  });

  for (const name of ['write', 'read_only']) {
    test(`an index that somebody has blocked: ${name}`, async () => {
      batch = records();
      await assertPermanent(
        'INDEX_READ_ONLY',
        () => block(harness.index, name, true),
        () => block(harness.index, name, false),
      );
    });
  }

  test('writes blocked in all indices, as the service does when disk or memory run out', async () => {
    batch = records();
    await assertTransient(
      'SEARCH_BLOCKED',
      () => block('kafkainsight-*', 'write', true),
      () => block('kafkainsight-*', 'write', false),
    );
  });

  test('the flood-stage watermark', async () => {
    batch = records();
    await assertTransient(
      'SEARCH_BLOCKED',
      () => block(harness.index, 'read_only_allow_delete', true),
      () => block(harness.index, 'read_only_allow_delete', false),
    );
  });

  test('a cluster that is read-only as a whole', async () => {
    batch = records();
    await assertTransient(
      'SEARCH_FORBIDDEN',
      () => cluster({ 'cluster.blocks.read_only_allow_delete': true }),
      () => cluster({ 'cluster.blocks.read_only_allow_delete': null }),
    );
  });

  test('the shard limit, reached by the first documents of a new month', async () => {
    batch = records({ '@timestamp': '2026-10-30T00:00:00.000Z' });
    await assertTransient(
      'SHARD_LIMIT',
      () => cluster({ 'cluster.max_shards_per_node': 1 }),
      () => cluster({ 'cluster.max_shards_per_node': null }),
    );
  });

  test('an engine that may not create indices', async () => {
    batch = records({ '@timestamp': '2001-01-01T00:00:00.000Z' });
    await assertTransient(
      'SEARCH_BLOCKED',
      () => cluster({ 'action.auto_create_index': 'false' }),
      () => cluster({ 'action.auto_create_index': null }),
    );
  });

  test('a missing template, seen by an environment that has not indexed yet', async () => {
    const template = '/_index_template/kafkainsight-dead-letters';
    const kept = (await engine.request('GET', template)) as { index_templates: { index_template: object }[] };
    const fresh = await indexHarness(harness.url);
    batch = [fresh.record(1), fresh.record(2)];
    const expected = { batchItemFailures: [{ itemIdentifier: { partition: `${fresh.topic}-0`, offset: 1 } }] };
    await engine.request('DELETE', template);
    try {
      assert.deepEqual(await fresh.invoke(batch), expected);
      await assert.rejects(
        fresh.invoke(batch, { mode: 'on-demand' }),
        (error) => error instanceof KafkaInsightError && error.code === 'TEMPLATE_MISSING',
      );
    } finally {
      await engine.request('PUT', template, kept.index_templates[0]?.index_template);
    }
    assert.deepEqual(await fresh.invoke(batch), { batchItemFailures: [] });
    assert.equal((await fresh.documents()).size, 2);
    await fresh.close();
  });

  test('a document over the longest term', async () => {
    batch = records({ 'kafkainsight.json': { a: 'x'.repeat(40_000) } });
    await assertPermanent(
      'MAPPING_ERROR',
      () => Promise.resolve(),
      () => Promise.resolve(),
    );
  });

  test('a body that the engine refuses as a whole is halved down to the document to blame', async () => {
    const document = (id: string, source = '{"message":"hello"}'): IndexDocument => ({
      index: harness.index,
      id,
      operation: 'index',
      source: Buffer.from(source),
    });
    const good = Array.from({ length: 20 }, (_, number) => document(`whole-${number}`));
    const broken = document('broken', '{"message":\n"hello"}');
    const longId = document('x'.repeat(600));
    const failures = await deliver([...good, broken, longId, document('last')], engine, Date.now() + 20_000);
    const codes = Array.from(failures, ([{ id }, { code }]) => [id.slice(0, 6), code]);
    assert.deepEqual(codes.sort(), [
      ['broken', 'SEARCH_REFUSED'],
      ['xxxxxx', 'SEARCH_REFUSED'],
    ]);
    const found = await harness.documents();
    for (const { id } of [...good, document('last')]) assert.ok(found.has(id), id);
  });

  test("the runbook's steps for a full shard keep every document, and records go on into the index", async () => {
    batch = records();
    assert.deepEqual(await harness.invoke(batch), { batchItemFailures: [] });
    const before = await harness.documents();
    for (const { method, path, body } of splitSteps(harness.index)) {
      assert.ok((await engine.request(method, path, body)) !== undefined, `${method} ${path}`);
    }
    assert.deepEqual(await harness.documents(), before);
    const settings = (await engine.request('GET', `/${harness.index}/_settings?flat_settings`)) as Settings;
    const { 'index.number_of_shards': shards, 'index.number_of_replicas': replicas } =
      settings[harness.index]?.settings ?? {};
    assert.deepEqual([shards, replicas], ['2', '0']);
    batch = [...batch, ...records()];
    assert.deepEqual(await harness.invoke(batch), { batchItemFailures: [] });
    assert.equal((await harness.documents()).size, before.size + 5);
  });

  test('nothing is missing in the end, nothing is there twice', async () => {
    const documents = await harness.documents();
    const ours = [...documents.keys()].filter((id) => DOCUMENT_ID_PATTERN.test(id));
    const dead = await harness.deadLetters();
    assert.equal(ours.length + [...dead.keys()].filter((id) => !documents.has(id)).length, nextOffset);
  });
});

type Settings = Readonly<Record<string, { readonly settings: Readonly<Record<string, string>> }>>;

interface Step {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body?: object;
}

/** The requests of the numbered steps of the runbook's section, for an index of one shard without replicas. */
function splitSteps(index: string): readonly Step[] {
  const runbook = readFileSync(path.join(import.meta.dirname, '..', '..', 'docs', 'runbook.md'), 'utf8');
  const section = runbook.slice(runbook.indexOf('## A shard fills'), runbook.indexOf('## The domain blocks writing'));
  const numbered = section.split('\n').filter((line) => /^\d\. /.test(line));
  const steps = numbered.flatMap((line) => [
    ...line.matchAll(/`(GET|POST|PUT|DELETE) (\S*INDEX[^\s`]*)(?: (\{[^`]*\}))?`/g),
  ]);
  assert.equal(steps.length, 8);
  return steps.map(([, method, where = '', body]) => ({
    method: method as Step['method'],
    path: `/${where.replaceAll('INDEX', index)}`,
    ...(body === undefined ? {} : { body: JSON.parse(body.replace(': N', ': 0')) as object }),
  }));
}
