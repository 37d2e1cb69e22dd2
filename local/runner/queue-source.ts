import { setTimeout as sleep } from 'node:timers/promises';
import { DeleteMessageCommand, type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import type { AwsCredentials } from '../../adapters/aws.ts';
import { type InvocationLimits, invoke, type LambdaFunction } from './invoke.ts';

/** The settings of the event source mapping. */
export interface QueueSourceSettings extends InvocationLimits {
  readonly endpoint: string;
  readonly queueUrl: string;
  /** The credentials that sign requests to it. */
  readonly credentials: AwsCredentials;
  /** Concurrent invocations; each gets one message. */
  readonly maxConcurrency: number;
}

/** Events of the source. */
export interface QueueSourceEvents {
  /** An invocation failed; its message is redelivered after its visibility time-out, or goes to the dead-letter queue. */
  readonly onFailure?: (error: unknown) => void;
  /** The function reported the message as failed, without throwing. */
  readonly onReturned?: () => void;
}

/** A running event source. */
export interface QueueSource {
  /** Messages that the function is processing. */
  readonly inProgress: number;
  /** Stops receiving and lets running invocations end (within their time limit); unfinished messages are redelivered. */
  stop(): Promise<void>;
}

const LONG_POLL_SECONDS = 20;
const RETRY_MILLIS = 1_000;
const REGION = 'local';

/**
 * Plays Lambda's event source mapping for SQS: long polling, one message a batch, `ReportBatchItemFailures` on. A message is deleted only
 * after an invocation that neither threw nor reported it as failed; the queue redelivers, or gives up on, every other.
 */
export function startQueueSource(
  handler: LambdaFunction<SQSEvent, unknown>,
  settings: QueueSourceSettings,
  events: QueueSourceEvents = {},
): QueueSource {
  const client = new SQSClient({
    endpoint: settings.endpoint,
    region: REGION,
    credentials: settings.credentials,
    useQueueUrlAsEndpoint: false,
  });
  const stopping = new AbortController();
  const stopped = (): boolean => stopping.signal.aborted;
  let inProgress = 0;
  const work = async (message: Message): Promise<void> => {
    inProgress += 1;
    try {
      if (await succeeds(handler, message, settings, events)) {
        await client.send(
          new DeleteMessageCommand({ QueueUrl: settings.queueUrl, ReceiptHandle: message.ReceiptHandle }),
        );
      }
    } finally {
      inProgress -= 1;
    }
  };
  const workers = Array.from({ length: settings.maxConcurrency }, async () => {
    while (!stopped()) {
      try {
        const message = await receive(client, settings.queueUrl, stopping.signal);
        if (message) await work(message);
      } catch (error) {
        if (stopped()) return;
        events.onFailure?.(error);
        await sleep(RETRY_MILLIS, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  });
  return {
    get inProgress() {
      return inProgress;
    },
    stop: async () => {
      stopping.abort();
      await Promise.all(workers);
      client.destroy();
    },
  };
}

async function receive(client: SQSClient, QueueUrl: string, abortSignal: AbortSignal): Promise<Message | undefined> {
  const command = new ReceiveMessageCommand({
    QueueUrl,
    MaxNumberOfMessages: 1,
    WaitTimeSeconds: LONG_POLL_SECONDS,
    MessageSystemAttributeNames: ['All'],
  });
  return (await client.send(command, { abortSignal })).Messages?.[0];
}

/**
 * Whether the function is done with the message. The acknowledgement rule of a batch of one: an error, the message's id among the
 * failures, or an unknown or empty id there, redelivers it (AWS: "Implementing partial batch responses").
 */
async function succeeds(
  handler: LambdaFunction<SQSEvent, unknown>,
  message: Message,
  settings: QueueSourceSettings,
  { onFailure, onReturned }: QueueSourceEvents,
): Promise<boolean> {
  try {
    const response = await invoke(handler, { Records: [toRecord(message, settings.queueUrl)] }, settings);
    const failures = (response as { readonly batchItemFailures?: unknown } | null | undefined)?.batchItemFailures ?? [];
    const succeeded = Array.isArray(failures) && failures.length === 0;
    if (!succeeded) onReturned?.();
    return succeeded;
  } catch (error) {
    onFailure?.(error);
    return false;
  }
}

function toRecord(message: Message, queueUrl: string): SQSRecord {
  const {
    ApproximateReceiveCount = '1',
    SentTimestamp = '0',
    SenderId = '',
    ApproximateFirstReceiveTimestamp = '0',
  } = message.Attributes ?? {};
  return {
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    attributes: { ApproximateReceiveCount, SentTimestamp, SenderId, ApproximateFirstReceiveTimestamp },
    messageAttributes: {},
    md5OfBody: message.MD5OfBody ?? '',
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:${REGION}:000000000000:${queueUrl.slice(queueUrl.lastIndexOf('/') + 1)}`,
    awsRegion: REGION,
  };
}
