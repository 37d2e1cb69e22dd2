import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
} from '@aws-sdk/client-sqs';
import { createQueueDepth } from '../../adapters/sqs/queue-depth.ts';
import { LOCAL_KEY, type StoreFixture, storeFixture } from '../../test/helpers/store.ts';

let fixture: StoreFixture;

beforeEach(async () => {
  fixture = await storeFixture();
});

afterEach(async () => {
  await fixture.remove();
});

describe('the local SQS', () => {
  const Entries = ['a', 'b', 'c'].map((body) => ({ Id: body, MessageBody: body }));

  it('hides a received message, gives it again after its time-out, and forgets it once it is deleted', async () => {
    await fixture.sqs.send(new SendMessageBatchCommand({ QueueUrl: fixture.store.queueUrl, Entries }));
    const first = await fixture.receive({ VisibilityTimeout: 1 });
    assert.deepEqual(
      first.map(({ Body }) => Body),
      ['a', 'b', 'c'],
    );
    assert.deepEqual(await fixture.receive(), []);
    await fixture.sqs.send(
      new DeleteMessageCommand({ QueueUrl: fixture.store.queueUrl, ReceiptHandle: first[0]?.ReceiptHandle }),
    );
    const again = await fixture.receive({ WaitTimeSeconds: 5 });
    assert.deepEqual(
      again.map(({ Body, Attributes }) => [Body, Attributes?.ApproximateReceiveCount]),
      [
        ['b', '2'],
        ['c', '2'],
      ],
    );
    // the receipt of a delivery that timed out is invalid
    await fixture.sqs.send(
      new DeleteMessageCommand({ QueueUrl: fixture.store.queueUrl, ReceiptHandle: first[1]?.ReceiptHandle }),
    );
    assert.equal(fixture.store.queues.depth('kafkainsight-ingest').notVisible, 2);
  });

  it('ends a long poll as soon as a message comes', async () => {
    const poll = fixture.receive({ WaitTimeSeconds: 10 });
    await sleep(50);
    const sentMillis = Date.now();
    await fixture.sqs.send(new SendMessageBatchCommand({ QueueUrl: fixture.store.queueUrl, Entries }));
    assert.equal((await poll).length > 0, true);
    assert.ok(Date.now() - sentMillis < 2000);
  });

  it('retries sooner by a shorter visibility, and moves what was received too often to the dead-letter queue', async () => {
    await fixture.sqs.send(
      new SendMessageBatchCommand({ QueueUrl: fixture.store.queueUrl, Entries: Entries.slice(0, 1) }),
    );
    for (const time of ['first', 'second']) {
      const [message] = await fixture.receive();
      assert.equal(message?.Body, 'a', time);
      await fixture.sqs.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: fixture.store.queueUrl,
          ReceiptHandle: message.ReceiptHandle,
          VisibilityTimeout: 0,
        }),
      );
    }
    assert.deepEqual(await fixture.receive(), []);
    const attributes = await fixture.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: fixture.store.deadLetterQueueUrl, AttributeNames: ['All'] }),
    );
    assert.equal(attributes.Attributes?.ApproximateNumberOfMessages, '1');
    assert.deepEqual(
      (await fixture.receive({ QueueUrl: fixture.store.deadLetterQueueUrl })).map(({ Body }) => Body),
      ['a'],
    );
  });

  it('counts what waits and what is with a consumer, as the adapter asks', async () => {
    const depth = createQueueDepth({ region: 'local', credentials: LOCAL_KEY, sqsEndpoint: fixture.store.url });
    assert.equal(await depth(fixture.store.queueUrl), 0);
    await fixture.sqs.send(new SendMessageBatchCommand({ QueueUrl: fixture.store.queueUrl, Entries }));
    await fixture.receive();
    await fixture.sqs.send(new SendMessageBatchCommand({ QueueUrl: fixture.store.queueUrl, Entries }));
    assert.equal(await depth(fixture.store.queueUrl), 6);
  });
});
