import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Context } from 'aws-lambda';
import { memoryObjectStore } from '../../test/fakes/object-store.ts';
import type { SearchEngine } from '../../pipeline/ports.ts';
import { KafkaInsightError } from '../../pipeline/errors.ts';
import { createReconcileHandler } from './reconcile.ts';

const environment = {
  AWS_REGION: 'local',
  SEARCH_ENGINE: 'opensearch',
  SEARCH_URL: 'http://127.0.0.1:9200',
  SEARCH_AUTHENTICATION: 'none',
  BUCKET: 'bucket',
  DEAD_LETTER_QUEUE_URL: 'http://127.0.0.1/queue',
  RETENTION_DAYS: '30',
};
const log = { begin: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
/** It holds nothing: every search answers as OpenSearch does where no index is there. */
const emptyEngine: SearchEngine = {
  kind: 'opensearch',
  bulk: () => Promise.resolve([]),
  request: () => Promise.resolve({ hits: { hits: [] } }),
  close: () => Promise.resolve(),
};

describe('the reconcile function', () => {
  it('names what is in the inbox and unknown, and what the queue gave up on', async () => {
    const store = memoryObjectStore();
    await store.put('bucket', 'inbox/a.log', Buffer.from('line\n'));
    const handler = createReconcileHandler(environment, {
      store,
      log,
      engine: emptyEngine,
      givenUp: () => Promise.resolve(2),
    });
    const { differences } = await handler({ settleSeconds: -60 }, {} as Context);
    assert.deepEqual(
      differences.map(({ kind, key }) => [kind, key]),
      [
        ['NOT_INGESTED', 'inbox/a.log'],
        ['MESSAGES_GIVEN_UP', undefined],
      ],
    );
  });

  it('names all problems of its environment at once', () => {
    assert.throws(
      () => createReconcileHandler({ ...environment, BUCKET: '', RETENTION_DAYS: 'long' }),
      (error) =>
        error instanceof KafkaInsightError &&
        error.code === 'CONFIGURATION_INVALID' &&
        /BUCKET[^]*RETENTION_DAYS/.test(error.message),
    );
  });
});
