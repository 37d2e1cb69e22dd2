import type { LogField } from '../../../core/fields.ts';
import type { Case, Mute } from '../../../core/findings/cases.ts';
import type { Finding } from '../../../core/findings/finding.ts';
import type { FindingStore } from '../../../core/findings/finding-store.ts';
import type { CountRow, Question, Rule } from '../../../core/findings/rule.ts';
import { CASE_DATASET, CASE_INDEX, FINDING_INDEX } from '../../../core/names.ts';
import type { SearchEngine } from '../../../core/ports.ts';
import { queryOf } from '../../../core/search/conditions.ts';
import type { Span } from '../../../core/time/span.ts';
import { readChanges } from './changes.ts';
import { chunks } from './chunks.ts';
import { caseDocument, contentSchema, findingDocument, MUTE_DATASET, muteDocument } from './documents.ts';
import { readFrequent, readGroups, withinSpan } from './groups.ts';
import { readKept, writeKept } from './kept-documents.ts';
import { listCases } from './list.ts';
import { deleteOld } from './old-documents.ts';
import { readProof } from './proof.ts';
import { createStateDocument } from './state.ts';
import { readTallies, writeTallies } from './tallies.ts';

/**
 * Findings in a search engine, judged from its logs.
 *
 * @param linesOf where the lines of a case are shown
 */
export function createFindingStore(
  engine: SearchEngine,
  linesOf: (one: Case, rule: Rule) => string | undefined = () => undefined,
): FindingStore {
  return {
    ...createStateDocument(engine),
    changes: (since) => readChanges(engine, since),
    count: (question, span, windowMillis, entities) =>
      question.entity === undefined || (question.least ?? 1) === 1
        ? countGroups(engine, question, { span, windowMillis, entities })
        : countFrequent(engine, question, question.entity, { span, windowMillis, entities }),
    proof: (rule, place) => readProof(engine, rule, place),
    tallies: (rule, windows, entities) => readTallies(engine, rule, windows, entities),
    async findings(ruleName, span) {
      const filter = [{ term: { 'rule.name': ruleName } }, withinSpan(span)];
      return (await readKept(engine, { index: FINDING_INDEX, filter, schema: contentSchema })) as Finding[];
    },
    async cases(ruleName, { fromMillis, toMillis }) {
      const ofRule = [{ term: { 'event.dataset': CASE_DATASET } }, { term: { 'rule.name': ruleName } }];
      const began = { range: { 'event.start': { lt: toMillis, format: 'epoch_millis' } } };
      const filter = [...ofRule, began, { range: { 'event.end': { gt: fromMillis, format: 'epoch_millis' } } }];
      return (await readKept(engine, { index: CASE_INDEX, filter, schema: contentSchema })) as Case[];
    },
    list: (filter) => listCases(engine, filter),
    async mutes() {
      const filter = [{ term: { 'event.dataset': MUTE_DATASET } }];
      return (await readKept(engine, { index: CASE_INDEX, filter, schema: contentSchema })) as Mute[];
    },
    mute: (mute) => writeKept(engine, [muteDocument(mute, true, Date.now())]),
    unmute: (mute) => writeKept(engine, [muteDocument(mute, false, Date.now())]),
    write: (judgement) => writeJudgement(engine, judgement, linesOf),
    deleteOld: (beforeMillis) => deleteOld(engine, beforeMillis),
  };
}

/** Of which time, cut how, and of which entities. */
interface Asked {
  readonly span: Span;
  readonly windowMillis: number;
  readonly entities: readonly string[] | undefined;
}

async function countGroups(
  engine: SearchEngine,
  question: Question,
  { span, windowMillis, entities }: Asked,
): Promise<CountRow[]> {
  const filter = [withinSpan(span), queryOf(question.where)];
  const pages: CountRow[][] = [];
  for (const some of entities === undefined ? [undefined] : chunks(entities)) {
    const own = some === undefined ? [] : [{ terms: { [question.entity ?? '']: some } }];
    pages.push(await readGroups(engine, question, { bool: { filter: [...filter, ...own] } }, windowMillis));
  }
  return pages.flat();
}

/** First which entities may be frequent enough, window by window, unless that is given, then their exact counts. */
async function countFrequent(
  engine: SearchEngine,
  question: Question,
  entity: LogField,
  asked: Asked,
): Promise<CountRow[]> {
  const { span, windowMillis } = asked;
  const { least = 1 } = question;
  const rows: CountRow[] = [];
  for (let fromMillis = span.fromMillis; fromMillis < span.toMillis; fromMillis += windowMillis) {
    const window = { fromMillis, toMillis: Math.min(span.toMillis, fromMillis + windowMillis) };
    const query = { bool: { filter: [withinSpan(window), queryOf(question.where)] } };
    const entities = asked.entities ?? (await readFrequent(engine, entity, query, least));
    const counted = await countGroups(engine, question, { span: window, windowMillis, entities });
    rows.push(...counted.filter(({ count }) => count >= least));
  }
  return rows;
}

async function writeJudgement(
  engine: SearchEngine,
  { rule, findings, cases, tallies }: Parameters<FindingStore['write']>[0],
  linesOf: (one: Case, rule: Rule) => string | undefined,
): Promise<void> {
  const nowMillis = Date.now();
  const caseDocuments = cases.map((one) => caseDocument(one, nowMillis, linesOf(one, rule)));
  await writeKept(engine, caseDocuments);
  const findingDocuments = findings.map((one) => findingDocument(one, nowMillis));
  await writeKept(engine, findingDocuments);
  await writeTallies(engine, rule, tallies, nowMillis);
}
