import { searchTests } from './search.suite.ts';
import { ownElasticsearch, ownEngine } from './story/engine.ts';

searchTests('OpenSearch', () => ownEngine(`search-${process.pid}`));

searchTests('Elasticsearch', () => ownElasticsearch('search'));
