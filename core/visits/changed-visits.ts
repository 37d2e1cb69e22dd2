import type { Span } from '../time/span.ts';
import { DAY_MILLIS } from '../time/units.ts';
import { byVisitorAndTime, type Visit } from './visit.ts';

/** A visitor returns if another visit began within this time before. */
const RETURNING_MILLIS = 30 * DAY_MILLIS;

/** The time whose visits have to be known where those of a day change: whether a later visitor returns depends on it. */
export function knownAround({ fromMillis, toMillis }: Span): Span {
  return { fromMillis: fromMillis - RETURNING_MILLIS, toMillis: toMillis + RETURNING_MILLIS };
}

/** What makes the kept visits equal to those that were counted. */
export interface VisitChanges {
  readonly written: readonly Visit[];
  /** Ids of documents that are no longer visits. */
  readonly gone: readonly string[];
}

/**
 * Which visits differ from those that are kept: those of a day that was counted again, and those after it whose visitor is new or returning
 * because of that.
 *
 * @param counted all visits of some visitors in a day
 * @param kept all that is kept of the same visitors, see {@link knownAround}
 */
export function changedVisits(day: Span, counted: readonly Visit[], kept: readonly Visit[]): VisitChanges {
  const isOfDay = ({ fromMillis }: Visit): boolean => fromMillis >= day.fromMillis && fromMillis < day.toMillis;
  const before = new Map(kept.map((visit) => [visit.id, visit]));
  const all = [...counted, ...kept.filter((visit) => !isOfDay(visit))].sort(byVisitorAndTime);
  const wanted = all.flatMap((visit, at) => {
    if (visit.fromMillis < day.fromMillis) return [];
    const last = all[at - 1];
    const isReturning = last?.visitor === visit.visitor && visit.fromMillis - last.fromMillis <= RETURNING_MILLIS;
    return [{ ...visit, isReturning }];
  });
  const ids = new Set(counted.map(({ id }) => id));
  return {
    written: wanted.filter((visit) => !isSame(visit, before.get(visit.id))),
    gone: kept.filter((visit) => isOfDay(visit) && !ids.has(visit.id)).map(({ id }) => id),
  };
}

function isSame(one: Visit, other: Visit | undefined): boolean {
  return other !== undefined && textOf(one) === textOf(other);
}

/** In an order of its own: what was read back may have another. */
function textOf({ origin, goals, ...visit }: Visit): string {
  const inOrder = (value: object): unknown[] => Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([inOrder(visit), inOrder(origin), goals]);
}
