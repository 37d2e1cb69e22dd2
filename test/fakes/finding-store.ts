import type { Case, Mute } from '../../core/findings/cases.ts';
import type { Finding } from '../../core/findings/finding.ts';
import type { EntitySpan, FindingStore, JudgingState, KeptTally } from '../../core/findings/finding-store.ts';
import { PROVING_LINES, type WitnessLine } from '../../core/findings/proof.ts';
import type { Counted, CountRow, LogCondition, Question, Rule } from '../../core/findings/rule.ts';
import { sorted, windowOf } from '../../core/findings/windows.ts';
import type { Span } from '../../core/time/span.ts';
import { HOUR_MILLIS } from '../../core/time/units.ts';

/** A document of the logs, as flat as it is indexed. */
export type LogDocument = Readonly<Record<string, string | number | boolean | readonly string[]>> & {
  readonly '@timestamp': string;
};

/** Findings, and the logs that they are judged from, in memory. */
export interface MemoryFindingStore extends FindingStore {
  /** Indexes a document: one with the same id overwrites it. */
  index(id: string, document: LogDocument): void;
  /** Deletes a document. */
  erase(id: string): void;
  /** The documents that fit a condition, by their ids. */
  matching(where: LogCondition, span: Span): readonly (readonly [string, LogDocument])[];
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
  /** The same by the hour of their time: a story has many hours, and a question is about a few. */
  const byHour = new Map<number, Map<string, Indexed>>();
  const findings = new Map<string, Finding>();
  const cases = new Map<string, Case>();
  /** By rule, version and window; by entity. */
  const tallies = new Map<string, Map<string, KeptTally>>();
  const mutes = new Map<string, Mute>();
  /** When what is kept was last written, by its map and key there. */
  const written = new Map<Map<string, unknown>, Map<string, number>>();
  let state = EMPTY;
  let untilMillis = -Infinity;
  let operations = 0;
  let deletions = 0;

  /** Which lines of an hour fit a condition: rules ask the same ones again for each of the hours after it. */
  const fitting = new Map<LogCondition, Map<number, readonly [string, Indexed][]>>();
  const fittingIn = (where: LogCondition, hour: number): readonly [string, Indexed][] => {
    const hours = fitting.get(where) ?? new Map<number, readonly [string, Indexed][]>();
    fitting.set(where, hours);
    const lines = hours.get(hour) ?? [...(byHour.get(hour) ?? [])].filter(([, { document }]) => fits(document, where));
    hours.set(hour, lines);
    return lines;
  };
  const matching = (where: LogCondition, { fromMillis, toMillis }: Span): [string, Indexed][] => {
    const hours = Math.ceil((toMillis - windowOf(fromMillis, HOUR_MILLIS)) / HOUR_MILLIS);
    return Array.from({ length: hours }, (_, at) => windowOf(fromMillis, HOUR_MILLIS) + at * HOUR_MILLIS)
      .flatMap((hour) => fittingIn(where, hour))
      .filter(([, { timeMillis }]) => timeMillis >= fromMillis && timeMillis < toMillis);
  };

  return {
    kept: { findings, cases },
    erase(id) {
      const old = logs.get(id);
      if (old === undefined) return;
      const hour = windowOf(old.timeMillis, HOUR_MILLIS);
      logs.delete(id);
      byHour.get(hour)?.delete(id);
      for (const hours of fitting.values()) hours.delete(hour);
      deletions += 1;
    },
    matching: (where, span) => matching(where, span).map(([id, { document }]) => [id, document]),
    index(id, document) {
      const old = logs.get(id);
      const oldHour = old && windowOf(old.timeMillis, HOUR_MILLIS);
      if (oldHour !== undefined) {
        byHour.get(oldHour)?.delete(id);
        for (const hours of fitting.values()) hours.delete(oldHour);
      }
      const line = { document, timeMillis: Date.parse(document['@timestamp']), operation: operations++ };
      const hour = windowOf(line.timeMillis, HOUR_MILLIS);
      logs.set(id, line);
      for (const hours of fitting.values()) hours.delete(hour);
      byHour.set(hour, (byHour.get(hour) ?? new Map<string, Indexed>()).set(id, line));
    },
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
      const hours = new Set<number>();
      let newestMillis: number | undefined;
      for (const { timeMillis, operation } of logs.values()) {
        if (operation > from) hours.add(windowOf(timeMillis, HOUR_MILLIS));
        newestMillis = Math.max(newestMillis ?? timeMillis, timeMillis);
      }
      return Promise.resolve({
        positions: { memory: { 0: operations - 1 } },
        hours: sorted(hours),
        newestMillis,
        deletions: { memory: deletions },
      });
    },
    count: (question, span, windowMillis, entities) =>
      Promise.resolve(
        countRows(
          matching(question.where, span).map(([, line]) => line),
          question,
          windowMillis,
          entities,
        ),
      ),
    proof(rule: Rule, { entity, where = rule.proof, ...span }: EntitySpan) {
      const { entity: field } = rule.question;
      const lines = matching(where, span).filter(
        ([, { document }]) => field === undefined || String(document[field]) === entity,
      );
      return Promise.resolve(provingLines(lines).slice(0, PROVING_LINES));
    },
    tallies(rule, windows, entities) {
      const wanted = entities && new Set(entities);
      const found = windows.flatMap((fromMillis) => {
        const own = tallies.get(`${rule.name} ${rule.version} ${fromMillis}`) ?? new Map<string, KeptTally>();
        return [...own.values()].filter(({ entity }) => wanted?.has(entity) ?? true);
      });
      return Promise.resolve(found);
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
    list: ({ states, rule, id, sinceMillis = -Infinity }) =>
      Promise.resolve(
        [...cases.values()]
          .filter(
            (one) =>
              (states?.includes(one.state) ?? true) &&
              (rule === undefined || one.rule === rule) &&
              (id === undefined || one.id === id) &&
              one.toMillis > sinceMillis,
          )
          .sort((a, b) => b.fromMillis - a.fromMillis || (a.id < b.id ? -1 : 1)),
      ),
    mutes: () => Promise.resolve([...mutes.values()]),
    mute(mute) {
      mutes.set(muteKey(mute), mute);
      return Promise.resolve();
    },
    unmute(mute) {
      mutes.delete(muteKey(mute));
      return Promise.resolve();
    },
    write(judgement) {
      const put = <Kept>(map: Map<string, Kept>, key: string, value: Kept): void => {
        map.set(key, value);
        written.set(map, (written.get(map) ?? new Map<string, number>()).set(key, Date.now()));
      };
      for (const one of judgement.findings) put(findings, one.id, one);
      for (const one of judgement.cases) put(cases, one.id, one);
      for (const one of judgement.tallies) {
        const { name, version } = judgement.rule;
        const key = `${name} ${version} ${one.fromMillis}`;
        const own = tallies.get(key) ?? new Map<string, KeptTally>();
        tallies.set(key, own);
        if (one.hits === 0 && one.total === 0) own.delete(one.entity);
        else put(own, one.entity, one);
      }
      return Promise.resolve();
    },
    deleteOld(beforeMillis) {
      let deleted = 0;
      for (const [map, times] of written)
        for (const [key, timeMillis] of times) if (timeMillis < beforeMillis && map.delete(key)) deleted += 1;
      return Promise.resolve(deleted);
    },
  };
}

function muteKey({ rule, entity }: Mute): string {
  return JSON.stringify([rule, entity]);
}

function countRows(
  lines: readonly Indexed[],
  { entity, other, least = 1, parts = {}, timesOfParts = false, offsets = false }: Question,
  windowMillis: number,
  entities: readonly string[] | undefined,
): CountRow[] {
  const value = (document: LogDocument, field: string | undefined): string | undefined =>
    field === undefined ? '' : document[field] === undefined ? undefined : String(document[field]);
  const wanted = entities && new Set(entities);
  const groups = new Map<string, Indexed[]>();
  for (const line of lines) {
    const [own, its] = [value(line.document, entity), value(line.document, other)];
    if (own === undefined || its === undefined || wanted?.has(own) === false) continue;
    const key = JSON.stringify([windowOf(line.timeMillis, windowMillis), own, its]);
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(line);
  }
  const frequent = Array.from(groups).filter(([, { length }]) => length >= least);
  return frequent.map(([key, group]) => {
    const [fromMillis, own, its] = JSON.parse(key) as [number, string, string];
    const counted = Object.entries(parts).map(([name, where]): [string, Counted] => {
      const times = group.filter(({ document }) => fits(document, where)).map(({ timeMillis }) => timeMillis);
      if (times.length === 0 || !timesOfParts) return [name, { count: times.length }];
      return [name, { count: times.length, firstMillis: Math.min(...times), lastMillis: Math.max(...times) }];
    });
    const places = group.flatMap(({ document }) => document['log.offset'] ?? []).map(Number);
    return {
      fromMillis,
      entity: own,
      other: its,
      count: group.length,
      parts: Object.fromEntries(counted),
      ...(offsets && places.length > 0 && { offsets: { first: Math.min(...places), last: Math.max(...places) } }),
    };
  });
}

function provingLines(lines: readonly [string, Indexed][]): WitnessLine[] {
  const place = ({ document }: Indexed): string =>
    `${String(document['kafkainsight.file.id'] ?? '')} ${String(document['log.offset'] ?? '').padStart(15)}`;
  return lines
    .toSorted(([, a], [, b]) => a.timeMillis - b.timeMillis || (place(a) < place(b) ? -1 : 1))
    .map(([id, line]) => ({
      id,
      index: 'memory',
      timeMillis: line.timeMillis,
      ...('log.file.path' in line.document ? { path: String(line.document['log.file.path']) } : {}),
      ...('log.offset' in line.document ? { offset: Number(line.document['log.offset']) } : {}),
      ...('source.address' in line.document ? { client: String(line.document['source.address']) } : {}),
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
  // an engine finds a document by each of a field's values
  const values = [value].flat();
  return [condition.is]
    .flat()
    .some((one) => values.some((its) => one === its || (typeof its === 'boolean' && one === String(its))));
}
