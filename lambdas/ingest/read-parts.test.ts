import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { KafkaInsightError } from '../../core/errors.ts';
import { memoryObjectStore } from '../../test/fakes/object-store.ts';
import { memoryProducer } from '../../test/fakes/producer.ts';
import { objectCreatedEvent, queueEvent } from '../../test/helpers/ingest-events.ts';
import { BUCKET, ingestHarness } from '../../test/helpers/ingest-harness.ts';
import { lambdaContext } from '../../test/helpers/lambda-context.ts';

const KEY = 'inbox/a.log';
const WAIT_MILLIS = 200;

test('where reading breaks off, batches that are on their way end before the invocation does', async () => {
  const memory = memoryObjectStore();
  const store = {
    ...memory,
    async *read(...args: Parameters<typeof memory.read>) {
      let pieces = 0;
      for await (const piece of memory.read(...args)) {
        // one for the decision on the file, and enough for a batch
        if (++pieces === 80) throw new KafkaInsightError('OBJECT_STORE_UNAVAILABLE', 'The connection was lost.');
        yield piece;
      }
    },
  };
  const kept = memoryProducer();
  let onTheirWay = 0;
  let sent = 0;
  const producer = {
    ...kept,
    async send(...args: Parameters<typeof kept.send>) {
      sent++;
      onTheirWay++;
      await sleep(WAIT_MILLIS);
      onTheirWay--;
      await kept.send(...args);
    },
  };
  const { handler } = ingestHarness({ store, producer });
  await store.put(BUCKET, KEY, Buffer.from(`${'x'.repeat(1000)}\n`.repeat(10_000)));
  const body = JSON.stringify(objectCreatedEvent(BUCKET, KEY));
  const { batchItemFailures } = await handler(queueEvent([body]), lambdaContext());
  assert.equal(batchItemFailures.length, 1);
  assert.ok(sent > 0);
  assert.equal(onTheirWay, 0);
});
