import type { Case, CaseState } from '../../../core/findings/cases.ts';
import { CASE_DATASET, CASE_INDEX } from '../../../core/names.ts';
import type { SearchEngine } from '../../../core/ports.ts';
import { contentSchema } from './documents.ts';
import { readKept } from './kept.ts';

/** Which cases. */
export interface CaseFilter {
  readonly states: readonly CaseState[];
  readonly rule?: string;
  /** Only those that went on behind this moment, epoch milliseconds. */
  readonly sinceMillis?: number;
}

/** Lists cases, the latest first. Errors: those of the search engine's port. */
export async function listCases(engine: SearchEngine, { states, rule, sinceMillis }: CaseFilter): Promise<Case[]> {
  const filter: object[] = [
    { term: { 'event.dataset': CASE_DATASET } },
    { terms: { 'kafkainsight.case.state': states } },
  ];
  if (rule !== undefined) filter.push({ term: { 'rule.name': rule } });
  if (sinceMillis !== undefined) filter.push({ range: { 'event.end': { gt: sinceMillis, format: 'epoch_millis' } } });
  const cases = (await readKept(engine, CASE_INDEX, filter, contentSchema)) as Case[];
  return cases.sort((a, b) => b.fromMillis - a.fromMillis || (a.id < b.id ? -1 : 1));
}
