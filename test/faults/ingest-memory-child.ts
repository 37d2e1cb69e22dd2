/**
 * Ingests one huge object, made of repeated bytes, with the real handler, and prints the result and the peak memory of the process. Run
 * by ingest-memory.test.ts, in one process for each case.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { createRecordProducer } from '../../adapters/kafka/producer.ts';
import { peakKib } from '../../bench/peak-memory.ts';
import { KafkaInsightError } from '../../core/errors.ts';
import type { ObjectStore, RecordProducer } from '../../core/ports.ts';
import { createIngestHandler } from '../../lambdas/ingest/ingest.ts';
import { memoryObjectStore } from '../fakes/object-store.ts';
import { memoryQueue } from '../fakes/work-queue.ts';
import { bzip2Sync, xzSync } from '../helpers/compressors.ts';
import { decodedRecords } from '../helpers/encoded-records.ts';
import { objectCreatedEvent, queueEvent } from '../helpers/ingest-events.ts';
import { environment } from '../helpers/ingest-harness.ts';
import { keptLog } from '../helpers/kept-log.ts';
import { lambdaContext } from '../helpers/lambda-context.ts';

const MEGABYTE = 1_000_000;
const CHUNK_BYTES = 64 * 1024;
const INVOCATION_MILLIS = 14 * 60_000;

/** An object: bytes that repeat, and bytes after them. */
interface HugeObject {
  readonly block: Buffer;
  readonly times: number;
  readonly tail: Buffer;
  readonly maxDecompressedBytes?: number;
}

/** The outcome of a case. */
export interface MemoryOutcome {
  readonly sizeBytes: number;
  readonly handedBack: number;
  readonly invocations: number;
  readonly logs: number;
  readonly ledger: readonly Readonly<Record<string, unknown>>[];
  readonly peakBytes: number;
  readonly millis: number;
  readonly cpuMillis: number;
}

const sample = readFileSync(path.join(import.meta.dirname, '../../local/sample-logs/apache_common.log'));
const none = Buffer.alloc(0);

const cases: Readonly<Record<string, () => HugeObject>> = {
  plain: () => ({ block: sample, times: Math.ceil((5000 * MEGABYTE) / sample.length), tail: none }),
  gzip: () => ({ block: gzipSync(sample), times: Math.ceil((2000 * MEGABYTE) / sample.length), tail: none }),
  bzip2: () => ({ block: bzip2Sync(sample), times: Math.ceil((500 * MEGABYTE) / sample.length), tail: none }),
  xz: () => ({ block: xzSync(sample), times: Math.ceil((500 * MEGABYTE) / sample.length), tail: none }),
  nested: () => ({
    block: gzipSync(zstdCompressSync(sample)),
    times: Math.ceil((500 * MEGABYTE) / sample.length),
    tail: none,
  }),
  utf16: () => ({
    block: Buffer.from(sample.toString(), 'utf16le'),
    times: Math.ceil((500 * MEGABYTE) / sample.length),
    tail: none,
  }),
  bomb: () => ({
    block: gzipSync(Buffer.alloc(100 * MEGABYTE)),
    times: 1000,
    tail: none,
    maxDecompressedBytes: 1000 * MEGABYTE,
  }),
  line: () => ({ block: Buffer.alloc(MEGABYTE, 'x'), times: 200, tail: Buffer.from('\nnext\n') }),
  kafka: () => ({ block: sample, times: Math.ceil((100 * MEGABYTE) / sample.length), tail: none }),
};

const MODIFIED_MILLIS = Date.UTC(2026, 10);

function hugeStore({ block, times, tail }: HugeObject): ObjectStore {
  const repeatedBytes = block.length * times;
  const sizeBytes = repeatedBytes + tail.length;
  const states = memoryObjectStore();
  const unused = (): never => {
    throw new KafkaInsightError('OBJECT_NOT_FOUND', 'There is one object only, to be read.');
  };
  return {
    head: (bucket, key) =>
      Promise.resolve({
        bucket,
        key,
        etag: '"e"',
        sizeBytes,
        modifiedMillis: MODIFIED_MILLIS,
        storedMillis: MODIFIED_MILLIS,
      }),
    async *read(_object, { start, end = sizeBytes } = { start: 0 }) {
      for (let position = start; position < end;) {
        const within = position < repeatedBytes ? position % block.length : position - repeatedBytes;
        const bytes = position < repeatedBytes ? block : tail;
        const chunk = bytes.subarray(within, Math.min(within + CHUNK_BYTES, within + end - position));
        position += chunk.length;
        yield await Promise.resolve(chunk);
      }
    },
    put: unused,
    get: (bucket, key) => states.get(bucket, key),
    putIf: (bucket, key, body, etag) => states.putIf(bucket, key, body, etag),
    list: unused,
    copy: unused,
    delete: unused,
  };
}

async function run(object: HugeObject, inner: RecordProducer): Promise<MemoryOutcome> {
  let logs = 0;
  const ledger: Record<string, unknown>[] = [];
  const producer: RecordProducer = {
    ...inner,
    async send(partition, records) {
      await inner.send(partition, records);
      logs += records.count;
      // entries of the ledger are sent alone, and reading all lines again would take longer than the rest
      const [entry] = records.count === 1 ? decodedRecords(records) : [];
      if (entry?.kind !== 'ledger') return;
      logs--;
      ledger.push(JSON.parse(entry.value.toString()) as Record<string, unknown>);
    },
  };
  const { maxDecompressedBytes } = object;
  const queue = memoryQueue();
  const handler = createIngestHandler(environment, {
    store: hugeStore(object),
    queue,
    producer,
    log: keptLog(),
    ...(maxDecompressedBytes !== undefined && { maxDecompressedBytes }),
  });
  const startedMillis = performance.now();
  await queue.send([JSON.stringify(objectCreatedEvent('logs', 'inbox/huge.log'))]);
  let invocations = 0;
  let handedBack = 0;
  for (let received = queue.receive(); received.length > 0; received = queue.receive()) {
    for (const { body } of received) {
      const answer = await handler(queueEvent([body]), lambdaContext(INVOCATION_MILLIS));
      handedBack += answer.batchItemFailures.length;
      invocations++;
    }
  }
  const { user, system } = process.cpuUsage();
  return {
    sizeBytes: object.block.length * object.times + object.tail.length,
    handedBack,
    invocations,
    logs,
    ledger,
    peakBytes: peakKib() * 1024,
    millis: performance.now() - startedMillis,
    cpuMillis: (user + system) / 1000,
  };
}

const acknowledging: RecordProducer = {
  partitionCount: () => Promise.resolve(3),
  send: () => new Promise((resolve) => setImmediate(resolve)),
  close: () => Promise.resolve(),
};

const [name = '', brokers, topic] = process.argv.slice(2);
const object = cases[name]?.();
if (object === undefined) throw new Error(`No case ${name}. There are: ${Object.keys(cases).join(', ')}.`);
const producer =
  brokers === undefined || topic === undefined
    ? acknowledging
    : createRecordProducer({ brokers: brokers.split(','), security: 'plaintext', topic });
const outcome = await run(object, producer);
await producer.close();
process.stdout.write(JSON.stringify(outcome));
