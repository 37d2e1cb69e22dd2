import { DAY_MILLIS } from '../time/time.ts';
import type { Baseline, HistoryPlan, HistorySample, Tally } from './rule.ts';
import { sorted } from './windows.ts';

const WEEK_MILLIS = 7 * DAY_MILLIS;
/** With fewer windows nothing is known. */
const LEAST_SAMPLES = 6;

/** The entity under which a window's tally of all entities is kept. No document has an empty value. */
export const ALL_ENTITIES = '';

type Plan = Pick<HistoryPlan, 'before' | 'weeks'>;

/** The windows that a window is judged by. */
export function historyWindows(fromMillis: number, windowMillis: number, { before, weeks }: Plan): number[] {
  return sorted([...back(fromMillis, windowMillis, before), ...back(fromMillis, WEEK_MILLIS, weeks)]);
}

/** The windows that are judged by a window: those that have to be judged again where it changed. */
export function dependentWindows(fromMillis: number, windowMillis: number, { before, weeks }: Plan): number[] {
  return sorted([...back(fromMillis, -windowMillis, before), ...back(fromMillis, -WEEK_MILLIS, weeks)]);
}

function back(fromMillis: number, stepMillis: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => fromMillis - (index + 1) * stepMillis);
}

/**
 * What is usual: by the hour of the week where six weeks know it, else by the windows before. A window in which there was nothing at all
 * says nothing.
 *
 * @param own the tallies of the entity by window
 * @param all those of all entities
 * @returns `undefined` where fewer than six windows say anything
 */
export function baselineOf(
  fromMillis: number,
  { windowMillis, history }: { readonly windowMillis: number; readonly history: Plan },
  own: ReadonlyMap<number, Tally>,
  all: ReadonlyMap<number, Tally>,
): Baseline | undefined {
  const samplesAt = (windows: readonly number[]): HistorySample[] =>
    sorted(windows).flatMap((at) => {
      const { hits: allHits, total } = all.get(at) ?? { hits: 0, total: 0 };
      const its = own.get(at);
      if (total === 0) return [];
      return [{ fromMillis: at, hits: its?.hits ?? 0, allHits, total, ...(its && { ownTotal: its.total }) }];
    });
  const weekly = samplesAt(back(fromMillis, WEEK_MILLIS, history.weeks));
  if (weekly.length >= LEAST_SAMPLES) return { basis: 'hour of the week', samples: weekly };
  const before = samplesAt(back(fromMillis, windowMillis, history.before));
  return before.length >= LEAST_SAMPLES ? { basis: 'windows before', samples: before } : undefined;
}
