import { createVisitStore } from '../../adapters/search/visits/visit-store.ts';
import type { SearchEngine } from '../../core/ports.ts';
import { memoryFindingStore } from '../fakes/finding-store.ts';
import { memoryVisitStore } from '../fakes/visit-store.ts';
import { ownElasticsearch, ownEngine } from '../integration/story/engine.ts';
import { type OpenedVisitStore, visitStoreContract } from './visit-store.suite.ts';

visitStoreContract('in memory', () => {
  const logs = memoryFindingStore();
  return Promise.resolve({
    store: memoryVisitStore(logs),
    index(documents) {
      for (const [id, document] of Object.entries(documents)) logs.index(id, document);
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  });
});

async function opened(engine: SearchEngine, shards: number): Promise<OpenedVisitStore> {
  const index = 'kafkainsight-logs-apache.access-2026.11';
  await engine.request('PUT', `/${index}`, { settings: { 'index.number_of_shards': shards } });
  return {
    store: createVisitStore(engine, { addresses: 2, requests: 3 }),
    async index(documents) {
      const lines = Object.entries(documents).flatMap(([_id, document]) => [
        { index: { _index: index, _id } },
        document,
      ]);
      await engine.bulk(Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join('')), 30_000);
      await engine.request('POST', `/${index}/_refresh`);
    },
    close: () => engine.close(),
  };
}

for (const shards of [1, 3]) {
  visitStoreContract(`OpenSearch, ${shards} of an index`, async () =>
    opened(await ownEngine(`visit-store-${shards}-${process.pid}`), shards),
  );
}
visitStoreContract('Elasticsearch', async () => opened(await ownElasticsearch(`visit-store-${process.pid}`), 1));
