import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { KafkaInsightError } from '../../core/errors.ts';
import { MAX_BATCH_BYTES } from '../../core/limits.ts';
import { memoryObjectStore } from '../../test/fakes/object-store.ts';
import { memoryProducer } from '../../test/fakes/producer.ts';
import { memoryQueue } from '../../test/fakes/work-queue.ts';
import { objectCreatedEvent, queueEvent } from '../../test/helpers/ingest-events.ts';
import { BUCKET, documentsOf, ingestHarness } from '../../test/helpers/ingest-harness.ts';
import { lambdaContext } from '../../test/helpers/lambda-context.ts';

const KEY = 'inbox/a.log';
const bodyOf = (key: string): string => JSON.stringify(objectCreatedEvent(BUCKET, key));
const unavailable = (): KafkaInsightError => new KafkaInsightError('BROKER_UNAVAILABLE', 'No broker answers.');

suite('a transient failure of the topic', () => {
  test('is tried again within the time, and nothing is lost', async () => {
    const producer = memoryProducer({ failure: (batch) => (batch < 4 ? unavailable() : undefined) });
    const harness = ingestHarness({ producer });
    assert.deepEqual(await harness.drop(KEY, `${'x'.repeat(1000)}\n`.repeat(3000)), []);
    assert.equal(documentsOf(harness, 'log').size, 3000);
    assert.equal(documentsOf(harness, 'ledger').size, 1);
  });

  test('that outlasts the time hands the message back, to be delivered again soon; no ledger entry is written', async () => {
    const producer = memoryProducer({ failure: unavailable });
    const { handler, queue, store, log } = ingestHarness({ producer });
    await store.put(BUCKET, KEY, Buffer.from('line\n'));
    const answer = await handler(queueEvent([bodyOf(KEY)], 3), lambdaContext(400));
    assert.deepEqual(answer, { batchItemFailures: [{ itemIdentifier: 'message-0' }] });
    assert.equal(producer.batches.length, 0);
    const [retry] = queue.retries;
    assert.equal(retry?.receiptHandle, 'receipt-0');
    // full jitter: the third delivery waits at most 4 s doubled twice
    assert.ok(retry.seconds >= 0 && retry.seconds <= 16);
    assert.equal(log.lines.at(-1)?.fields['code'], 'BROKER_UNAVAILABLE');
  });
});

suite('a message that fails', () => {
  test('permanently is handed back alone and at once, so that it soon gets into the dead-letter queue', async () => {
    const harness = ingestHarness();
    await harness.store.put(BUCKET, KEY, Buffer.from('line\n'));
    const bodies = [bodyOf('inbox/gone'), 'no event', bodyOf(KEY)];
    const answer = await harness.handler(queueEvent(bodies), lambdaContext());
    assert.deepEqual(answer, {
      batchItemFailures: [{ itemIdentifier: 'message-0' }, { itemIdentifier: 'message-1' }],
    });
    assert.deepEqual(
      harness.queue.retries.map(({ seconds }) => seconds),
      [0, 0],
    );
    assert.equal(documentsOf(harness, 'log').size, 1);
    const codes = harness.log.lines.filter(({ level }) => level === 'error').map(({ fields }) => fields['code']);
    assert.deepEqual(new Set(codes), new Set(['OBJECT_NOT_FOUND', 'EVENT_INVALID']));
  });

  test('is done where its file is too large for the ids of its lines: the ledger names it', async () => {
    const store = memoryObjectStore();
    const harness = ingestHarness({
      store: { ...store, head: async (...name) => ({ ...(await store.head(...name)), sizeBytes: 2 ** 40 + 1 }) },
    });
    assert.deepEqual(await harness.drop(KEY, 'line\n'), []);
    assert.equal(documentsOf(harness, 'log').size, 0);
    const [entry] = documentsOf(harness, 'ledger').values();
    assert.equal(entry?.['kafkainsight.part.error.code'], 'FILE_TOO_LARGE');
    assert.equal(harness.log.lines.at(-1)?.fields['code'], 'FILE_TOO_LARGE');
    assert.match(String(harness.log.lines.at(-1)?.fields['reason']), /inbox\/a\.log has 1099511627777 bytes/);
  });

  test('because the queue takes no parts is handed back too', async () => {
    const queue = memoryQueue();
    const { handler, store } = ingestHarness({
      environment: { PART_BYTES: '10' },
      queue: {
        ...queue,
        send: () => Promise.reject(new KafkaInsightError('QUEUE_UNAVAILABLE', 'It does not answer.')),
      },
    });
    await store.put(BUCKET, KEY, Buffer.from('a line\nanother line\n'));
    const answer = await handler(queueEvent([bodyOf(KEY)]), lambdaContext());
    assert.equal(answer.batchItemFailures.length, 1);
  });

  test('whose visibility cannot be changed is handed back all the same', async () => {
    const queue = {
      ...memoryQueue(),
      retryAfter: () => Promise.reject(new KafkaInsightError('QUEUE_UNAVAILABLE', 'It does not answer.')),
    };
    const { handler } = ingestHarness({ queue });
    const answer = await handler(queueEvent([bodyOf('inbox/gone')]), lambdaContext());
    assert.equal(answer.batchItemFailures.length, 1);
  });

  test('never has a payload in the log', async () => {
    const { handler, store, log } = ingestHarness({ producer: memoryProducer({ failure: unavailable }) });
    await store.put(BUCKET, KEY, Buffer.from('a very secret line\n'));
    await handler(queueEvent([bodyOf(KEY), 'a very secret body']), lambdaContext(100));
    assert.ok(log.lines.length > 0);
    assert.doesNotMatch(JSON.stringify(log.lines), /secret/);
  });
});

suite('an object that is overwritten', () => {
  test('before a part of it is read: the part is reported, and the new content stays whole', async () => {
    const harness = ingestHarness({ environment: { PART_BYTES: '1500' } });
    const old = 'an old line\n'.repeat(300);
    await harness.store.put(BUCKET, KEY, Buffer.from(old));
    await harness.handler(queueEvent([bodyOf(KEY)]), lambdaContext());
    assert.equal(await harness.drop(KEY, `${old}and a new one\n`).then((failed) => failed.length), 0);
    const entries = [...documentsOf(harness, 'ledger')];
    const changed = entries.filter(([, entry]) => entry['kafkainsight.part.error.code'] === 'OBJECT_CHANGED');
    const done = entries.filter(([, entry]) => entry['event.outcome'] === 'success');
    assert.deepEqual(
      changed.map(([, entry]) => [entry['kafkainsight.part.start'], entry['kafkainsight.part.bytes']]),
      [0, 1500, 3000].map((start) => [start, 0]),
    );
    assert.equal(
      done.reduce((sum, [, entry]) => sum + Number(entry['kafkainsight.part.bytes']), 0),
      old.length + 'and a new one\n'.length,
    );
    assert.equal(documentsOf(harness, 'log').size, 301);
  });

  test('while it is read: what was read of the part counts for nothing', async () => {
    const inner = memoryObjectStore({ chunkBytes: 16 });
    let pieces = 0;
    const store = {
      ...inner,
      async *read(...parameters: Parameters<typeof inner.read>) {
        for await (const chunk of inner.read(...parameters)) {
          // its 75 pieces are read once to decide on the file, then to ingest it
          if (++pieces === 75 + 50) await inner.put(BUCKET, KEY, Buffer.from('another content\n'));
          yield chunk;
        }
      },
    };
    const harness = ingestHarness({ store });
    assert.deepEqual(await harness.drop(KEY, 'an old line\n'.repeat(100)), []);
    const [entry] = documentsOf(harness, 'ledger').values();
    assert.equal(entry?.['kafkainsight.part.error.code'], 'OBJECT_CHANGED');
    assert.equal(entry['kafkainsight.part.lines'], 0);
    assert.equal(entry['kafkainsight.part.bytes'], 0);
  });
});

suite('a topic that is slower than the reading', () => {
  test('slows it down: little more is read than is on its way', async () => {
    const inner = memoryObjectStore({ chunkBytes: 1024 * 1024 });
    let readBytes = 0;
    const store = {
      ...inner,
      async *read(...parameters: Parameters<typeof inner.read>) {
        for await (const chunk of inner.read(...parameters)) {
          readBytes += chunk.length;
          yield chunk;
        }
      },
    };
    const kept = memoryProducer();
    let inFlight = 0;
    const ahead: number[] = [];
    const producer = {
      ...kept,
      batches: kept.batches,
      async send(...parameters: Parameters<typeof kept.send>) {
        inFlight++;
        await sleep(5);
        assert.ok(inFlight <= 4);
        ahead.push(readBytes - kept.batches.length * MAX_BATCH_BYTES * 0.8);
        await kept.send(...parameters);
        inFlight--;
      },
    };
    const harness = ingestHarness({ store, producer });
    await harness.drop(KEY, `${'x'.repeat(10_000)}\n`.repeat(1000));
    assert.equal(documentsOf({ producer: kept }, 'log').size, 1000);
    assert.ok(Math.max(...ahead) < 8 * MAX_BATCH_BYTES);
  });
});
