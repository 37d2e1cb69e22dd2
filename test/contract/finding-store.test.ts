import { createFindingStore } from '../../adapters/search/findings/finding-store.ts';
import { memoryFindingStore } from '../fakes/finding-store.ts';
import { ownEngine } from '../integration/story/engine.ts';
import { findingStoreContract } from './finding-store.suite.ts';

findingStoreContract('in memory', () => {
  const store = memoryFindingStore();
  return Promise.resolve({
    store,
    index(documents) {
      for (const [id, document] of Object.entries(documents)) store.index(id, document);
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  });
});

for (const shards of [1, 3]) {
  findingStoreContract(`OpenSearch, ${shards} of an index`, async () => {
    const engine = await ownEngine(`finding-store-${shards}-${process.pid}`);
    const index = 'kafkainsight-logs-apache.access-2026.11';
    const settings = { 'index.number_of_shards': shards };
    await engine.request('PUT', `/${index}`, { settings });
    return {
      store: createFindingStore(engine),
      async index(documents) {
        const lines = Object.entries(documents).flatMap(([_id, document]) => [
          { index: { _index: index, _id } },
          document,
        ]);
        await engine.bulk(Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join('')), 30_000);
      },
      close: () => engine.close(),
    };
  });
}
