import { dashboardTests } from './dashboards.suite.ts';
import { ownElasticsearch, ownEngine } from './story/engine.ts';

dashboardTests('OpenSearch', () => ownEngine(`dashboards-${process.pid}`));

dashboardTests('Elasticsearch', () => ownElasticsearch('dashboards'));
