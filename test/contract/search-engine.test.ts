import { after, before, describe } from 'node:test';
import { createSearchEngine } from '../../adapters/search/search-engine.ts';
import type { SearchEngine } from '../../core/ports.ts';
import { memorySearchEngine } from '../fakes/search-engine.ts';
import { sharedOpenSearch } from '../integration/engines/shared.ts';
import { forgetTests } from './forget.suite.ts';
import { mappingTests } from './mappings.suite.ts';
import { reconcileTests } from './reconcile.suite.ts';
import { searchEngineContract } from './search-engine.suite.ts';

searchEngineContract('in memory', () => {
  const engine = memorySearchEngine();
  return Promise.resolve({ engine, close: () => engine.close() });
});

async function openSearch(): Promise<SearchEngine> {
  const url = await sharedOpenSearch();
  return createSearchEngine({ engine: 'opensearch', url, authentication: { kind: 'none' } });
}

searchEngineContract('OpenSearch', async () => {
  const engine = await openSearch();
  return { engine, close: () => engine.close() };
});

describe('index templates on OpenSearch', () => {
  let engine: SearchEngine;
  before(async () => {
    engine = await openSearch();
  });
  after(() => engine.close());
  mappingTests(() => engine);
  forgetTests(() => engine, { broken: true });
  reconcileTests(() => engine);
});
