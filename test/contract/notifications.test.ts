import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  DeleteMessageCommand,
  type Message as SqsMessage,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import { createDeliveryQueue, readDelivery } from '../../adapters/notifications/queue.ts';
import { createNotificationTopic } from '../../adapters/notifications/topic.ts';
import type { Message } from '../../core/notifications/message.ts';
import { createNotifyHandler } from '../../lambdas/notify/notify.ts';
import { type AnsweringServer, answeringServer } from '../helpers/http-server.ts';
import { keptLog } from '../helpers/kept-log.ts';
import { lambdaContext } from '../helpers/lambda-context.ts';

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

const message: Message = {
  id: 'notice-1',
  key: 'case-1',
  kind: 'opened',
  confidence: 'high',
  title: '[prod] Found: path-failures in Zürich',
  text: '/pay failed 12 times in an hour.',
  facts: [{ label: 'Since', value: '2026-11-30T21:00:00.000Z' }],
  proof: ['shop/access.log at byte 12, 2026-11-30T21:05:07.000Z'],
  link: 'https://logs.example/',
  sinceMillis: Date.UTC(2026, 10, 30, 21),
};

describe('from the findings function to people, on SQS and SNS', () => {
  let server: FauxqsServer;
  let receiver: AnsweringServer;
  let client: SQSClient;
  let status = 200;

  before(async () => {
    server = await startFauxqs({ port: 0, logger: false });
    receiver = await answeringServer((response) => {
      response.writeHead(status).end();
    });
    client = new SQSClient({
      region: 'us-east-1',
      credentials,
      endpoint: server.address,
      useQueueUrlAsEndpoint: false,
    });
  });
  after(async () => {
    client.destroy();
    await receiver.close();
    await server.stop();
  });

  const aws = (): { region: string; credentials: typeof credentials; sqsEndpoint: string } => ({
    region: 'us-east-1',
    credentials,
    sqsEndpoint: server.address,
  });

  /** Receives and deletes messages until there are none: of those in order, one is received at a time. */
  async function receive(QueueUrl: string): Promise<readonly SqsMessage[]> {
    const all: SqsMessage[] = [];
    for (;;) {
      const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
      if (Messages.length === 0) return all;
      all.push(...Messages);
      for (const { ReceiptHandle } of Messages)
        await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }

  function eventOf(bodies: readonly string[]): SQSEvent {
    return { Records: bodies.map((body) => ({ body })) } as unknown as SQSEvent;
  }

  const environment = {
    AWS_REGION: 'us-east-1',
    DESTINATIONS: JSON.stringify([
      { name: 'own', kind: 'webhook' },
      { name: 'mail', kind: 'email', addresses: ['ops@shop.example'] },
    ]),
    DESTINATION_SECRET_ID: 'destinations',
    TOPIC_ARN: 'arn:aws:sns:us-east-1:000000000000:cases',
  };

  it('the queue keeps messages about one case in order, and takes one that is sent again once', async () => {
    const { queueUrl } = server.createQueue('deliveries.fifo', { attributes: { FifoQueue: 'true' } });
    const send = createDeliveryQueue(aws(), queueUrl);
    await send({ destination: 'own', message });
    await send({ destination: 'own', message });
    await send({ destination: 'own', message: { ...message, id: 'notice-2', kind: 'withdrawn' } });
    await send({ destination: 'mail', message: { ...message, id: 'notice-3' } });
    const received = (await receive(queueUrl)).map(({ Body = '' }) => readDelivery(Body));
    assert.deepEqual(received.map(({ destination, message: { id } }) => `${destination} ${id}`).toSorted(), [
      'mail notice-3',
      'own notice-1',
      'own notice-2',
    ]);
    const own = received.filter(({ destination }) => destination === 'own');
    assert.deepEqual(own[0], { destination: 'own', message });
    assert.equal(own[1]?.message.kind, 'withdrawn');
  });

  it('a queue that is not there is QUEUE_UNAVAILABLE', async () => {
    const send = createDeliveryQueue(aws(), `${server.address}/000000000000/none.fifo`);
    await assert.rejects(send({ destination: 'own', message }), { code: 'QUEUE_UNAVAILABLE' });
  });

  it('the function delivers to a webhook, and hands back what is refused', async () => {
    const log = keptLog();
    const secret = (): Promise<string> =>
      Promise.resolve(
        JSON.stringify({ own: `${receiver.url}/hidden`, signingKey: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' }),
      );
    const handler = createNotifyHandler(environment, { log, secret });
    const body = JSON.stringify({ destination: 'own', message });
    await handler(eventOf([body]), lambdaContext(), () => undefined);
    assert.equal(receiver.seen.at(-1)?.headers['webhook-id'], 'notice-1');
    status = 410;
    await assert.rejects(Promise.resolve(handler(eventOf([body]), lambdaContext(), () => undefined)), {
      code: 'NOTIFICATION_REFUSED',
    });
    assert.deepEqual(
      log.lines.map(({ level, message: text }) => `${level} ${text}`),
      ['info delivered', 'error not delivered'],
    );
    assert.doesNotMatch(JSON.stringify(log.lines), /hidden|\/pay/);
  });

  for (const [what, text, code] of [
    ['of an unknown destination', JSON.stringify({ destination: 'gone', message }), 'CONFIGURATION_INVALID'],
    ['that is not ours', '{"destination":"own"}', 'EVENT_INVALID'],
  ] as const) {
    it(`a message ${what} is handed back`, async () => {
      const handler = createNotifyHandler(environment, {
        log: keptLog(),
        secret: () => assert.fail('no secret is needed'),
      });
      await assert.rejects(Promise.resolve(handler(eventOf([text]), lambdaContext(), () => undefined)), { code });
    });
  }

  it('SNS takes an e-mail, with a subject that it allows', async () => {
    const { topicArn } = server.createTopic('cases');
    const { queueUrl } = server.createQueue('subscriber');
    server.subscribe({ topic: 'cases', queue: 'subscriber' });
    const email = createNotificationTopic(aws(), topicArn, server.address);
    const handler = createNotifyHandler({ ...environment, TOPIC_ARN: topicArn }, { log: keptLog(), email });
    await handler(eventOf([JSON.stringify({ destination: 'mail', message })]), lambdaContext(), () => undefined);
    const [received] = await receive(queueUrl);
    const { Subject, Message: text } = JSON.parse(received?.Body ?? '{}') as { Subject: string; Message: string };
    assert.equal(Subject, '[prod] Found: path-failures in Z?rich');
    assert.match(text, /^\/pay failed 12 times[^]+- shop\/access\.log at byte 12[^]+https:\/\/logs\.example\/$/);
  });

  it('a topic that is not there is NOTIFICATION_UNAVAILABLE', async () => {
    const email = createNotificationTopic(aws(), 'arn:aws:sns:us-east-1:000000000000:none', server.address);
    await assert.rejects(email(message), { code: 'NOTIFICATION_UNAVAILABLE' });
  });
});
