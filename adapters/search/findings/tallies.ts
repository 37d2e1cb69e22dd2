import { KafkaInsightError } from '../../../core/errors.ts';
import type { KeptTally } from '../../../core/findings/finding-store.ts';
import type { Rule } from '../../../core/findings/rule.ts';
import { sorted, spansOf } from '../../../core/findings/windows.ts';
import { BASELINE_INDEX } from '../../../core/names.ts';
import type { SearchEngine } from '../../../core/ports.ts';
import { chunks } from './chunks.ts';
import { bucketOf, talliesDocument, talliesSchema, type TallyBucket } from './documents.ts';
import { readPages, writeKept } from './kept-documents.ts';

/**
 * Spans of one request. A date counts as two of the 1,024 clauses that a query may have (`indices.query.bool.max_clause_count`), whether it
 * is one of many terms or a range; values of a keyword count as one together.
 */
const SPANS = 200;
/** Documents of one request: of a rule with as many entities as may be read, some megabytes. */
const PAGE = 200;
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
  const wanted = entities && new Set(entities);
  const buckets = entities && [...new Set(entities.map(bucketOf))];
  const tallies: KeptTally[] = [];
  for await (const page of readBuckets(engine, rule, windows, buckets)) {
    for (const one of page) tallies.push(...one.tallies.filter(({ entity }) => wanted?.has(entity) ?? true));
    if (tallies.length > MAX_TALLIES) throw tooMany();
  }
  return tallies;
}

/**
 * Writes the tallies of a rule that have changed, beside those of the same documents that have not. One of zeros is none. Only one run at a
 * time may write. Errors: those of the search engine's port.
 */
export async function writeTallies(
  engine: SearchEngine,
  rule: Rule,
  changed: readonly KeptTally[],
  nowMillis: number,
): Promise<void> {
  const key = (fromMillis: number, bucket: string): string => `${fromMillis} ${bucket}`;
  const windows = changed.map(({ fromMillis }) => fromMillis);
  const buckets = [...new Set(changed.map(({ entity }) => bucketOf(entity)))];
  const kept = new Map<string, readonly KeptTally[]>();
  for await (const page of readBuckets(engine, rule, windows, buckets))
    for (const { fromMillis, bucket, tallies } of page) kept.set(key(fromMillis, bucket), tallies);
  const byWindow = Map.groupBy(changed, ({ fromMillis }) => fromMillis);
  const documents = Array.from(byWindow).flatMap(([fromMillis, ofWindow]) =>
    Array.from(
      Map.groupBy(ofWindow, ({ entity }) => bucketOf(entity)),
      ([bucket, own]) => {
        const before = kept.get(key(fromMillis, bucket)) ?? [];
        const tallies = new Map([...before, ...own].map((one) => [one.entity, one]));
        const holding = [...tallies.values()].filter(({ hits, total }) => hits > 0 || total > 0);
        return talliesDocument({ rule, fromMillis, bucket, tallies: holding }, nowMillis);
      },
    ),
  );
  await writeKept(engine, documents);
}

/** @param buckets only these. Default: all. */
async function* readBuckets(
  engine: SearchEngine,
  rule: Rule,
  windows: readonly number[],
  buckets: readonly string[] | undefined,
): AsyncGenerator<Omit<TallyBucket, 'rule'>[]> {
  const ofRule = [{ term: { 'rule.name': rule.name } }, { term: { 'rule.version': String(rule.version) } }];
  const own = buckets === undefined ? [] : [{ terms: { 'kafkainsight.baseline.bucket': buckets } }];
  for (const spans of chunks(spansOf(sorted(windows), rule.windowMillis, Infinity), SPANS)) {
    const ranges = spans.map(({ fromMillis, toMillis }) => ({
      range: { 'event.start': { gte: fromMillis, lt: toMillis, format: 'epoch_millis' } },
    }));
    const within = { bool: { should: ranges, minimum_should_match: 1 } };
    const filter = [...ofRule, within, ...own];
    yield* readPages(engine, { index: BASELINE_INDEX, filter, schema: talliesSchema }, PAGE);
  }
}

function tooMany(): KafkaInsightError {
  return new KafkaInsightError(
    'FINDINGS_TOO_MANY',
    `A rule would have to read more than ${MAX_TALLIES} counts of the time before. The rule is skipped for these hours.`,
  );
}
