import type { S3Event } from 'aws-lambda';
import { encodeKey } from './encode-key.ts';
import type { ObjectEvent, StoredObject } from './objects.ts';

/**
 * The notification that S3 sends for a new object (AWS: "Event message structure", version 2.1).
 * @param sequencer Grows with every event of the bucket.
 */
export function s3Event(bucket: string, object: StoredObject, event: ObjectEvent, sequencer: number): S3Event {
  return {
    Records: [
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: 'local',
        eventTime: new Date(object.storedMillis).toISOString(),
        eventName: event,
        userIdentity: { principalId: 'local' },
        requestParameters: { sourceIPAddress: '127.0.0.1' },
        responseElements: { 'x-amz-request-id': object.blob, 'x-amz-id-2': 'local' },
        s3: {
          s3SchemaVersion: '1.0',
          configurationId: 'local',
          bucket: { name: bucket, ownerIdentity: { principalId: 'local' }, arn: `arn:aws:s3:::${bucket}` },
          object: {
            key: encodeKey(object.key),
            size: object.sizeBytes,
            eTag: object.etag.replaceAll('"', ''),
            sequencer: sequencer.toString(16).toUpperCase().padStart(16, '0'),
          },
        },
      },
    ],
  };
}
