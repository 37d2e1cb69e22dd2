import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SQSEvent } from 'aws-lambda';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import { LOCAL_KEY } from '../../test/helpers/store.ts';
import type { LambdaFunction } from './invoke.ts';
import {
  type QueueSource,
  type QueueSourceEvents,
  type QueueSourceSettings,
  startQueueSource,
} from './queue-source.ts';

// fauxqs is an SQS by another author than local/store: so the source relies on the protocol, not on our reading of it.
let server: FauxqsServer;
let queueUrl: string;
let source: QueueSource | undefined;

beforeEach(async () => {
  server = await startFauxqs({ port: 0, logger: false });
  const { queueArn } = server.createQueue('dead');
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: queueArn, maxReceiveCount: 3 });
  ({ queueUrl } = server.createQueue('work', { attributes: { VisibilityTimeout: '1', RedrivePolicy } }));
});

afterEach(async () => {
  await source?.stop();
  await server.stop();
});

function start(
  handler: LambdaFunction<SQSEvent, unknown>,
  settings: Partial<QueueSourceSettings> = {},
  events: QueueSourceEvents = {},
): QueueSource {
  const endpoint = `http://127.0.0.1:${server.port}`;
  source = startQueueSource(
    handler,
    {
      functionName: 'ingest',
      timeoutMillis: 5000,
      endpoint,
      queueUrl,
      credentials: LOCAL_KEY,
      maxConcurrency: 2,
      ...settings,
    },
    events,
  );
  return source;
}

function counts(queue: string): number {
  const messages = server.inspectQueue(queue)?.messages;
  return (messages?.ready.length ?? 0) + (messages?.inflight.length ?? 0) + (messages?.delayed.length ?? 0);
}

async function until(condition: () => boolean, what: string): Promise<void> {
  const endMillis = Date.now() + 15_000;
  while (!condition()) {
    assert.ok(Date.now() < endMillis, `waited in vain for ${what}`);
    await sleep(10);
  }
}

describe('the queue source', () => {
  it('gives one message an invocation, in the shape of Lambda, and deletes what succeeded', async () => {
    const events: SQSEvent[] = [];
    for (const body of ['a', 'b', 'c']) server.sendMessage('work', body);
    start((event) => Promise.resolve(void events.push(event)));
    await until(() => counts('work') === 0, 'an empty queue');
    assert.deepEqual(events.map(({ Records }) => Records.map(({ body }) => body).join()).sort(), ['a', 'b', 'c']);
    const [record] = events[0]?.Records ?? [];
    assert.deepEqual(
      [record?.eventSource, record?.eventSourceARN.split(':').at(-1), record?.attributes.ApproximateReceiveCount],
      ['aws:sqs', 'work', '1'],
    );
    assert.match(record?.receiptHandle ?? '', /./);
  });

  it('brings a message again that failed, by error, by name or by time, and gives it up to the dead-letter queue', async () => {
    const seen: string[] = [];
    const told: string[] = [];
    server.sendMessage('work', 'throws');
    server.sendMessage('work', 'named');
    server.sendMessage('work', 'hangs');
    start(
      ({ Records }) => {
        const [{ body, messageId } = { body: '', messageId: '' }] = Records;
        seen.push(body);
        if (body === 'throws') throw new Error('broken');
        if (body === 'hangs') return new Promise(() => undefined);
        return Promise.resolve({ batchItemFailures: [{ itemIdentifier: messageId }] });
      },
      { timeoutMillis: 100, maxConcurrency: 3 },
      { onFailure: (error) => told.push(String(error)), onReturned: () => told.push('returned') },
    );
    await until(() => counts('dead') === 3, 'three messages in the dead-letter queue');
    assert.deepEqual(seen.sort(), ['hangs', 'hangs', 'hangs', 'named', 'named', 'named', 'throws', 'throws', 'throws']);
    assert.deepEqual([told.filter((text) => text === 'returned').length, told.length], [3, 9]);
  });

  it('runs no more invocations at a time than it may, and lets them end when it stops', async () => {
    let most = 0;
    let ended = 0;
    for (let index = 0; index < 10; index += 1) server.sendMessage('work', String(index));
    const started = start(async () => {
      most = Math.max(most, source?.inProgress ?? 0);
      await sleep(100);
      ended += 1;
    });
    await until(() => ended >= 4, 'four messages');
    await started.stop();
    assert.equal(most, 2);
    assert.equal(counts('work'), 10 - ended);
  });

  it('tells of a queue that is not there, and goes on once it is', async () => {
    const told: unknown[] = [];
    const done: string[] = [];
    server.deleteQueue('work');
    start(
      ({ Records }) => Promise.resolve(void done.push(...Records.map(({ body }) => body))),
      {},
      { onFailure: (error) => told.push(error) },
    );
    await until(() => told.length > 0, 'a failure');
    server.createQueue('work');
    server.sendMessage('work', 'late');
    await until(() => done.includes('late'), 'the message');
  });
});
