import type { Case, Mute } from '../../../core/findings/cases.ts';
import type { Finding } from '../../../core/findings/finding.ts';
import type { FindingStore, KeptTally } from '../../../core/findings/finding-store.ts';
import type { CountRow } from '../../../core/findings/rule.ts';
import { BASELINE_INDEX, CASE_INDEX, FINDING_INDEX } from '../../../core/names.ts';
import type { SearchEngine } from '../../../core/ports.ts';
import { queryOf } from '../../../core/search/conditions.ts';
import { readChanges } from './changes.ts';
import {
  CASE_DATASET,
  caseDocument,
  contentSchema,
  findingDocument,
  MUTE_DATASET,
  tallyDocument,
  tallySchema,
} from './documents.ts';
import { readGroups, within } from './groups.ts';
import { readKept, writeKept } from './kept.ts';
import { readProof } from './proof.ts';
import { createStateDocument } from './state.ts';

/** Values of one request, far below the 65,536 that both engines allow. */
const VALUES = 1_000;

/** Findings in a search engine, judged from its logs. @param now the time, epoch milliseconds */
export function createFindingStore(engine: SearchEngine, now: () => number = Date.now): FindingStore {
  return {
    ...createStateDocument(engine),
    changes: (since) => readChanges(engine, since),
    async count(question, span, windowMillis, entities) {
      const filter = [within(span), queryOf(question.where)];
      const pages: CountRow[][] = [];
      for (const some of entities === undefined ? [undefined] : chunks(entities)) {
        const own = some === undefined ? [] : [{ terms: { [question.entity ?? '']: some } }];
        const query = { bool: { filter: [...filter, ...own] } };
        pages.push(await readGroups(engine, question, query, windowMillis));
      }
      return pages.flat();
    },
    proof: (rule, place) => readProof(engine, rule, place),
    async tallies(rule, windows, entities) {
      const ofRule = [{ term: { 'rule.name': rule.name } }, { term: { 'rule.version': String(rule.version) } }];
      const pages: KeptTally[][] = [];
      for (const times of chunks(windows.map((from) => new Date(from).toISOString()))) {
        for (const some of entities === undefined ? [undefined] : chunks(entities)) {
          const own = some === undefined ? [] : [{ terms: { 'kafkainsight.finding.entity': some } }];
          const filter = [...ofRule, { terms: { 'event.start': times } }, ...own];
          pages.push(await readKept(engine, BASELINE_INDEX, filter, tallySchema));
        }
      }
      return pages.flat().filter(({ hits, total }) => hits > 0 || total > 0);
    },
    async findings(ruleName, span) {
      const filter = [{ term: { 'rule.name': ruleName } }, within(span)];
      return (await readKept(engine, FINDING_INDEX, filter, contentSchema)) as Finding[];
    },
    async cases(ruleName, { fromMillis, toMillis }) {
      const before = { range: { 'event.start': { lt: toMillis, format: 'epoch_millis' } } };
      const behind = { range: { 'event.end': { gt: fromMillis, format: 'epoch_millis' } } };
      const filter = [{ term: { 'event.dataset': CASE_DATASET } }, { term: { 'rule.name': ruleName } }, before, behind];
      return (await readKept(engine, CASE_INDEX, filter, contentSchema)) as Case[];
    },
    async mutes() {
      const filter = [{ term: { 'event.dataset': MUTE_DATASET } }];
      return (await readKept(engine, CASE_INDEX, filter, contentSchema)) as Mute[];
    },
    async write({ rule, findings, cases, tallies }) {
      const nowMillis = now();
      await writeKept(
        engine,
        cases.map((one) => caseDocument(one, nowMillis)),
      );
      await writeKept(
        engine,
        findings.map((one) => findingDocument(one, nowMillis)),
      );
      await writeKept(
        engine,
        tallies.map((one) => tallyDocument(rule, one, nowMillis)),
      );
    },
  };
}

function* chunks<Value>(values: readonly Value[]): Generator<readonly Value[]> {
  for (let at = 0; at < values.length; at += VALUES) yield values.slice(at, at + VALUES);
}
