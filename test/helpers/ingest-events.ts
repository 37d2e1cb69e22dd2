import type { S3Event, SQSEvent } from 'aws-lambda';
import objectCreated from '../fixtures/events/s3-object-created.json' with { type: 'json' };
import queueMessages from '../fixtures/events/sqs-messages.json' with { type: 'json' };

/** S3's event for one new object, made from AWS's own example. */
export function objectCreatedEvent(bucket: string, key: string, versionId?: string): S3Event {
  const records = objectCreated.Records.map((record) => ({
    ...record,
    s3: {
      ...record.s3,
      bucket: { ...record.s3.bucket, name: bucket },
      object: { ...record.s3.object, key: encodeKey(key), versionId },
    },
  }));
  return { Records: records };
}

/** What the queue's event source mapping sends for these bodies, made from AWS's own example. */
export function queueEvent(bodies: readonly string[], receiveCount = 1): SQSEvent {
  const [example] = queueMessages.Records;
  if (example === undefined) throw new Error('The fixture has no records.');
  const attributes = { ...example.attributes, ApproximateReceiveCount: String(receiveCount) };
  return {
    Records: bodies.map((body, number) => ({
      ...example,
      body,
      attributes,
      messageId: `message-${number}`,
      receiptHandle: `receipt-${number}`,
    })),
  };
}

function encodeKey(key: string): string {
  return encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/');
}
