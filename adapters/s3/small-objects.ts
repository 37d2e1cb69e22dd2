import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { ObjectStore } from '../../core/ports.ts';
import { isConditionFailed, storeError } from './s3-errors.ts';

/** Objects that are read whole, and written on the condition that they were not changed meanwhile. */
export function smallObjects(client: S3Client): Pick<ObjectStore, 'get' | 'putIf'> {
  return {
    async get(bucket, key) {
      try {
        const { Body, ETag } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        const body = Buffer.from((await Body?.transformToByteArray()) ?? []);
        return { body, etag: ETag ?? '' };
      } catch (error) {
        const failure = storeError(error, `Reading ${bucket}/${key}`);
        if (failure.code === 'OBJECT_NOT_FOUND') return undefined;
        throw failure;
      }
    },
    async putIf(bucket, key, body, etag) {
      const condition = etag === undefined ? { IfNoneMatch: '*' } : { IfMatch: etag };
      try {
        const put = new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ...condition });
        return (await client.send(put)).ETag ?? '';
      } catch (error) {
        if (isConditionFailed(error)) return undefined;
        throw storeError(error, `Writing ${bucket}/${key}`);
      }
    },
  };
}
