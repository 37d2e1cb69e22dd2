import type { AwsConfiguration } from '../../adapters/aws.ts';
import type { ObjectStore } from '../../core/ports.ts';

/**
 * Where dead letters are written: S3, whose client is loaded for the first of them. Most instances of the function never see one,
 * and without it they take a seventh less of the processor until their first answer.
 */
export function createDeadLetterStore(aws: AwsConfiguration): Pick<ObjectStore, 'put'> {
  let store: Promise<ObjectStore> | undefined;
  return {
    put: async (...object) => {
      store ??= import('../../adapters/s3/object-store.ts').then(({ createObjectStore }) => createObjectStore(aws));
      await (await store).put(...object);
    },
  };
}
