import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { buildRecordDocument, copyOf } from '../../core/documents/documents.ts';
import { documentId } from '../../core/files/file-id.ts';
import { MAX_DOCUMENT_BYTES } from '../../core/limits.ts';
import { type DeadLetter, deadLetterLine } from '../../core/records/dead-letter.ts';
import { documentsOf, ingestHarness } from '../../test/helpers/ingest-harness.ts';

const KEY = 'replay/2026-11-22/MAPPING_ERROR/kafkainsight.logs-0-7-9.ndjson';

const letter: DeadLetter = {
  id: 'ABCDEFGHIJKLMQAAAAAq',
  kind: 'log',
  index: 'kafkainsight-logs-text-2026.11',
  value: Buffer.from('{"@timestamp":"2026-11-22T10:02:52.000Z","message":"a line"}'),
  timestampMillis: Date.UTC(2026, 10, 22, 10, 3),
  modifiedMillis: Date.UTC(2026, 10, 22),
  origin: { topic: 'kafkainsight.logs', partition: 0, offset: '7' },
  code: 'MAPPING_ERROR',
  message: 'mapper_parsing_exception: failed to parse',
  deadMillis: Date.UTC(2026, 10, 22, 11),
};
const raw: DeadLetter = {
  ...letter,
  id: 'kafkainsight.logs-0-8',
  kind: 'raw',
  value: Buffer.from('raw \xff', 'latin1'),
};
const bodyOf = (...letters: DeadLetter[]): string => letters.map((each) => `${deadLetterLine(each)}\n`).join('');

suite('a dead letter under replay/', () => {
  test('is produced again as the record that it was, also where it is large or compressed', async () => {
    const ledger: DeadLetter = { ...letter, id: 'ABCDEFGHIJKLMQ-part-0000000000000000-AAAAAAAA', kind: 'ledger' };
    const large: DeadLetter = { ...letter, id: 'ABCDEFGHIJKLMQAAAABj', value: Buffer.alloc(MAX_DOCUMENT_BYTES, 1) };
    for (const body of [bodyOf(letter, ledger, large), gzipSync(bodyOf(letter, ledger, large))]) {
      const harness = ingestHarness();
      assert.deepEqual(await harness.drop(KEY, body), []);
      const records = harness.producer.records().slice(0, -1);
      assert.deepEqual(
        records,
        [letter, ledger, large].map(({ id, value, kind }) => ({ key: id, value, kind })),
      );
    }
  });

  test('of another producer becomes its document again, under the id that it had', async () => {
    const harness = ingestHarness();
    await harness.drop(KEY, bodyOf(raw));
    const [[id, document] = []] = documentsOf(harness, 'log');
    assert.equal(id, 'kafkainsight.logs-0-8');
    const ingestedMillis = Date.parse(String(document?.['event.ingested']));
    const origin = { ...raw.origin, timestampMillis: raw.timestampMillis, ingestedMillis, source: { prefix: '' } };
    const first = buildRecordDocument(raw.value, origin, { keepOriginal: 'failed', userAgentDetails: false });
    assert.deepEqual(document, JSON.parse(copyOf(first).toString()));
  });

  test('that cannot be read does not keep the others from it, and the ledger tells', async () => {
    const harness = ingestHarness();
    const body = `${bodyOf(letter)}no dead letter\n${'x'.repeat(8_000_000)}\n${bodyOf(raw)}`;
    assert.deepEqual(await harness.drop(KEY, body), []);
    assert.deepEqual([...documentsOf(harness, 'log').keys()], [letter.id, raw.id]);
    const [entry] = documentsOf(harness, 'ledger').values();
    assert.partialDeepStrictEqual(entry, {
      'event.outcome': 'failure',
      'kafkainsight.part.lines': 4,
      'kafkainsight.part.events': 4,
      'kafkainsight.part.produced': 2,
      'kafkainsight.part.error.code': 'REPLAY_LINE_INVALID',
    });
  });
});

suite('a dead letter anywhere else', () => {
  test('is a line of a log file: its ids are not honoured', async () => {
    const harness = ingestHarness();
    await harness.drop('inbox/replay/a.ndjson', bodyOf(letter, raw));
    const documents = documentsOf(harness, 'log');
    assert.equal(documents.size, 2);
    assert.equal(documents.has(letter.id), false);
    assert.equal(documents.has(raw.id), false);
    for (const [id, document] of documents) {
      assert.equal(id, documentId(String(document['kafkainsight.file.id']), Number(document['log.offset'])));
    }
  });
});
