/** Findings of a story: in memory, or on a real OpenSearch. */
import { createFindingStore } from '../../adapters/search/findings/finding-store.ts';
import type { LogField } from '../../core/fields.ts';
import { casesOf } from '../../core/findings/cases.ts';
import type { Finding } from '../../core/findings/finding.ts';
import type { FindingStore } from '../../core/findings/finding-store.ts';
import type { Rule } from '../../core/findings/rule.ts';
import { rules } from '../../core/findings/rules/rules.ts';
import { fieldsOfCondition } from '../../core/search/conditions.ts';
import { DAY_MILLIS } from '../../core/time/units.ts';
import { judgeLogs } from '../../lambdas/findings/judge-logs.ts';
import { type LogDocument, type MemoryFindingStore, memoryFindingStore } from '../../test/fakes/finding-store.ts';
import { ownEngine } from '../../test/integration/story/engine.ts';
import { indexDocuments } from '../../test/integration/story/story.ts';
import type { ToldStory } from './told-story.ts';

const BULK_DOCUMENTS = 5_000;
const MINUTE_MILLIS = 60_000;

/** What proofs name of a line. */
const PROOF_FIELDS = ['@timestamp', 'kafkainsight.file.id', 'log.file.path', 'log.offset', 'source.address'] as const;

/** The fields that rules ask for, and those of proofs: more are not kept in memory. */
const FIELDS: readonly LogField[] = [...new Set([...PROOF_FIELDS, ...rules.flatMap(fieldsOfRule)])];

function fieldsOfRule({ question, screen, history, proof }: Rule): LogField[] {
  const { where, entity, other, elsewhere, parts = {} } = question;
  const conditions = [where, elsewhere, screen?.where, history?.population, proof, ...Object.values(parts)];
  return [entity, other, ...conditions.flatMap((one) => (one === undefined ? [] : fieldsOfCondition(one)))].filter(
    (field) => field !== undefined,
  );
}

/** Judges all that is in a store. */
async function judgeAll(store: FindingStore, isSettled: boolean, some: readonly Rule[] = rules): Promise<void> {
  const nowMillis = Date.now();
  const options = { now: () => nowMillis, stopMillis: Infinity, isSettled };
  await judgeLogs(store, some, options);
}

function shortened(value: Buffer): LogDocument {
  const document = JSON.parse(value.toString()) as LogDocument;
  const kept = FIELDS.flatMap((field) => (document[field] === undefined ? [] : [[field, document[field]] as const]));
  return { ...Object.fromEntries(kept), '@timestamp': document['@timestamp'] };
}

function openFindings({ kept }: MemoryFindingStore): Finding[] {
  return [...kept.findings.values()].filter(({ status }) => status === 'open');
}

/** The findings that hold of a story, judged in memory. */
export async function judgeInMemory({ documents }: ToldStory, some: readonly Rule[] = rules): Promise<Finding[]> {
  const store = memoryFindingStore();
  for (const { id, value } of documents) store.index(id, shortened(value));
  await judgeAll(store, true, some);
  return openFindings(store);
}

/** The same on a separate OpenSearch. */
export async function judgeOnOpenSearch({ documents, fromMillis, toMillis }: ToldStory): Promise<Finding[]> {
  const engine = await ownEngine(`findings-${process.pid}`);
  for (let start = 0; start < documents.length; start += BULK_DOCUMENTS)
    await indexDocuments(engine, documents.slice(start, start + BULK_DOCUMENTS));
  await engine.request('POST', '/kafkainsight-logs-*/_refresh');
  const store = createFindingStore(engine);
  await judgeAll(store, true);
  const span = { fromMillis: fromMillis - DAY_MILLIS, toMillis: toMillis + DAY_MILLIS };
  const all = await Promise.all(rules.map(({ name }) => store.findings(name, span)));
  await engine.request('DELETE', '/kafkainsight-*');
  await engine.close();
  return all.flat().filter(({ status }) => status === 'open');
}

/** How many cases people see of findings. */
export function countCases(findings: readonly Finding[]): number {
  const byRule = Map.groupBy(findings, ({ rule }) => rule);
  return [...byRule.values()].reduce((sum, own) => sum + casesOf(own).length, 0);
}

/** What is waited for, and for how long. */
export interface Wait {
  readonly firstMillis: number;
  readonly mostMinutes: number;
  /** Who judges. */
  readonly rules: readonly Rule[];
  /** Whether a finding is the one that is waited for. */
  readonly isIt: (finding: Finding) => boolean;
}

/**
 * How long after its first guilty line something is found, where lines come minute by minute and each minute is judged; in minutes of the
 * story. `undefined` where it is not found within some minutes.
 */
export async function delayMinutes(
  { documents }: ToldStory,
  { firstMillis, mostMinutes, rules: some, isIt }: Wait,
): Promise<number | undefined> {
  const store = memoryFindingStore();
  const later = new Map<number, ToldStory['documents'][number][]>();
  for (const document of documents) {
    const minute = Math.floor((document.timeMillis - firstMillis) / MINUTE_MILLIS);
    if (minute < 0) store.index(document.id, shortened(document.value));
    else if (minute < mostMinutes) later.set(minute, [...(later.get(minute) ?? []), document]);
  }
  await judgeAll(store, false, some);
  for (let minute = 0; minute < mostMinutes; minute++) {
    for (const { id, value } of later.get(minute) ?? []) store.index(id, shortened(value));
    await judgeAll(store, false, some);
    if (openFindings(store).some(isIt)) return minute + 1;
  }
  return undefined;
}
