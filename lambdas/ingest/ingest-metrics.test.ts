import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { objectCreatedEvent } from '../../test/helpers/ingest-events.ts';
import { BUCKET, ingestHarness } from '../../test/helpers/ingest-harness.ts';
import { lambdaContext } from '../../test/helpers/lambda-context.ts';

const LINE = '203.0.113.9 - - [22/Nov/2026:09:14:46 +0000] "GET / HTTP/1.1" 200 12\n';

test('lines are counted once they are on the topic, and those of no format among them', async () => {
  const harness = ingestHarness();
  await harness.drop('inbox/access.log', `${LINE.repeat(7)}not of that format\n${LINE}`);
  assert.deepEqual(harness.metrics.sums, { LinesProduced: 9, LinesUnparsed: 1, MessagesHandedBack: 0 });
});

test('a file that breaks off is counted as a broken part', async () => {
  const harness = ingestHarness();
  const body = gzipSync(Buffer.from(LINE.repeat(5000)));
  await harness.drop('inbox/access.log.gz', body.subarray(0, body.length - 20));
  assert.equal(harness.metrics.sums['PartsBroken'], 1);
});

test('a message that fails is counted as handed back, and so is nothing of its lines', async () => {
  const harness = ingestHarness();
  await harness.queue.send([JSON.stringify(objectCreatedEvent(BUCKET, 'inbox/gone.log'))]);
  await harness.drain();
  assert.deepEqual(harness.metrics.sums, { MessagesHandedBack: 1 });
});

test('what was counted is written of a direct invocation that throws, too', async () => {
  const { handler, store, metrics } = ingestHarness();
  await store.put(BUCKET, 'inbox/access.log', Buffer.from(LINE));
  const [there, gone] = ['inbox/access.log', 'inbox/gone.log'].map((key) => objectCreatedEvent(BUCKET, key));
  const event = { Records: [...(there?.Records ?? []), ...(gone?.Records ?? [])] };
  await assert.rejects(handler(event, lambdaContext()), { code: 'OBJECT_NOT_FOUND' });
  assert.equal(metrics.sums['LinesProduced'], 1);
});
