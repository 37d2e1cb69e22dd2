import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { startFauxqs } from 'fauxqs';
import { createWorkQueue } from '../../adapters/sqs/work-queue.ts';
import { openStore } from '../../local/store/store.ts';
import { memoryQueue } from '../fakes/work-queue.ts';
import { answeringServer } from '../helpers/http-server.ts';
import { type OpenedQueue, workQueueContract } from './work-queue.suite.ts';

const aws = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };

/** The adapter on a server, and AWS's own client as its consumer. */
function onServer(sqsEndpoint: string, queueUrl: string, stop: () => Promise<void>): OpenedQueue {
  const consumer = new SQSClient({ ...aws, endpoint: sqsEndpoint, useQueueUrlAsEndpoint: false });
  return {
    queue: createWorkQueue({ ...aws, sqsEndpoint }, queueUrl),
    async receive() {
      const request = { QueueUrl: queueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 60 };
      const { Messages = [] } = await consumer.send(new ReceiveMessageCommand(request));
      return Messages.map(({ Body = '', ReceiptHandle = '' }) => ({ body: Body, receiptHandle: ReceiptHandle }));
    },
    async close() {
      consumer.destroy();
      await stop();
    },
  };
}

workQueueContract('in memory', () => {
  const queue = memoryQueue();
  return Promise.resolve({
    queue,
    receive: () => Promise.resolve(queue.receive()),
    close: () => Promise.resolve(),
  });
});

workQueueContract('SQS client on fauxqs', async () => {
  const server = await startFauxqs({ port: 0, logger: false });
  return onServer(server.address, server.createQueue('queue').queueUrl, () => server.stop());
});

workQueueContract('SQS client on the local store', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'kafkainsight-contract-'));
  const server = await openStore({
    folder,
    port: 0,
    credentials: aws.credentials,
    visibilityTimeoutSeconds: 30,
    maxReceiveCount: 5,
  });
  return onServer(server.url, server.queueUrl, async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });
});

interface Batch {
  readonly Entries: readonly { readonly Id: string; readonly MessageBody: string }[];
}

describe('SQS client on a server that fails', () => {
  test('sends again what a batch left out, and nothing else', async () => {
    const taken: string[] = [];
    const server = await answeringServer((response, request, index) => {
      const { Entries } = JSON.parse(request.body.toString()) as Batch;
      const refused = index === 0 ? Entries.slice(3) : Entries.slice(0, 0);
      taken.push(...Entries.filter((entry) => !refused.includes(entry)).map(({ MessageBody }) => MessageBody));
      const Failed = refused.map(({ Id }) => ({ Id, Code: 'InternalError', SenderFault: false }));
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify({ Failed }));
    });
    const queue = createWorkQueue({ ...aws, sqsEndpoint: server.url }, `${server.url}/1/queue`);
    await queue.send(['a', 'b', 'c', 'd', 'e']);
    await server.close();
    assert.deepEqual(taken, ['a', 'b', 'c', 'd', 'e']);
    assert.equal(server.seen.length, 2);
  });

  test('is QUEUE_UNAVAILABLE where messages stay refused, and where there is no queue', async () => {
    const server = await answeringServer((response, request) => {
      const { Entries } = JSON.parse(request.body.toString()) as Batch;
      const Failed = Entries.map(({ Id }) => ({ Id, Code: 'Throttled', SenderFault: false }));
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify({ Failed }));
    });
    const queue = createWorkQueue({ ...aws, sqsEndpoint: server.url }, `${server.url}/1/queue`);
    await assert.rejects(queue.send(['a']), { code: 'QUEUE_UNAVAILABLE', message: /refused 1 message \(Throttled\)/ });
    await server.close();
    await assert.rejects(queue.send(['a']), { code: 'QUEUE_UNAVAILABLE' });
    await assert.rejects(queue.retryAfter('handle', 1), { code: 'QUEUE_UNAVAILABLE' });
  });

  test('asks for a visibility that SQS knows', async () => {
    const server = await answeringServer((response) => {
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('{}');
    });
    const queue = createWorkQueue({ ...aws, sqsEndpoint: server.url }, `${server.url}/1/queue`);
    for (const seconds of [-1, 0.2, 30, 1e9]) await queue.retryAfter('handle', seconds);
    await server.close();
    const asked = server.seen.map(
      ({ body }) => (JSON.parse(body.toString()) as { VisibilityTimeout: number }).VisibilityTimeout,
    );
    assert.deepEqual(asked, [0, 1, 30, 43_200]);
  });
});
