import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as v from 'valibot';
import type { AwsCredentials } from '../../adapters/aws.ts';
import type { Queues, ReceivedMessage } from './queues.ts';
import { refusalOf } from './signature.ts';

const PROTOCOL = 'application/x-amz-json-1.0';
/** SQS's limit for a message, and for a batch, in bytes (AWS: "Amazon SQS message quotas"). */
const MAX_MESSAGE_BYTES = 1024 * 1024;

/** An error response of SQS, with its codes. */
class SqsFailure extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

const seconds = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(43_200));
const body = v.pipe(v.string(), v.minLength(1), v.maxBytes(MAX_MESSAGE_BYTES));
const entry = { Id: v.string() };
const requests = {
  SendMessage: v.object({ QueueUrl: v.string(), MessageBody: body, DelaySeconds: v.optional(seconds) }),
  SendMessageBatch: v.object({
    QueueUrl: v.string(),
    Entries: v.pipe(
      v.array(v.object({ ...entry, MessageBody: body, DelaySeconds: v.optional(seconds) })),
      v.minLength(1),
      v.maxLength(10),
    ),
  }),
  ReceiveMessage: v.object({
    QueueUrl: v.string(),
    MaxNumberOfMessages: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(10)), 1),
    VisibilityTimeout: v.optional(seconds),
    WaitTimeSeconds: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(20)), 0),
  }),
  DeleteMessage: v.object({ QueueUrl: v.string(), ReceiptHandle: v.string() }),
  ChangeMessageVisibility: v.object({ QueueUrl: v.string(), ReceiptHandle: v.string(), VisibilityTimeout: seconds }),
  GetQueueAttributes: v.object({ QueueUrl: v.string(), AttributeNames: v.optional(v.array(v.string()), []) }),
  GetQueueUrl: v.object({ QueueName: v.string() }),
};

/** What the endpoint needs: the queues, and the base of their URLs. */
export interface SqsEndpoint {
  readonly queues: Queues;
  readonly baseUrl: string;
  readonly credentials: AwsCredentials;
}

/** The URL of a queue. */
export function queueUrl(baseUrl: string, queue: string): string {
  return `${baseUrl}/queue/${queue}`;
}

/**
 * The part of SQS's JSON protocol that the functions and their event source use, over the durable queues. Content type and target header
 * are required, so that no web page can send a message without a preflight request, and a signature with the endpoint's credentials, so
 * that nobody else can.
 */
export async function handleSqs(
  endpoint: SqsEndpoint,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const action = String(request.headers['x-amz-target']).replace('AmazonSQS.', '');
    const text = await textOf(request);
    requireSignature(request, text, endpoint.credentials);
    if (request.headers['content-type'] !== PROTOCOL)
      throw new SqsFailure('InvalidAction', `The content type must be ${PROTOCOL}.`);
    const result = await answer(endpoint, action, JSON.parse(text));
    response.writeHead(200, { 'content-type': PROTOCOL }).end(JSON.stringify(result));
  } catch (error) {
    const code = error instanceof SqsFailure ? error.code : 'InternalError';
    const message = error instanceof Error ? error.message : 'unknown';
    const status = error instanceof SqsFailure ? error.status : 500;
    response.writeHead(status, { 'content-type': PROTOCOL });
    response.end(JSON.stringify({ __type: `com.amazonaws.sqs#${code}`, message }));
  }
}

function requireSignature(request: IncomingMessage, body: string, credentials: AwsCredentials): void {
  const { method = '', url = '', headers } = request;
  const bodyHash = createHash('sha256').update(body).digest('hex');
  const gate = { credentials, service: 'sqs', nowMillis: Date.now() } as const;
  const refusal = refusalOf({ method, url, headers }, bodyHash, gate);
  if (refusal) throw new SqsFailure(refusal.code, refusal.message, 403);
}

async function answer({ queues, baseUrl }: SqsEndpoint, action: string, input: unknown): Promise<object> {
  const named = (url: string): string => queueName(queues, url);
  switch (action) {
    case 'SendMessage': {
      const { QueueUrl, MessageBody, DelaySeconds } = parse(requests.SendMessage, input);
      return sent(MessageBody, queues.send(named(QueueUrl), MessageBody, DelaySeconds));
    }
    case 'SendMessageBatch': {
      const { QueueUrl, Entries } = parse(requests.SendMessageBatch, input);
      const queue = named(QueueUrl);
      const Successful = Entries.map(({ Id, MessageBody, DelaySeconds }) => ({
        Id,
        ...sent(MessageBody, queues.send(queue, MessageBody, DelaySeconds)),
      }));
      return { Successful, Failed: [] };
    }
    case 'ReceiveMessage': {
      const { QueueUrl, MaxNumberOfMessages, VisibilityTimeout, WaitTimeSeconds } = parse(
        requests.ReceiveMessage,
        input,
      );
      const messages = await queues.receive(named(QueueUrl), {
        maxMessages: MaxNumberOfMessages,
        waitSeconds: WaitTimeSeconds,
        ...(VisibilityTimeout === undefined ? {} : { visibilityTimeoutSeconds: VisibilityTimeout }),
      });
      return { Messages: messages.map(received) };
    }
    case 'DeleteMessage':
      queues.delete(parse(requests.DeleteMessage, input).ReceiptHandle);
      return {};
    case 'ChangeMessageVisibility': {
      const { ReceiptHandle, VisibilityTimeout } = parse(requests.ChangeMessageVisibility, input);
      queues.changeVisibility(ReceiptHandle, VisibilityTimeout);
      return {};
    }
    case 'GetQueueAttributes': {
      const { QueueUrl, AttributeNames } = parse(requests.GetQueueAttributes, input);
      const all = Object.entries(attributes(queues, named(QueueUrl)));
      const wanted = all.filter(([name]) => AttributeNames.includes(name) || AttributeNames.includes('All'));
      return { Attributes: Object.fromEntries(wanted) };
    }
    case 'GetQueueUrl':
      return { QueueUrl: queueUrl(baseUrl, named(parse(requests.GetQueueUrl, input).QueueName)) };
    default:
      throw new SqsFailure('InvalidAction', `${action} is not supported here.`);
  }
}

function parse<Schema extends v.GenericSchema>(schema: Schema, input: unknown): v.InferOutput<Schema> {
  const result = v.safeParse(schema, input);
  if (!result.success) throw new SqsFailure('InvalidParameterValue', v.summarize(result.issues));
  return result.output;
}

/** The queue at the end of a URL, or a queue's name. */
function queueName(queues: Queues, url: string): string {
  const name = url.slice(url.lastIndexOf('/') + 1);
  if (!queues.names.includes(name))
    throw new SqsFailure('QueueDoesNotExist', `The queues here are ${queues.names.join(', ')}.`);
  return name;
}

function sent(text: string, messageId: string): { MessageId: string; MD5OfMessageBody: string } {
  return { MessageId: messageId, MD5OfMessageBody: md5(text) };
}

function received(message: ReceivedMessage): object {
  return {
    MessageId: message.messageId,
    ReceiptHandle: message.receiptHandle,
    Body: message.body,
    MD5OfBody: md5(message.body),
    Attributes: {
      SenderId: 'local',
      SentTimestamp: String(message.sentMillis),
      ApproximateReceiveCount: String(message.receiveCount),
      ApproximateFirstReceiveTimestamp: String(message.firstReceivedMillis),
    },
  };
}

function attributes(queues: Queues, queue: string): Record<string, string> {
  const { visible, notVisible } = queues.depth(queue);
  return {
    QueueArn: `arn:aws:sqs:local:000000000000:${queue}`,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(notVisible),
    ApproximateNumberOfMessagesDelayed: '0',
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    pieces.push(piece);
    size += piece.length;
    if (size > 2 * MAX_MESSAGE_BYTES) throw new SqsFailure('BatchRequestTooLong', 'A batch may hold 1 MiB.');
  }
  return Buffer.concat(pieces).toString('utf8');
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
