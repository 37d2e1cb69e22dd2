import assert from 'node:assert/strict';
import { before, beforeEach, describe, test } from 'node:test';
import { type IndexHarness, indexHarness } from '../helpers/index-harness.ts';
import { indexedDocument } from '../helpers/indexed-document.ts';
import { sharedOpenSearch } from './engines/shared.ts';

function indexed(text: string): object {
  return indexedDocument(JSON.parse(text) as Record<string, unknown>);
}

/** The index function on a real OpenSearch node, record by record. */
describe('the index function', { concurrency: false }, () => {
  let url: string;
  let harness: IndexHarness;
  before(async () => {
    url = await sharedOpenSearch();
  });
  beforeEach(async (context) => {
    harness = await indexHarness(url);
    // node:test runs this after the test that the hook belongs to
    if ('after' in context) context.after(() => harness.close());
  });

  const records = (count: number) => Array.from({ length: count }, (_, number) => harness.record(number * 100));

  for (const mode of ['provisioned', 'on-demand'] as const) {
    test(`${mode}: every record is a document, and a second delivery changes nothing`, async () => {
      const given = records(1_000);
      assert.deepEqual(await harness.invoke(given, { mode }), { batchItemFailures: [] });
      const first = await harness.documents();
      assert.equal(first.size, 1_000);
      const texts = given.map(({ value }) => Buffer.from(value ?? '', 'base64').toString());
      const ids = given.map(({ key }) => Buffer.from(key ?? '', 'base64').toString());
      for (const [at, id] of ids.entries()) assert.deepEqual(first.get(id), indexed(texts[at] ?? ''));
      await harness.invoke(given.toReversed(), { mode });
      assert.deepEqual(await harness.documents(), first);
    });

    test(`${mode}: a poison record of each kind in the middle of a batch holds up nothing`, async () => {
      const poison = [
        harness.record(1, { 'http.response.status_code': 'secret' }),
        harness.record(2, { 'source.ip': 'secret' }),
        harness.record(3, { host: 'secret' }),
        harness.record(4, { 'event.dataset': 'unknown' }),
        harness.foreign(5, ''),
        harness.foreign(6, undefined, { key: 'Z29uZQ==' }),
        harness.record(7, { message: { nested: true } }),
      ];
      const good = records(1_000).map((record) => ({ ...record, offset: record.offset + 1_000 }));
      const batch = [...good.slice(0, 500), ...poison, ...good.slice(500)];
      assert.deepEqual(await harness.invoke(batch, { mode }), { batchItemFailures: [] });
      assert.equal((await harness.documents()).size, 1_000);
      const lines = await harness.deadLetterLines();
      assert.deepEqual(lines.map(({ error }) => (error as { code: string }).code).sort(), [
        'DATASET_UNKNOWN',
        ...Array<string>(4).fill('MAPPING_ERROR'),
        'RECORD_EMPTY',
        'RECORD_EMPTY',
      ]);
      const searchable = await harness.deadLetters();
      assert.deepEqual([...searchable.keys()].sort(), lines.map(({ id }) => id).sort());
      assert.doesNotMatch(JSON.stringify(harness.log.lines), /secret/);

      await harness.invoke(batch, { mode });
      assert.equal((await harness.deadLetterLines()).length, lines.length);
      assert.deepEqual([...(await harness.deadLetters()).keys()].sort(), [...searchable.keys()].sort());
    });
  }

  test('the dead letter of a document that does not fit its index says what the engine said, and what is needed to replay', async () => {
    const record = harness.record(1, { 'http.response.status_code': 'secret' });
    await harness.invoke([record]);
    const [line] = await harness.deadLetterLines();
    const value = Buffer.from(record.value ?? '', 'base64').toString();
    const id = Buffer.from(record.key ?? '', 'base64').toString();
    const { error, when, ...rest } = line as { error: { code: string; message: string }; when: string };
    assert.equal(error.code, 'MAPPING_ERROR');
    assert.match(error.message, /^mapper_parsing_exception: failed to parse field \[http\.response\.status_code\]/);
    assert.ok(Math.abs(Date.parse(when) - Date.now()) < 60_000);
    assert.deepEqual(rest, {
      id,
      kind: 'log',
      index: harness.index,
      value,
      encoding: 'utf-8',
      timestamp: '2026-11-22T10:03:00.000Z',
      mtime: '2026-11-22T10:02:59.000Z',
      origin: { topic: harness.topic, partition: 0, offset: '1' },
    });
    const found = (await harness.deadLetters()).get(id);
    assert.equal(found?.['error.code'], 'MAPPING_ERROR');
    assert.equal(found['event.original'], value);
    assert.match(String(found['aws.s3.object.key']), /^dead-letters\/2026-11-22\/MAPPING_ERROR\//);
  });

  test('of records of the same line the last one counts', async () => {
    const [first, last] = [harness.record(5, { message: 'first' }), harness.record(5, { message: 'last' })];
    await harness.invoke([first, harness.record(6), { ...last, offset: 7 }]);
    const documents = await harness.documents();
    assert.equal(documents.size, 2);
    assert.deepEqual([...documents.values()].map(({ message }) => message).sort(), ['last', undefined]);
  });

  test('a document far from its file’s time goes to the outlier index', async () => {
    await harness.invoke([harness.record(1, { '@timestamp': '2001-01-01T00:00:00.000Z' })]);
    assert.equal((await harness.documents()).size, 1);
    const counted = await harness.engine.request('GET', `/kafkainsight-logs-${harness.dataset}-outlier/_count`);
    assert.equal((counted as { count: number }).count, 1);
  });
});
