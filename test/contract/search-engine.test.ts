import { createSearchEngine } from '../../adapters/search/search-engine.ts';
import { memorySearchEngine } from '../fakes/search-engine.ts';
import { sharedOpenSearch } from '../integration/engines/shared.ts';
import { searchEngineContract } from './search-engine.suite.ts';

searchEngineContract('in memory', () => {
  const engine = memorySearchEngine();
  return Promise.resolve({ engine, close: () => engine.close() });
});

searchEngineContract('OpenSearch', async () => {
  const engine = createSearchEngine({
    engine: 'opensearch',
    url: await sharedOpenSearch(),
    authentication: { kind: 'none' },
  });
  return { engine, close: () => engine.close() };
});
