import assert from 'node:assert/strict';
import { afterEach, before, beforeEach, describe, test } from 'node:test';
import fc from 'fast-check';
import { buildRecordDocument, copyOf } from '../../core/documents/documents.ts';
import { documentId } from '../../core/files/file-id.ts';
import { readReplayLine } from '../../core/records/dead-letter.ts';
import type { KafkaEventRecord } from '../../lambdas/indexer/event.ts';
import { type IndexHarness, indexHarness } from '../helpers/index-harness.ts';
import { indexedDocument } from '../helpers/indexed-document.ts';
import { sharedOpenSearch } from './engines/shared.ts';

const header = (kind: string): Record<string, number[]>[] => [{ kafkainsight: [...Buffer.from(kind)] }];
const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** Records of any other producer on the same topic, on a real node. */
describe('other producers', { concurrency: false }, () => {
  let url: string;
  let harness: IndexHarness;
  before(async () => {
    url = await sharedOpenSearch();
  });
  beforeEach(async () => {
    harness = await indexHarness(url);
  });
  afterEach(() => harness.close());

  const idAt = (offset: number): string => `${harness.topic}-0-${offset}-${Date.parse('2026-11-22T10:03:00.000Z')}`;

  test('each record is a document of its own, or a dead letter; none overwrites another or chooses its index', async () => {
    const ours = harness.record(900);
    const ourKey = Buffer.from(ours.key ?? '', 'base64').toString();
    const ourDocument = JSON.parse(Buffer.from(ours.value ?? '', 'base64').toString()) as Record<string, unknown>;
    const forged = { ...ourDocument, message: 'forged' };
    const values: readonly (string | Buffer)[] = [
      'Nov 22 10:02:52 web1 sshd[7]: Accepted publickey for root',
      '127.0.0.1 - - [22/Nov/2026:10:02:52 +0000] "GET / HTTP/1.1" 200 5',
      JSON.stringify({ host: 'web1', message: 'host is a text' }),
      JSON.stringify({ host: { name: 'web1' }, message: 'host is an object' }),
      JSON.stringify({ host: ['a', { b: 1 }], http: 1, 'http.response': true, source: { ip: 'none' } }),
      JSON.stringify({ 'event.dataset': 'secret', '@timestamp': '1999-01-01T00:00:00Z', _id: 'x', _index: 'y' }),
      JSON.stringify(forged),
      '{"a":1,"a":2,"":3,".":4,"a..b":5}',
      '{"a":'.repeat(3_000) + '1' + '}'.repeat(3_000),
      '['.repeat(3_000) + ']'.repeat(3_000),
      JSON.stringify({ n: 1e308, big: '9'.repeat(3_000), long: 'k'.repeat(40_000), ['k'.repeat(40_000)]: 1 }),
      `{"number":${'9'.repeat(3_000)}}`,
      JSON.stringify(Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`key${at}`, at]))),
      'x\n{"delete":{"_index":"kafkainsight-ledger","_id":"1"}}\ny',
      Buffer.from([0, 1, 2, 0xff, 0xfe, 0x0a, 0x22, 0x5c]),
      ' ',
      '\n',
      '"a string"',
      'null',
      'a'.repeat(1_000_000),
      Buffer.alloc(1_000_000, 1),
      Buffer.alloc(1_048_576, 0xff),
    ];
    const batches = values.map((value, at) => harness.foreign(at, value));
    const forgeries = [
      harness.foreign(100, JSON.stringify(forged), { key: base64(ourKey) }),
      harness.foreign(101, JSON.stringify(forged), { headers: header('log') }),
      harness.foreign(102, JSON.stringify(forged), { key: base64('my-key'), headers: header('log') }),
      harness.foreign(103, JSON.stringify(forged), { key: base64(ourKey), headers: header('ledger') }),
      harness.foreign(104, 'no JSON', { key: base64(ourKey), headers: header('log') }),
      harness.foreign(105, JSON.stringify(forged), {
        key: base64(ourKey),
        headers: [...header('log'), ...header('log')],
      }),
    ];
    const unknownDataset = { ...ourDocument, 'event.dataset': 'chosen', 'log.offset': 901 };
    const dead = [
      harness.foreign(110, ''),
      harness.foreign(111, undefined),
      harness.foreign(112, '', { key: base64(ourKey), headers: header('log') }),
      harness.foreign(113, JSON.stringify(unknownDataset), {
        key: base64(documentId(String(ourDocument['kafkainsight.file.id']), 901)),
        headers: header('log'),
      }),
    ];
    await harness.invoke([ours]);
    for (const record of batches) assert.deepEqual(await harness.invoke([record]), { batchItemFailures: [] });
    assert.deepEqual(await harness.invoke([...forgeries, ...dead]), { batchItemFailures: [] });

    const documents = await harness.documents();
    const expected = [ourKey, ...values.map((_, at) => idAt(at)), ...forgeries.map(({ offset }) => idAt(offset))];
    assert.deepEqual([...documents.keys()].sort(), expected.sort());
    assert.deepEqual(documents.get(ourKey), indexedDocument(ourDocument));
    for (const document of documents.values()) assert.equal(document['event.dataset'], harness.dataset);
    const letters = (await harness.deadLetterLines()).map(({ error }) => (error as { code: string }).code);
    assert.deepEqual(letters.sort(), ['DATASET_UNKNOWN', 'RECORD_EMPTY', 'RECORD_EMPTY', 'RECORD_EMPTY']);
    assert.equal(await harness.engine.request('GET', '/kafkainsight-logs-chosen-2026.11/_count'), undefined);

    // delivered again, nothing changes
    const again = [...batches.slice(0, 19), ...forgeries, ...dead];
    await harness.invoke(again);
    assert.equal((await harness.documents()).size, documents.size);
    assert.equal((await harness.deadLetterLines()).length, 4);
  });

  test('any JSON and any bytes become documents that the engine takes', async () => {
    const objects = fc.sample(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ maxDepth: 6 })), 300);
    const bytes = fc.sample(fc.uint8Array({ minLength: 1, maxLength: 200 }), 200);
    const values = [
      ...objects.map((object) => Buffer.from(JSON.stringify(object))),
      ...bytes.map((one) => Buffer.from(one)),
    ];
    await harness.invoke(values.map((value, offset) => harness.foreign(offset, value)));
    assert.deepEqual(await harness.deadLetterLines(), []);
    assert.equal((await harness.documents()).size, values.length);
  });

  test('a dead letter of another producer that is replayed twice becomes the one document that was meant', async () => {
    const value = 'Nov 22 10:02:52 web1 sshd[7]: Accepted publickey for root';
    const record = harness.foreign(7, value);
    // what the document would have been, had its index been open
    await harness.invoke([record]);
    const [meant] = (await harness.documents()).values();
    await harness.engine.request('POST', `/${harness.index}/_close`);
    await harness.invoke([record]);
    await harness.engine.request('DELETE', `/${harness.index}`);
    const [line] = await harness.deadLetterLines();
    assert.equal(line?.['index'], harness.index);

    const replay = readReplayLine(Buffer.from(JSON.stringify(line)));
    assert.ok(replay?.kind === 'raw' && replay.key === idAt(7));
    // as the ingest function does with a line under replay/
    const origin = { ...replay.origin, timestampMillis: replay.timestampMillis, ingestedMillis: Date.now() };
    const source = { prefix: '', dataset: harness.dataset };
    const built = buildRecordDocument(
      replay.value,
      { ...origin, source },
      { keepOriginal: 'failed', userAgentDetails: true },
    );
    const produced = (offset: number, text: string): ReturnType<IndexHarness['foreign']> =>
      harness.foreign(offset, text, { key: base64(replay.key), headers: header('log'), timestamp: Date.now() });
    const replayed = copyOf(built).toString();
    assert.deepEqual(await harness.invoke([produced(500, replayed)]), { batchItemFailures: [] });
    assert.deepEqual(await harness.invoke([produced(501, replayed)]), { batchItemFailures: [] });
    // a forged one does not overwrite it
    const forged = JSON.stringify({ ...(JSON.parse(replayed) as object), message: 'forged' });
    assert.deepEqual(await harness.invoke([produced(502, forged)]), { batchItemFailures: [] });

    const documents = await harness.documents();
    assert.deepEqual([...documents.keys()], [idAt(7)]);
    const withoutIngested = (document: object | undefined): object => ({ ...document, 'event.ingested': '' });
    assert.deepEqual(withoutIngested(documents.get(idAt(7))), withoutIngested(meant));
  });

  test('a dead letter of ours that is replayed after the fix, twice, becomes its document', async () => {
    const record = harness.record(7);
    await harness.invoke([harness.record(6)]);
    await harness.engine.request('POST', `/${harness.index}/_close`);
    await harness.invoke([record]);
    await harness.engine.request('POST', `/${harness.index}/_open?wait_for_active_shards=1`);
    const [line] = await harness.deadLetterLines();
    const replay = readReplayLine(Buffer.from(JSON.stringify(line)));
    assert.ok(replay?.kind === 'log');
    for (const offset of [500, 501]) {
      const changes: Partial<KafkaEventRecord> = {
        key: base64(replay.key),
        headers: header(replay.kind),
        timestamp: Date.now(),
      };
      assert.deepEqual(await harness.invoke([harness.foreign(offset, replay.value, changes)]), {
        batchItemFailures: [],
      });
    }
    const documents = await harness.documents();
    assert.equal(documents.size, 2);
    const produced = JSON.parse(Buffer.from(record.value ?? '', 'base64').toString()) as Record<string, unknown>;
    assert.deepEqual(documents.get(replay.key), indexedDocument(produced));
  });
});
