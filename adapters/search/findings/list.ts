import type { Case } from '../../../core/findings/cases.ts';
import type { CaseFilter } from '../../../core/findings/finding-store.ts';
import { CASE_DATASET, CASE_INDEX } from '../../../core/names.ts';
import type { SearchEngine } from '../../../core/ports.ts';
import { contentSchema } from './documents.ts';
import { readKept } from './kept-documents.ts';

/** Lists cases, the latest first. Errors: those of the search engine's port. */
export async function listCases(engine: SearchEngine, { states, rule, id, sinceMillis }: CaseFilter): Promise<Case[]> {
  const filter: object[] = [{ term: { 'event.dataset': CASE_DATASET } }];
  if (states !== undefined) filter.push({ terms: { 'kafkainsight.case.state': states } });
  if (rule !== undefined) filter.push({ term: { 'rule.name': rule } });
  if (id !== undefined) filter.push({ term: { 'event.id': id } });
  if (sinceMillis !== undefined) filter.push({ range: { 'event.end': { gt: sinceMillis, format: 'epoch_millis' } } });
  const cases = (await readKept(engine, { index: CASE_INDEX, filter, schema: contentSchema })) as Case[];
  return cases.sort((a, b) => b.fromMillis - a.fromMillis || (a.id < b.id ? -1 : 1));
}
