import { dashboardTests } from './dashboards.suite.ts';
import { ownEngine } from './story/engine.ts';

dashboardTests('OpenSearch', () => ownEngine(`dashboards-${process.pid}`));
