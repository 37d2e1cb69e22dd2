import type { KeptTally } from './finding-store.ts';
import { ALL_ENTITIES, baselineOf } from './history.ts';
import type { CountRow, Evidence, Rule, Tally, Verdict } from './rule.ts';

/** Rows by entity and window. */
export type RowsByEntity = ReadonlyMap<string, ReadonlyMap<number, readonly CountRow[]>>;

/** Tallies by entity and window. */
export type TalliesByEntity = ReadonlyMap<string, ReadonlyMap<number, Tally>>;

/** An entity in a window. */
interface Candidate {
  readonly entity: string;
  readonly fromMillis: number;
}

/** What a rule says of one. */
export interface Judged extends Candidate {
  readonly verdict: Verdict;
}

/** Values longer than this are indexed by one engine and not by another: they are no entities. */
const MAX_ENTITY_CHARACTERS = 1024;
const NONE: Tally = { hits: 0, total: 0 };

/** Groups the rows of a question. */
export function groupRows(rows: readonly CountRow[]): RowsByEntity {
  const usable = rows.filter(({ entity, other }) => Math.max(entity.length, other.length) <= MAX_ENTITY_CHARACTERS);
  const byEntity = Map.groupBy(usable, ({ entity }) => entity);
  return new Map(Array.from(byEntity, ([entity, own]) => [entity, Map.groupBy(own, ({ fromMillis }) => fromMillis)]));
}

/**
 * What a rule keeps of windows: a tally for each entity, and one of all.
 *
 * @param populations the total of each window, where the rule asks for it
 */
export function talliesOf(
  rule: Rule,
  rows: RowsByEntity,
  populations?: ReadonlyMap<number, number>,
): Map<string, Map<number, Tally>> {
  const { history } = rule;
  const tallies = new Map<string, Map<number, Tally>>();
  if (history === undefined) return tallies;
  const all = new Map<number, Tally>();
  const join = history.together === 'most' ? Math.max : (some: number, more: number): number => some + more;
  for (const [entity, byWindow] of rows) {
    const own = new Map<number, Tally>();
    for (const [from, its] of byWindow) {
      const tally = history.tally(its);
      const { hits, total } = all.get(from) ?? NONE;
      all.set(from, { hits: join(hits, tally.hits), total: total + tally.total });
      if (tally.hits > 0 || tally.total > 0) own.set(from, tally);
    }
    if (history.of === 'each entity') tallies.set(entity, own);
  }
  for (const [from, total] of populations ?? []) all.set(from, { hits: all.get(from)?.hits ?? 0, total });
  // a rule without entities has none but this one
  tallies.set(ALL_ENTITIES, all);
  return tallies;
}

/** The tallies that differ from those that are kept; with zeros where there is none any longer. */
export function changedTallies(
  fresh: TalliesByEntity,
  kept: readonly KeptTally[],
  windows: readonly number[],
): KeptTally[] {
  const isJudged = new Set(windows);
  const before = new Map(kept.map((one) => [`${one.fromMillis} ${one.entity}`, one]));
  const changed: KeptTally[] = [];
  for (const [entity, byWindow] of fresh) {
    for (const [fromMillis, tally] of byWindow) {
      if (!isJudged.has(fromMillis)) continue;
      const key = `${fromMillis} ${entity}`;
      const old = before.get(key);
      before.delete(key);
      const { hits, total } = old ?? NONE;
      if (hits !== tally.hits || total !== tally.total) changed.push({ entity, fromMillis, ...tally });
    }
  }
  const gone = Array.from(before.values(), ({ entity, fromMillis }) => ({ entity, fromMillis, ...NONE }));
  return [...changed, ...gone];
}

/** Puts changed tallies over those that are kept. */
export function overlaid(kept: readonly KeptTally[], changed: readonly KeptTally[]): Map<string, Map<number, Tally>> {
  const tallies = new Map<string, Map<number, Tally>>();
  for (const { entity, fromMillis, hits, total } of [...kept, ...changed]) {
    const own = tallies.get(entity) ?? new Map<number, Tally>();
    tallies.set(entity, own);
    own.set(fromMillis, { hits, total });
  }
  return tallies;
}

/**
 * The entities that a rule has to look at in windows, in order.
 *
 * @param known entities that are looked at in every window, whether or not they occur in it
 */
export function candidatesOf(
  rule: Rule,
  rows: RowsByEntity,
  windows: readonly number[],
  known: Iterable<string> = [],
): Candidate[] {
  const { isCandidate = () => true } = rule;
  const absent = Array.from(known).filter((entity) => entity !== ALL_ENTITIES);
  if (rule.history?.judgesAbsence === true) {
    return [...new Set([...rows.keys(), ...absent])].flatMap((entity) =>
      windows.map((fromMillis) => ({ entity, fromMillis })),
    );
  }
  return Array.from(rows).flatMap(([entity, byWindow]) =>
    windows.flatMap((fromMillis) => {
      const own = byWindow.get(fromMillis) ?? [];
      return own.length > 0 && isCandidate([...before(rule, byWindow, fromMillis), ...own])
        ? [{ entity, fromMillis }]
        : [];
    }),
  );
}

function windowsBefore({ lookback, windowMillis }: Rule, fromMillis: number): number[] {
  return Array.from({ length: lookback }, (_, at) => fromMillis - (lookback - at) * windowMillis);
}

function before(rule: Rule, byWindow: ReadonlyMap<number, readonly CountRow[]>, fromMillis: number): CountRow[] {
  return windowsBefore(rule, fromMillis).flatMap((at) => byWindow.get(at) ?? []);
}

function sumOf(tallies: readonly Tally[]): Tally {
  return tallies.reduce((sum, { hits, total }) => ({ hits: sum.hits + hits, total: sum.total + total }), NONE);
}

/** A rule's judgement of its candidates, from what is known of them and of the time before. */
export function judge(
  rule: Rule,
  candidates: readonly Candidate[],
  rows: RowsByEntity,
  history: TalliesByEntity,
): Judged[] {
  const none = new Map<number, never>();
  const all = history.get(ALL_ENTITIES) ?? none;
  return candidates.flatMap(({ entity, fromMillis }) => {
    const byWindow = rows.get(entity) ?? none;
    const evidence: Evidence = {
      entity,
      fromMillis,
      own: byWindow.get(fromMillis) ?? [],
      before: before(rule, byWindow, fromMillis),
      all: all.get(fromMillis) ?? NONE,
      allBefore: sumOf(windowsBefore(rule, fromMillis).map((at) => all.get(at) ?? NONE)),
      baseline:
        rule.history &&
        baselineOf(
          fromMillis,
          { windowMillis: rule.windowMillis, history: rule.history },
          history.get(entity) ?? none,
          all,
        ),
    };
    const verdict = rule.judge(evidence);
    return verdict === undefined ? [] : [{ entity, fromMillis, verdict }];
  });
}
