import type { Span } from '../time/span.ts';
import { type Finding, hashId } from './finding.ts';
import type { Confidence } from './rule.ts';

/** What people may have decided about a case. */
type SaidState = 'acknowledged' | 'resolved' | 'muted';
/** A merged case has become part of another one; of a withdrawn one no finding holds any longer. */
export type CaseState = 'open' | SaidState | 'merged' | 'withdrawn';

/** What people see: adjacent findings of one rule and one cause. */
export interface Case extends Span {
  /** A hash of its first finding's id. */
  readonly id: string;
  readonly rule: string;
  /** The entity; empty where all entities have one cause. */
  readonly cause: string;
  readonly state: CaseState;
  readonly confidence: Confidence;
  readonly findings: number;
  readonly entities: number;
  /** The first of them, in order. */
  readonly someEntities: readonly string[];
  /** What its first finding says. */
  readonly text: string;
  /** Of a merged case. */
  readonly mergedInto?: string;
}

/** Somebody does not want to see cases of a rule, or those of one entity. */
export interface Mute {
  readonly rule: string;
  readonly entity?: string;
}

const SOME_ENTITIES = 20;
/** Windows between two findings of one case in which there is none. */
export const GAP_WINDOWS = 1;

/** Joins the findings of one rule that hold to cases, all of them open. */
export function casesOf(findings: readonly Finding[]): Case[] {
  const open = findings.filter(({ status }) => status === 'open').toSorted(byTime);
  return Array.from(Map.groupBy(open, ({ cause }) => cause).values()).flatMap((same) => runsOf(same).map(caseOf));
}

function byTime(a: Finding, b: Finding): number {
  return a.fromMillis - b.fromMillis || (a.id < b.id ? -1 : 1);
}

function runsOf(findings: readonly Finding[]): Finding[][] {
  const runs: Finding[][] = [];
  for (const finding of findings) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    const gapMillis = GAP_WINDOWS * (finding.toMillis - finding.fromMillis);
    if (run !== undefined && last !== undefined && finding.fromMillis <= last.toMillis + gapMillis) run.push(finding);
    else runs.push([finding]);
  }
  return runs;
}

function caseOf(run: readonly Finding[]): Case {
  const [first] = run;
  if (first === undefined) throw new RangeError('A case has at least one finding.');
  const entities = [...new Set(run.map(({ entity }) => entity))].sort();
  return {
    id: hashId('case', first.id),
    rule: first.rule,
    cause: first.cause,
    fromMillis: first.fromMillis,
    toMillis: Math.max(...run.map(({ toMillis }) => toMillis)),
    state: 'open',
    confidence: run.some(({ confidence }) => confidence === 'high') ? 'high' : 'medium',
    findings: run.length,
    entities: entities.length,
    someEntities: entities.slice(0, SOME_ENTITIES),
    text: first.text,
  };
}

/**
 * The changes that make the stored cases equal to the derived ones. What people decided about a case stays; a resolved case that continues is
 * open again.
 *
 * @param derived the cases of a rule in a span of time
 * @param kept those that are kept, in the same span
 */
export function changedCases(derived: readonly Case[], kept: readonly Case[], mutes: readonly Mute[]): Case[] {
  const before = new Map(kept.map((one) => [one.id, one]));
  const now = derived.map((one) => ({ ...one, state: stateOf(one, before.get(one.id), mutes) }));
  const ids = new Set(now.map(({ id }) => id));
  const gone = kept.filter(({ id, state }) => !ids.has(id) && state !== 'merged' && state !== 'withdrawn');
  return [...now, ...gone.map((one) => closed(one, now))].filter(
    (one) => JSON.stringify(before.get(one.id)) !== JSON.stringify(one),
  );
}

function stateOf(one: Case, kept: Case | undefined, mutes: readonly Mute[]): CaseState {
  if (mutes.some((mute) => isMuted(one, mute))) return 'muted';
  if (kept === undefined || kept.state === 'merged' || kept.state === 'withdrawn') return 'open';
  return kept.state === 'resolved' && one.toMillis > kept.toMillis ? 'open' : kept.state;
}

/** Whether a case is one that somebody does not want to see: of all its entities, not of some. */
export function isMuted(one: Case, { rule, entity }: Mute): boolean {
  return one.rule === rule && (entity === undefined || (one.entities === 1 && one.someEntities[0] === entity));
}

function closed(one: Case, now: readonly Case[]): Case {
  const heir = now.find(
    ({ cause, fromMillis, toMillis }) =>
      cause === one.cause && fromMillis <= one.fromMillis && toMillis >= one.fromMillis,
  );
  return heir === undefined ? { ...one, state: 'withdrawn' } : { ...one, state: 'merged', mergedInto: heir.id };
}
