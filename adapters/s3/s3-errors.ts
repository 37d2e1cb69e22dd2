import { S3ServiceException } from '@aws-sdk/client-s3';
import { KafkaInsightError } from '../../core/errors.ts';

/**
 * Converts what the S3 client threw. A missing bucket or denied access is a fault of the configuration, not of the object: it is
 * transient, so that nothing is given up while someone fixes it.
 *
 * @param doing what failed, as the beginning of a sentence: `Reading bucket/key`
 */
export function storeError(error: unknown, doing: string): KafkaInsightError {
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
  const name = error instanceof Error ? error.name : '';
  if (status === 412) {
    return new KafkaInsightError(
      'OBJECT_CHANGED',
      `${doing} failed: the object is no longer the one that was announced.`,
      { cause: error },
    );
  }
  // 405: the requested version is a delete marker (API reference of HeadObject).
  if ((status === 404 && name !== 'NoSuchBucket') || status === 405) {
    return new KafkaInsightError('OBJECT_NOT_FOUND', `${doing} failed: the object does not exist (any more).`, {
      cause: error,
    });
  }
  const advice =
    status === 403 || status === 401
      ? 'Check the rights of the role on the bucket and its key'
      : 'Check the bucket and the network path to S3; the work is tried again';
  return new KafkaInsightError('OBJECT_STORE_UNAVAILABLE', `${doing} failed: ${reason}. ${advice}.`, { cause: error });
}

/**
 * Whether a conditional write was refused: the object has changed (412), is gone (404), or is being written by another request (409;
 * Amazon S3 user guide, "How to prevent object overwrites with conditional writes").
 */
export function isConditionFailed(error: unknown): boolean {
  if (!(error instanceof S3ServiceException)) return false;
  const { httpStatusCode: status } = error.$metadata;
  return status === 412 || status === 409 || (status === 404 && error.name !== 'NoSuchBucket');
}
