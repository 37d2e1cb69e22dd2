import type { Case, Mute } from '../../core/findings/cases.ts';
import { type Finding, PROVING_LINES, type ProvingLine } from '../../core/findings/finding.ts';
import type { FindingStore, JudgingState, KeptTally, Place } from '../../core/findings/finding-store.ts';
import type { Counted, CountRow, LogCondition, Question, Rule } from '../../core/findings/rule.ts';
import { HOUR_MILLIS, sorted, type Span, windowOf } from '../../core/findings/windows.ts';

/** A document of the logs, as flat as it is indexed. */
export type LogDocument = Readonly<Record<string, string | number>> & { readonly '@timestamp': string };

/** Findings, and the logs that they are judged from, in memory. */
export interface MemoryFindingStore extends FindingStore {
  /** Indexes a document: one with the same id overwrites it. */
  index(id: string, document: LogDocument): void;
  mute(mute: Mute): void;
  /** Everything that is kept, whatever its state. */
  readonly kept: { readonly findings: ReadonlyMap<string, Finding>; readonly cases: ReadonlyMap<string, Case> };
}

interface Indexed {
  readonly document: LogDocument;
  readonly timeMillis: number;
  /** Of the operation that wrote it. */
  readonly operation: number;
}

const EMPTY: JudgingState = { rules: '', positions: {}, touched: [], open: [], changedMillis: 0 };

export function memoryFindingStore(): MemoryFindingStore {
  const logs = new Map<string, Indexed>();
  const findings = new Map<string, Finding>();
  const cases = new Map<string, Case>();
  const tallies = new Map<string, KeptTally>();
  const mutes: Mute[] = [];
  let state = EMPTY;
  let untilMillis = -Infinity;
  let operations = 0;

  const matching = (where: LogCondition, { fromMillis, toMillis }: Span): Indexed[] =>
    [...logs.values()].filter(
      ({ document, timeMillis }) => timeMillis >= fromMillis && timeMillis < toMillis && fits(document, where),
    );

  return {
    kept: { findings, cases },
    index(id, document) {
      logs.set(id, { document, timeMillis: Date.parse(document['@timestamp']), operation: operations++ });
    },
    mute: (mute) => mutes.push(mute),
    begin(nowMillis, until) {
      if (nowMillis < untilMillis) return Promise.resolve(undefined);
      untilMillis = until;
      return Promise.resolve(state);
    },
    renew(until) {
      untilMillis = until;
      return Promise.resolve();
    },
    save(next) {
      state = next;
      return Promise.resolve();
    },
    end() {
      untilMillis = -Infinity;
      return Promise.resolve();
    },
    changes(since) {
      const from = since['memory']?.['0'] ?? -1;
      const all = [...logs.values()];
      const hours = all.filter(({ operation }) => operation > from).map((one) => windowOf(one.timeMillis, HOUR_MILLIS));
      return Promise.resolve({
        positions: { memory: { 0: operations - 1 } },
        hours: sorted(hours),
        newestMillis: all.length === 0 ? undefined : Math.max(...all.map(({ timeMillis }) => timeMillis)),
      });
    },
    count: (question, span, windowMillis, entities) =>
      Promise.resolve(countRows(matching(question.where, span), question, windowMillis, entities)),
    proof(rule: Rule, { entity, ...span }: Place) {
      const { entity: field } = rule.question;
      const lines = matching(rule.proof, span).filter(
        ({ document }) => field === undefined || String(document[field]) === entity,
      );
      return Promise.resolve(provingLines(lines, logs).slice(0, PROVING_LINES));
    },
    tallies(rule, windows, entities) {
      const found = [...tallies].filter(
        ([key, one]) =>
          key.startsWith(`${rule.name} ${rule.version} `) &&
          windows.includes(one.fromMillis) &&
          (entities?.includes(one.entity) ?? true),
      );
      return Promise.resolve(found.map(([, one]) => one));
    },
    findings: (ruleName, { fromMillis, toMillis }) =>
      Promise.resolve(
        [...findings.values()].filter(
          (one) => one.rule === ruleName && one.fromMillis >= fromMillis && one.fromMillis < toMillis,
        ),
      ),
    cases: (ruleName, { fromMillis, toMillis }) =>
      Promise.resolve(
        [...cases.values()].filter(
          (one) => one.rule === ruleName && one.fromMillis < toMillis && one.toMillis > fromMillis,
        ),
      ),
    mutes: () => Promise.resolve(mutes),
    write(judgement) {
      for (const one of judgement.findings) findings.set(one.id, one);
      for (const one of judgement.cases) cases.set(one.id, one);
      for (const one of judgement.tallies) {
        const { name, version } = judgement.rule;
        const key = `${name} ${version} ${one.fromMillis} ${one.entity}`;
        if (one.hits === 0 && one.total === 0) tallies.delete(key);
        else tallies.set(key, one);
      }
      return Promise.resolve();
    },
  };
}

function countRows(
  lines: readonly Indexed[],
  { entity, other, parts = {} }: Question,
  windowMillis: number,
  entities: readonly string[] | undefined,
): CountRow[] {
  const value = (document: LogDocument, field: string | undefined): string | undefined =>
    field === undefined ? '' : document[field] === undefined ? undefined : String(document[field]);
  const groups = new Map<string, Indexed[]>();
  for (const line of lines) {
    const [own, its] = [value(line.document, entity), value(line.document, other)];
    if (own === undefined || its === undefined || entities?.includes(own) === false) continue;
    const key = JSON.stringify([windowOf(line.timeMillis, windowMillis), own, its]);
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  return Array.from(groups, ([key, group]) => {
    const [fromMillis, own, its] = JSON.parse(key) as [number, string, string];
    const counted = Object.entries(parts).map(([name, where]): [string, Counted] => {
      const times = group.filter(({ document }) => fits(document, where)).map(({ timeMillis }) => timeMillis);
      if (times.length === 0) return [name, { count: 0 }];
      return [name, { count: times.length, firstMillis: Math.min(...times), lastMillis: Math.max(...times) }];
    });
    return { fromMillis, entity: own, other: its, count: group.length, parts: Object.fromEntries(counted) };
  });
}

function provingLines(lines: readonly Indexed[], logs: ReadonlyMap<string, Indexed>): ProvingLine[] {
  const ids = new Map(Array.from(logs, ([id, line]) => [line, id]));
  const place = ({ document }: Indexed): string =>
    `${document['kafkainsight.file.id'] ?? ''} ${String(document['log.offset'] ?? '').padStart(15)}`;
  return lines
    .toSorted((a, b) => a.timeMillis - b.timeMillis || (place(a) < place(b) ? -1 : 1))
    .map((line) => ({
      id: ids.get(line) ?? '',
      index: 'memory',
      timeMillis: line.timeMillis,
      ...('log.file.path' in line.document ? { path: String(line.document['log.file.path']) } : {}),
      ...('log.offset' in line.document ? { offset: Number(line.document['log.offset']) } : {}),
    }));
}

/** Whether a document fits a condition, read apart from what writes it for an engine. */
function fits(document: LogDocument, condition: LogCondition): boolean {
  if ('all' in condition) return condition.all.every((one) => fits(document, one));
  if ('any' in condition) return condition.any.some((one) => fits(document, one));
  if ('not' in condition) return !fits(document, condition.not);
  const value = document[condition.field];
  if (value === undefined) return false;
  if ('exists' in condition) return true;
  if ('from' in condition)
    return Number(value) >= condition.from && Number(value) < (condition.below ?? Number.POSITIVE_INFINITY);
  if ('like' in condition) {
    const pattern = condition.like.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('*', '.*');
    return new RegExp(`^${pattern}$`, 's').test(String(value));
  }
  return [condition.is].flat().some((one) => one === value);
}
