import * as v from 'valibot';
import { KafkaInsightError } from '../../../core/errors.ts';
import { BASELINE_INDEX, CASE_DATASET, CASE_INDEX, FINDING_INDEX } from '../../../core/names.ts';
import type { SearchEngine } from '../../../core/ports.ts';
import { itemFailure } from '../../../core/search/failures.ts';
import { LENIENT } from '../counts.ts';
import { FINDING_DATASET, TALLY_DATASET } from './documents.ts';

const PAGE = 5_000;
/** Of each index, so that a run's time is bounded. */
const MOST_PAGES = 10;
const TIMEOUT_MILLIS = 30_000;

const hitsSchema = v.object({ hits: v.object({ hits: v.array(v.object({ _id: v.string() })) }) });

/** What has an age. How far was judged, what destinations were sent, and what somebody does not want to see, does not. */
const AGEING = [
  [FINDING_INDEX, FINDING_DATASET],
  [CASE_INDEX, CASE_DATASET],
  [BASELINE_INDEX, TALLY_DATASET],
] as const;

/** Deletes what was last written before a moment. Returns how many documents. Errors: those of the search engine's port. */
export async function deleteOld(engine: SearchEngine, beforeMillis: number): Promise<number> {
  let deleted = 0;
  for (const [index, dataset] of AGEING) {
    for (let page = 0; page < MOST_PAGES; page++) {
      const count = await deletePage(engine, index, dataset, beforeMillis);
      deleted += count;
      if (count < PAGE) break;
    }
  }
  return deleted;
}

async function deletePage(engine: SearchEngine, index: string, dataset: string, beforeMillis: number): Promise<number> {
  const written = { range: { 'event.ingested': { lt: beforeMillis, format: 'epoch_millis' } } };
  const query = { bool: { filter: [{ term: { 'event.dataset': dataset } }, written] } };
  const body = { size: PAGE, track_total_hits: false, _source: false, query, sort: ['_doc'] };
  const answer = await engine.request('POST', `/${index}/_search?${LENIENT}`, body);
  const { hits } = v.parse(hitsSchema, answer ?? { hits: { hits: [] } }).hits;
  if (hits.length === 0) return 0;
  const lines = hits.map(({ _id }) => `${JSON.stringify({ delete: { _index: index, _id } })}\n`);
  for (const result of await engine.bulk(Buffer.from(lines.join('')), TIMEOUT_MILLIS)) {
    const failure = itemFailure(result);
    // somebody else has deleted it
    if (failure === undefined || (result.status === 404 && result.errorType === undefined)) continue;
    throw new KafkaInsightError(
      failure.code,
      `Deleting old documents of ${index} failed: HTTP ${result.status}, ${result.errorType ?? 'no reason'}.`,
    );
  }
  await engine.request('POST', `/${index}/_refresh?${LENIENT}`);
  return hits.length;
}
