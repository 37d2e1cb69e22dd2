import type { AwsConfiguration } from '../../adapters/aws.ts';
import type { ObjectStore } from '../../core/ports.ts';

/**
 * The store of dead letters: S3, whose client is loaded for the first of them. Most instances of the function never see one, and without
 * the client they use a seventh less CPU time until their first response.
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
