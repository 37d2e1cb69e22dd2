import assert from 'node:assert/strict';
import { test } from 'node:test';
import { documentId } from '../../core/files/file-id.ts';
import type { KafkaRecord, RecordReading } from '../../core/records/records.ts';
import { memoryObjectStore } from '../../test/fakes/object-store.ts';
import { type MemorySearchEngine, memorySearchEngine } from '../../test/fakes/search-engine.ts';
import { type IndexOutcome, indexRecords } from './index-records.ts';

const FILE = 'ABCDEFGHIJKLMQ';
const INDEX = 'kafkainsight-logs-text-2026.11';

const reading: RecordReading = {
  scheme: { period: 'month', retentionDays: 30 },
  datasets: new Set(['text']),
  source: { prefix: '' },
  documents: { keepOriginal: 'failed', userAgentDetails: false },
  ingestedMillis: Date.parse('2026-11-22T10:03:05.000Z'),
};

function record(line: number, message: string, offset = line, version = 1): KafkaRecord {
  const fields = {
    '@timestamp': '2026-11-22T10:02:52.000Z',
    'event.dataset': 'text',
    'file.mtime': '2026-11-22T10:02:59.000Z',
    'kafkainsight.file.id': FILE,
    'kafkainsight.file.version': version,
    'log.offset': line,
    message,
  };
  return {
    position: { topic: 'kafkainsight.logs', partition: 0, offset: String(offset) },
    timestampMillis: reading.ingestedMillis,
    key: documentId(FILE, line),
    kind: 'log',
    value: Buffer.from(JSON.stringify(fields)),
  };
}

function index(records: readonly KafkaRecord[], engine: MemorySearchEngine): Promise<IndexOutcome> {
  const ports = { engine, store: memoryObjectStore(), bucket: 'logs', valuesAreSearchable: true };
  const soon = Date.now() + 5_000;
  return indexRecords(records, reading, ports, { indexMillis: soon, deadLetterMillis: soon });
}

function messageOf(engine: MemorySearchEngine, line: number): unknown {
  return (engine.indices.get(INDEX)?.get(documentId(FILE, line)) as { readonly message?: unknown } | undefined)
    ?.message;
}

test('of records of the same line the last one counts, even where the first one’s request is the slower', async () => {
  const inner = memorySearchEngine();
  let requests = 0;
  const engine = {
    ...inner,
    async bulk(body: Buffer, timeoutMillis: number) {
      await new Promise((resolve) => setTimeout(resolve, requests++ === 0 ? 50 : 0));
      return inner.bulk(body, timeoutMillis);
    },
  };
  // more than one request's worth between them
  const others = Array.from({ length: 30 }, (_, at) => record(at + 1, 'x'.repeat(100_000)));
  const records = [record(0, 'first'), ...others, record(0, 'second', 40), record(0, 'third', 41)];
  const outcome = await index(records, engine);
  assert.equal(outcome.indexed, records.length);
  assert.equal(messageOf(inner, 0), 'third');
  assert.equal(inner.indices.get(INDEX)?.size, 31);
});

test('of records of the same line that of the newest content counts, in whatever order and batch they come', async () => {
  const versions = [record(0, 'old', 0, 1), record(0, 'new', 1, 3), record(0, 'between', 2, 2)];
  const orders = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ] as const;
  for (const order of orders) {
    const records = order.flatMap((at) => versions[at] ?? []);
    for (const batches of [[records], records.map((one) => [one])]) {
      const engine = memorySearchEngine();
      for (const batch of batches) {
        // one that is older than the indexed one counts as done
        const outcome = await index(batch, engine);
        assert.deepEqual([outcome.indexed, outcome.deadLetters.size, outcome.handedBack.size], [batch.length, 0, 0]);
      }
      assert.equal(messageOf(engine, 0), 'new', order.join());
    }
  }
});

test('records of the same line share the fate of the last', async () => {
  const engine = memorySearchEngine({
    itemFailure: ({ source }) =>
      source.includes('unfit') ? { status: 400, errorType: 'mapper_parsing_exception', errorReason: 'no' } : undefined,
  });
  const fixed = await index([record(0, 'unfit'), record(0, 'fit', 1)], engine);
  assert.equal(fixed.indexed, 2);
  assert.equal(fixed.deadLetters.size, 0);
  const spoilt = await index([record(1, 'fit'), record(1, 'fit', 2), record(1, 'unfit', 3), record(2, 'fit')], engine);
  assert.equal(spoilt.indexed, 1);
  assert.deepEqual([...spoilt.deadLetters], [['MAPPING_ERROR', 3]]);
});

test('while the first request is on its way the records of the next ones are read', async () => {
  const inner = memorySearchEngine();
  const asked: string[] = [];
  const engine = {
    ...inner,
    bulk(body: Buffer, timeoutMillis: number) {
      asked.push('bulk');
      return inner.bulk(body, timeoutMillis);
    },
  };
  const records = Array.from({ length: 50 }, (_, at) => {
    const one = record(at, 'x'.repeat(100_000));
    return Object.defineProperty(one, 'key', {
      get: () => {
        asked.push('read');
        return documentId(FILE, at);
      },
    });
  });
  assert.equal((await index(records, engine)).indexed, 50);
  assert.ok(asked.indexOf('bulk') < asked.lastIndexOf('read'));
  assert.ok(asked.indexOf('bulk') <= 25, 'one request of 2 MB is read before the first is sent');
});
