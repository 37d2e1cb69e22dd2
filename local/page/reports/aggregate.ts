import type * as v from 'valibot';
import type { SearchEngine } from '../../../core/ports.ts';
import type { Query } from '../../../core/search/conditions.ts';
import { readAnswer } from '../../../dashboards/rows.ts';
import { timeout } from '../../../dashboards/search.ts';
import { searchWhole } from '../questions.ts';

/**
 * What is counted of the documents that a query finds; the documents themselves are not asked for.
 * @throws KafkaInsightError TIME_LIMIT, SEARCH_UNAVAILABLE; SEARCH_* of the search engine
 */
export async function aggregate<Schema extends v.GenericSchema>(
  engine: SearchEngine,
  path: string,
  { query, aggs }: { readonly query: Query; readonly aggs: Query },
  schema: Schema,
): Promise<v.InferOutput<Schema>> {
  const body = { size: 0, timeout, track_total_hits: false, query, aggs };
  return readAnswer(schema, await searchWhole(engine, { path, body }));
}
