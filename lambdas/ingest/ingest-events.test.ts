import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { documentId, fileId } from '../../core/files/file-id.ts';
import { BUCKET, documentsOf, ingestHarness } from '../../test/helpers/ingest-harness.ts';

const KEY = 'inbox/a.json';

type Document = Readonly<Record<string, unknown>>;

async function ingest(body: string): Promise<{ logs: ReadonlyMap<string, Document>; entries: readonly Document[] }> {
  const harness = ingestHarness();
  assert.deepEqual(await harness.drop(KEY, body), []);
  return { logs: documentsOf(harness, 'log'), entries: [...documentsOf(harness, 'ledger').values()] };
}

suite('the events of a file of JSON', () => {
  test('become a record each, at the offset of the event', async () => {
    for (const [body, offsets, lines] of [
      ['{"message":"a"}{"message":"b"},{"message":"c"}\n', [0, 15, 31], 1],
      ['[{"message":"a"},\n{"message":"b"},{"message":"c"}]', [1, 18, 34], 2],
      ['[\n{"message":"a"},\n{"message":"b"},\n{"message":"c"}\n]\n', [2, 19, 36], 5],
      ['{"Records":[{"message":"a"},{"message":"b"}]}\n{"message":"c"}\n', [12, 28, 46], 2],
      ['{"logGroup":"g","logEvents":[{"message":"a"},{"message":"b"},{"message":"c"}]}', [29, 45, 61], 1],
    ] as const) {
      const { logs, entries } = await ingest(body);
      const messages = [...logs.values()].map(({ message }) => message);
      assert.deepEqual(messages, ['a', 'b', 'c'], body);
      const id = fileId(BUCKET, KEY, Buffer.from(body));
      assert.deepEqual(
        [...logs.keys()],
        offsets.map((offset) => documentId(id, offset)),
      );
      assert.partialDeepStrictEqual(entries[0], {
        'kafkainsight.part.lines': lines,
        'kafkainsight.part.events': 3,
        'kafkainsight.part.produced': 3,
        'kafkainsight.part.unparsed': 0,
      });
    }
  });

  test('become a record each, however long the line is', async () => {
    // 4 MB of CloudTrail in one line; 20,000 events as Firehose writes them, end to end
    const records = Array.from({ length: 8_000 }, (_, n) => `{"message":"${n}","x":"${'y'.repeat(500)}"}`);
    const pile = Array.from({ length: 20_000 }, (_, n) => `{"message":"${n}"}`);
    for (const [body, count] of [
      [`{"Records":[${records.join(',')}]}`, records.length],
      [pile.join(''), pile.length],
    ] as const) {
      const { logs, entries } = await ingest(body);
      assert.deepEqual(
        [...logs.values()].map(({ message }) => Number(message)),
        Array.from({ length: count }, (_, n) => n),
      );
      assert.partialDeepStrictEqual(entries.at(-1), {
        'kafkainsight.part.lines': 1,
        'kafkainsight.part.events': count,
        'kafkainsight.part.unparsed': 0,
      });
    }
  });

  test('is one record where its JSON is one event, or is no JSON after all', async () => {
    for (const body of [
      '{"Records":[]}',
      '{"Records":[1]}',
      '[{"message":"a"},2]',
      '{"message":"a"} b',
      '{"a":[{"b":1}]}',
    ]) {
      const { logs } = await ingest(`${body}\n`);
      assert.equal(logs.size, 1, body);
    }
  });
});
