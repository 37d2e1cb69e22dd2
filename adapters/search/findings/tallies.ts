import { KafkaInsightError } from '../../../core/errors.ts';
import type { KeptTally } from '../../../core/findings/finding-store.ts';
import type { Rule } from '../../../core/findings/rule.ts';
import { sorted, spansOf } from '../../../core/findings/windows.ts';
import { BASELINE_INDEX } from '../../../core/names.ts';
import type { SearchEngine } from '../../../core/ports.ts';
import { chunks } from './chunks.ts';
import { tallySchema } from './documents.ts';
import { readKept } from './kept-documents.ts';

/**
 * Spans of one request. A date counts as two of the 1,024 clauses that a query may have (`indices.query.bool.max_clause_count`), whether it
 * is one of many terms or a range; values of a keyword count as one together.
 */
const SPANS = 200;

/** So that a run's memory is bounded, however many entities there are. */
const MAX_TALLIES = 500_000;

/**
 * The tallies of a rule in windows, in whatever order. Errors: those of the search engine's port; FINDINGS_TOO_MANY.
 *
 * @param entities only these. Default: all.
 */
export async function readTallies(
  engine: SearchEngine,
  rule: Rule,
  windows: readonly number[],
  entities: readonly string[] | undefined,
): Promise<KeptTally[]> {
  const ofRule = [{ term: { 'rule.name': rule.name } }, { term: { 'rule.version': String(rule.version) } }];
  const query = { index: BASELINE_INDEX, schema: tallySchema };
  const tallies: KeptTally[] = [];
  for (const spans of chunks(spansOf(sorted(windows), rule.windowMillis, Infinity), SPANS)) {
    const ranges = spans.map(({ fromMillis, toMillis }) => ({
      range: { 'event.start': { gte: fromMillis, lt: toMillis, format: 'epoch_millis' } },
    }));
    const within = { bool: { should: ranges, minimum_should_match: 1 } };
    for (const some of entities === undefined ? [undefined] : chunks(entities)) {
      const own = some === undefined ? [] : [{ terms: { 'kafkainsight.finding.entity': some } }];
      const limit = { documents: MAX_TALLIES - tallies.length, error: tooMany };
      const found = await readKept(engine, { ...query, filter: [...ofRule, within, ...own], limit });
      for (const one of found) if (one.hits > 0 || one.total > 0) tallies.push(one);
    }
  }
  return tallies;
}

function tooMany(): KafkaInsightError {
  return new KafkaInsightError(
    'FINDINGS_TOO_MANY',
    `A rule would have to read more than ${MAX_TALLIES} counts of the time before. The rule is skipped for these hours.`,
  );
}
