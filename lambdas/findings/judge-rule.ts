import { type Case, casesOf, changedCases, GAP_WINDOWS } from '../../core/findings/cases.ts';
import { changedFindings, createFinding, type Finding } from '../../core/findings/finding.ts';
import { type FindingStore, type KeptTally, populationQuestion } from '../../core/findings/finding-store.ts';
import { ALL_ENTITIES, dependentWindows, historyWindows } from '../../core/findings/history.ts';
import {
  candidatesOf,
  changedTallies,
  groupRows,
  judge,
  type Judged,
  overlaid,
  type RowsByEntity,
  talliesOf,
} from '../../core/findings/judge.ts';
import type { ProvingLine } from '../../core/findings/proof.ts';
import type { CountRow, LogCondition, Question, Rule } from '../../core/findings/rule.ts';
import { sorted, spansOf, windowsOf, withFollowing } from '../../core/findings/windows.ts';
import type { Span } from '../../core/time/span.ts';

/** What is to be judged by a rule. */
export interface JudgeRequest {
  /** Hours with lines that came since: where each begins, epoch milliseconds. */
  readonly hours: readonly number[];
  /** Those of them that are judged later: until then, what is known of them may be half of it. Default: none. */
  readonly waiting?: readonly number[];
  /** The latest time in the logs: nothing after it is judged. */
  readonly newestMillis: number;
  /** Windows that end by then are passed. */
  readonly passedMillis: number;
}

/** What a rule's judgement changed. */
export interface JudgeReport {
  readonly opened: number;
  readonly withdrawn: number;
}

/** Windows of one request to the engine: a day of hours. */
const SPAN_WINDOWS = 24;

/**
 * Judges the windows that hours touch, those after them that look back at them, and those whose baseline changed; writes what differs.
 * Doing it twice changes nothing. Errors: those of the store.
 */
export async function judgeRule(store: FindingStore, rule: Rule, request: JudgeRequest): Promise<JudgeReport> {
  const { windowMillis, history } = rule;
  const touched = windowsOf(request.hours, windowMillis);
  const fresh = history === undefined ? [] : await countRows(store, rule, touched);
  const changed = await changesOf(store, rule, touched, fresh);
  const windows = windowsToJudge(rule, touched, changed, request);
  if (windows.length === 0 && changed.length === 0) return { opened: 0, withdrawn: 0 };
  const lookedAt = withBefore(rule, windows);
  const known = history === undefined ? new Set<number>() : new Set(touched);
  const others = await countRows(
    store,
    rule,
    lookedAt.filter((from) => !known.has(from)),
  );
  const rows = groupRows([...fresh, ...others]);
  const judged = await judgeWindows(store, rule, { rows, windows, changed });
  const found = await findingsOf(store, rule, judged);
  const kept = await keptFindings(store, rule, windows);
  const findings = changedFindings(found, kept);
  const cases = await casesToWrite(store, rule, findings);
  if (findings.length + cases.length + changed.length > 0)
    await store.write({ rule, findings, cases, tallies: changed });
  const withdrawn = findings.filter(({ status }) => status === 'withdrawn').length;
  return { opened: findings.length - withdrawn, withdrawn };
}

/** Windows, and those before them that belong to the evidence. */
function withBefore({ lookback, windowMillis }: Rule, windows: readonly number[]): number[] {
  return sorted(windows.flatMap((from) => withFollowing([from - lookback * windowMillis], windowMillis, lookback)));
}

async function countRows(store: FindingStore, rule: Rule, windows: readonly number[]): Promise<CountRow[]> {
  const parts: (readonly CountRow[])[] = [];
  for (const span of spansOf(windows, rule.windowMillis, SPAN_WINDOWS)) parts.push(await countSpan(store, rule, span));
  return parts.flat();
}

/** First by entity alone, where that says which ones are worth a closer look. */
async function countSpan(store: FindingStore, rule: Rule, span: Span): Promise<readonly CountRow[]> {
  const { question, screen, windowMillis } = rule;
  if (question.elsewhere !== undefined) return countElsewhere(store, rule, span, question.elsewhere);
  if (screen === undefined) return store.count(question, span, windowMillis);
  const { where, least } = screen;
  const screened = await store.count({ where, entity: question.entity ?? '@timestamp' }, span, windowMillis);
  const entities = new Set(screened.filter(({ count }) => count >= least).map(({ entity }) => entity));
  return entities.size === 0 ? [] : store.count(question, span, windowMillis, [...entities]);
}

/** And what else the other values of the rows are in. */
async function countElsewhere(
  store: FindingStore,
  { question, windowMillis }: Rule,
  span: Span,
  where: LogCondition,
): Promise<readonly CountRow[]> {
  const rows = await store.count(question, span, windowMillis);
  if (question.other === undefined || rows.length === 0) return rows;
  const others = [...new Set(rows.map(({ other }) => other))];
  const all = await store.count({ where, entity: question.other }, span, windowMillis, others);
  const counts = new Map(all.map(({ fromMillis, entity, count }) => [`${fromMillis} ${entity}`, count]));
  return rows.map((row) => ({ ...row, elsewhere: counts.get(`${row.fromMillis} ${row.other}`) ?? 0 }));
}

/** The tallies of touched windows that are not as they are kept. */
async function changesOf(
  store: FindingStore,
  rule: Rule,
  touched: readonly number[],
  fresh: readonly CountRow[],
): Promise<KeptTally[]> {
  if (rule.history === undefined) return [];
  const { population } = rule.history;
  const populations =
    population && new Map(await countPopulation(store, rule, populationQuestion(population), touched));
  const tallies = talliesOf(rule, groupRows(fresh), populations);
  return changedTallies(tallies, await store.tallies(rule, touched), touched);
}

async function countPopulation(
  store: FindingStore,
  rule: Rule,
  question: Question,
  windows: readonly number[],
): Promise<[number, number][]> {
  const totals = new Map(windows.map((from) => [from, 0]));
  for (const span of spansOf(windows, rule.windowMillis, SPAN_WINDOWS)) {
    for (const { fromMillis, count } of await store.count(question, span, rule.windowMillis))
      totals.set(fromMillis, count);
  }
  return [...totals];
}

function windowsToJudge(
  rule: Rule,
  touched: readonly number[],
  changed: readonly KeptTally[],
  { waiting = [], newestMillis, passedMillis }: JudgeRequest,
): number[] {
  const { windowMillis, lookback, isWhole, history } = rule;
  const following = history?.judgesAbsence === true ? history.before : lookback;
  const dependent =
    history === undefined
      ? []
      : sorted(changed.map(({ fromMillis }) => fromMillis)).flatMap((from) =>
          dependentWindows(from, windowMillis, history),
        );
  const later = new Set(windowsOf(waiting, windowMillis));
  return sorted([...withFollowing(touched, windowMillis, following), ...dependent]).filter(
    (from) => !later.has(from) && from <= newestMillis && (!isWhole || from + windowMillis <= passedMillis),
  );
}

interface Judging {
  readonly rows: RowsByEntity;
  readonly windows: readonly number[];
  readonly changed: readonly KeptTally[];
}

async function judgeWindows(store: FindingStore, rule: Rule, { rows, windows, changed }: Judging): Promise<Judged[]> {
  const { history, windowMillis } = rule;
  if (history === undefined) return judge(rule, candidatesOf(rule, rows, windows), rows, new Map());
  const needed = (some: Iterable<number>): number[] =>
    sorted([...some].flatMap((from) => [from, ...historyWindows(from, windowMillis, history)]));
  if (history.judgesAbsence === true) {
    const judged: Judged[] = [];
    // what is absent is known by its history alone, so that of all entities is read: of a day of windows at a time
    for (let at = 0; at < windows.length; at += SPAN_WINDOWS) {
      const some = windows.slice(at, at + SPAN_WINDOWS);
      const all = overlaid(await store.tallies(rule, needed(some)), changed);
      const exact = (rule.question.least ?? 1) === 1 ? rows : await countKnown(store, rule, some, all.keys());
      judged.push(...judge(rule, candidatesOf(rule, exact, some, all.keys()), exact, all));
    }
    return judged;
  }
  const candidates = candidatesOf(rule, rows, windows);
  if (candidates.length === 0) return [];
  const own = history.of === 'each entity' ? candidates.map(({ entity }) => entity) : [];
  const entities = [...new Set([ALL_ENTITIES, ...own])];
  const kept = await store.tallies(rule, needed(candidates.map(({ fromMillis }) => fromMillis)), entities);
  return judge(rule, candidates, rows, overlaid(kept, changed));
}

/** All rows of entities that are known, however few documents they are of: one that is rare in a window is not absent there. */
async function countKnown(
  store: FindingStore,
  rule: Rule,
  windows: readonly number[],
  known: Iterable<string>,
): Promise<RowsByEntity> {
  const { question, windowMillis } = rule;
  const entities = Array.from(known).filter((entity) => entity !== ALL_ENTITIES);
  const rows: (readonly CountRow[])[] = [];
  for (const span of entities.length === 0 ? [] : spansOf(withBefore(rule, windows), windowMillis, SPAN_WINDOWS))
    rows.push(await store.count({ ...question, least: 1 }, span, windowMillis, entities));
  return groupRows(rows.flat());
}

async function findingsOf(store: FindingStore, rule: Rule, judged: readonly Judged[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { entity, fromMillis, verdict } of judged) {
    const proof = await store.proof(rule, {
      entity,
      fromMillis: fromMillis - rule.lookback * rule.windowMillis,
      toMillis: fromMillis + rule.windowMillis,
      ...verdict.proof,
    });
    if (rule.isProvedBy?.(proof) === false) continue;
    // a finding names no clients: who asks to be forgotten is in the lines alone
    const lines = proof.map(({ client: _, ...line }): ProvingLine => line);
    findings.push(createFinding(rule, { entity, fromMillis }, verdict, lines));
  }
  return findings;
}

async function keptFindings(store: FindingStore, rule: Rule, windows: readonly number[]): Promise<Finding[]> {
  const kept: Finding[] = [];
  for (const span of spansOf(windows, rule.windowMillis, Infinity))
    kept.push(...(await store.findings(rule.name, span)));
  return kept;
}

/** Cases are written before their findings: where writing breaks off, the findings differ still, and both are written again. */
async function casesToWrite(store: FindingStore, rule: Rule, changed: readonly Finding[]): Promise<Case[]> {
  if (changed.length === 0) return [];
  const gapMillis = (GAP_WINDOWS + 1) * rule.windowMillis;
  const widened = (span: Span): Span => ({
    fromMillis: span.fromMillis - gapMillis,
    toMillis: span.toMillis + gapMillis,
  });
  const around = widened(hull(changed));
  const kept = Map.groupBy(await store.cases(rule.name, around), ({ cause }) => cause);
  const spans = new Map(
    Array.from(
      Map.groupBy(changed, ({ cause }) => cause),
      ([cause, own]) => {
        const span = widened(hull(own));
        const near = (kept.get(cause) ?? []).filter((one) => touches(one, span));
        // one that is gone says nothing of where cases are now: its span may end in the middle of one
        const live = near.filter(({ state }) => state !== 'merged' && state !== 'withdrawn');
        return [cause, { span: hull([span, ...live]), near }];
      },
    ),
  );
  const all = new Map(
    (await store.findings(rule.name, hull(Array.from(spans.values(), ({ span }) => span)))).map((one) => [one.id, one]),
  );
  for (const finding of changed) all.set(finding.id, finding);
  const byCause = Map.groupBy(all.values(), ({ cause }) => cause);
  const mutes = await store.mutes();
  return Array.from(spans).flatMap(([cause, { span, near }]) => {
    const own = (byCause.get(cause) ?? []).filter((one) => touches(one, span));
    return changedCases(casesOf(own), near, mutes);
  });
}

function touches(one: Span, other: Span): boolean {
  return one.fromMillis < other.toMillis && one.toMillis > other.fromMillis;
}

function hull(spans: readonly Span[]): Span {
  return {
    fromMillis: Math.min(...spans.map(({ fromMillis }) => fromMillis)),
    toMillis: Math.max(...spans.map(({ toMillis }) => toMillis)),
  };
}
