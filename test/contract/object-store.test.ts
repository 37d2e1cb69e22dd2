import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startFauxqs } from 'fauxqs';
import { createObjectStore } from '../../adapters/s3/object-store.ts';
import { LOCAL_BUCKET, openStore } from '../../local/store/store.ts';
import { memoryObjectStore } from '../fakes/object-store.ts';
import { objectStoreContract } from './object-store.suite.ts';

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

objectStoreContract('in memory', () =>
  Promise.resolve({
    store: memoryObjectStore(),
    bucket: 'bucket',
    close: () => Promise.resolve(),
  }),
);

objectStoreContract(
  'S3 client on fauxqs',
  async () => {
    const server = await startFauxqs({ port: 0, logger: false });
    server.createBucket('bucket');
    return {
      store: createObjectStore({ region: 'us-east-1', credentials, s3Endpoint: server.address }),
      bucket: 'bucket',
      close: () => server.stop(),
    };
  },
  { conditionalWrites: 'fauxqs 2.4.1 writes whatever the condition says' },
);

objectStoreContract('S3 client on the local store', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'kafkainsight-contract-'));
  const server = await openStore({ folder, port: 0, credentials, visibilityTimeoutSeconds: 30, maxReceiveCount: 5 });
  return {
    store: createObjectStore({ region: 'us-east-1', credentials, s3Endpoint: server.url }),
    bucket: LOCAL_BUCKET,
    async close() {
      await server.close();
      await rm(folder, { recursive: true });
    },
  };
});
