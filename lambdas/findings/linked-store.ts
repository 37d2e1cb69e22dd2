import { createFindingStore } from '../../adapters/search/findings/finding-store.ts';
import type { FindingStore } from '../../core/findings/finding-store.ts';
import type { SearchEngine } from '../../core/ports.ts';
import { dashboardView } from '../../dashboards/links.ts';

/** Findings in a search engine, whose cases know the dashboard that shows their lines. */
export function linkedFindingStore(engine: SearchEngine): FindingStore {
  return createFindingStore(engine, (one, rule) => dashboardView(one, one, rule));
}
