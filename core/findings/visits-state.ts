import { DAY_MILLIS, HOUR_MILLIS } from '../time/units.ts';
import { sorted } from './windows.ts';

/** How far the visits were counted, and what has to be counted still. */
export interface VisitsState {
  /** The fingerprint of the plan by which visits are counted; empty before the first. */
  readonly plan: string;
  /** Hours that have changed and whose visits were not counted since: where each begins, epoch milliseconds. */
  readonly hours: readonly number[];
  /** Days whose visits have to be counted again as a whole. */
  readonly days: readonly number[];
  /** What is being counted. */
  readonly job?: VisitJob;
  /** When the pages of all days were last compared, epoch milliseconds. */
  readonly checkedMillis: number;
}

/** A day that is being counted, and how far. */
export interface VisitJob {
  /** Where it begins. */
  readonly day: number;
  /** The hours whose visitors are counted; none for all of the day. */
  readonly hours: readonly number[];
  /** Addresses are first taken from the logs, and then, where a whole day is counted, from its visits. */
  readonly from: 'logs' | 'visits';
  /** The last address that was counted. */
  readonly after?: string;
}

/**
 * The hours whose visits are not counted yet, in order.
 *
 * @param unseen hours that have changed since the state was written
 */
export function uncountedHours({ hours, days, job }: VisitsState, unseen: readonly number[]): number[] {
  const wholeDays = [...days, ...(job === undefined || job.hours.length > 0 ? [] : [job.day])];
  const ofDays = wholeDays.flatMap((day) =>
    Array.from({ length: DAY_MILLIS / HOUR_MILLIS }, (_, hour) => day + hour * HOUR_MILLIS),
  );
  return sorted([...hours, ...ofDays, ...(job?.hours ?? []), ...unseen]);
}

/** Before the first run. */
export const NO_VISITS_STATE: VisitsState = { plan: '', hours: [], days: [], checkedMillis: 0 };
