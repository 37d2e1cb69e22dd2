/** The visits of an indexed story, as the findings function counts them. */
import assert from 'node:assert/strict';
import { createFindingStore } from '../../../adapters/search/findings/finding-store.ts';
import { createVisitStore } from '../../../adapters/search/visits/visit-store.ts';
import { VISIT_INDEX } from '../../../core/names.ts';
import type { SearchEngine } from '../../../core/ports.ts';
import type { Site } from '../../../core/site/site.ts';
import { visitPlanOf } from '../../../core/visits/visit-plan.ts';
import { judgeLogs } from '../../../lambdas/findings/judge-logs.ts';
import type { Document } from './story.ts';

const MAX_VISITS = 10_000;

/** Counts the visits of all lines that are indexed, and returns their documents. */
export async function indexVisits(engine: SearchEngine, site: Site): Promise<readonly Document[]> {
  const plan = visitPlanOf(site);
  assert.ok(!('needs' in plan));
  const visits = { plan, store: createVisitStore(engine) };
  const options = { now: () => Date.now(), stopMillis: Infinity, isSettled: true, visits };
  const report = await judgeLogs(createFindingStore(engine), [], options);
  assert.deepEqual([report.isBusy, report.waiting, report.leftOut], [false, 0, 0]);
  const answer = await engine.request('POST', `/${VISIT_INDEX}/_search`, { size: MAX_VISITS, track_total_hits: true });
  const { hits } = answer as { hits: { total: { value: number }; hits: { _source: Document }[] } };
  assert.ok(hits.hits.length > 100 && hits.hits.length === hits.total.value);
  return hits.hits.map(({ _source: document }) => document);
}
