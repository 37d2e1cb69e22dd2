import { KafkaInsightError } from '../../core/errors.ts';
import type { Changes } from '../../core/findings/finding-store.ts';
import type { VisitJob, VisitsState } from '../../core/findings/visits-state.ts';
import { sorted, spansOf } from '../../core/findings/windows.ts';
import type { Span } from '../../core/time/span.ts';
import { DAY_MILLIS, HOUR_MILLIS } from '../../core/time/units.ts';
import { changedVisits, knownAround } from '../../core/visits/changed-visits.ts';
import { createVisitBuilder, dayOf } from '../../core/visits/visit.ts';
import type { VisitPlan } from '../../core/visits/visit-plan.ts';
import type { VisitStore } from '../../core/visits/visit-store.ts';

/** What visits are counted with. */
export interface VisitCounting {
  readonly store: VisitStore;
  readonly plan: VisitPlan;
  /** Called where an address has more requests than may be read, and is left out. */
  readonly onLeftOut?: (error: KafkaInsightError) => void;
}

/** What a run knows, and what it may do. */
export interface CountOptions {
  readonly now: () => number;
  /** When no other visitors are begun: they are left to the next run. */
  readonly stopMillis: number;
  /** Hours that end by then are counted. */
  readonly passedMillis: number;
  /** Keeps how far the visits were counted. */
  readonly save: (state: VisitsState) => Promise<void>;
}

/** What a run did. */
export interface CountReport {
  /** Visits that are new, changed or gone. */
  readonly visits: number;
  /** Hours that are left to the next run. */
  readonly waiting: number;
  /** How many addresses were left out. */
  readonly leftOut: number;
}

/** Addresses whose requests are read at once. */
const ADDRESSES = 1_000;
/** After this time the pages of all days are compared with the visits, whether or not lines were deleted. */
const CHECK_MILLIS = DAY_MILLIS;
const ALL_HOURS = DAY_MILLIS / HOUR_MILLIS;

/**
 * What has to be counted after changes of the logs. If the plan is another one than before, or lines may have been deleted, which no search
 * finds, or a day has passed since, the pages of each day are compared with those of its visits. Errors: those of the store.
 *
 * @param hasErased whether lines may have been deleted since the last run
 */
export async function visitsToCount(
  { store, plan }: VisitCounting,
  kept: VisitsState,
  { hours }: Pick<Changes, 'hours'>,
  { hasErased, nowMillis, passedMillis }: { hasErased: boolean; nowMillis: number; passedMillis: number },
): Promise<VisitsState> {
  const isSame = kept.plan === plan.fingerprint;
  const state = { ...kept, plan: plan.fingerprint, hours: sorted([...kept.hours, ...hours]) };
  if (isSame && !hasErased && nowMillis - kept.checkedMillis < CHECK_MILLIS) return state;
  const days = await store.days(plan.pages);
  if (isSame) {
    // of days with hours that wait, the pages say nothing yet
    const waiting = new Set(state.hours.map((hour) => dayOf(hour).fromMillis));
    const differing = days.filter(({ fromMillis, logged, visited }) => !waiting.has(fromMillis) && logged !== visited);
    const found = [...differing.map(({ fromMillis }) => fromMillis), ...(hasErased ? waiting : [])];
    return { ...state, days: sorted([...kept.days, ...found]), checkedMillis: nowMillis };
  }
  return {
    plan: plan.fingerprint,
    days: days.map(({ fromMillis }) => fromMillis),
    // the others are in these days
    hours: state.hours.filter((hour) => !isPassed(hour, passedMillis)),
    checkedMillis: nowMillis,
  };
}

function isPassed(hour: number, passedMillis: number): boolean {
  return hour + HOUR_MILLIS <= passedMillis;
}

/**
 * Counts the visits of hours that have passed and of days that differ: of every visitor with a request there the whole day. What is kept
 * after the last line is the same in whatever order, parts and runs the lines came. Errors: those of the store; what was counted before one
 * stays counted.
 */
export async function countVisits(
  counting: VisitCounting,
  kept: VisitsState,
  { now, stopMillis, passedMillis, save }: CountOptions,
): Promise<CountReport> {
  let state = kept;
  let [changed, leftOut] = [0, 0];
  do {
    const begun = begin(state, passedMillis);
    if (begun === undefined) break;
    const { job } = begun;
    const { addresses, hasMore } = await addressesOf(counting, job);
    for (let at = 0; at < addresses.length; at += ADDRESSES) {
      const some = addresses.slice(at, at + ADDRESSES);
      const report = await countAddresses(counting, job.day, some);
      changed += report.changed;
      leftOut += report.leftOut;
      state = { ...begun.state, job: { ...job, after: some.at(-1) ?? '' } };
      await save(state);
      if (now() >= stopMillis) break;
    }
    const isRead = state.job?.after === addresses.at(-1) || addresses.length === 0;
    if (isRead && !hasMore) state = await end(counting, begun.state, job);
    await save(state);
  } while (now() < stopMillis);
  const waiting = state.hours.filter((hour) => isPassed(hour, passedMillis)).length;
  const ofJob = state.job === undefined ? 0 : state.job.hours.length || ALL_HOURS;
  return { visits: changed, waiting: waiting + state.days.length * ALL_HOURS + ofJob, leftOut };
}

/** The job that was begun, or the next one: of the earliest day. */
function begin(state: VisitsState, passedMillis: number): { state: VisitsState; job: VisitJob } | undefined {
  if (state.job !== undefined) return { state, job: state.job };
  const [whole = Infinity] = state.days;
  const passed = state.hours.filter((hour) => isPassed(hour, passedMillis));
  const first = passed[0] === undefined ? Infinity : dayOf(passed[0]).fromMillis;
  const day = Math.min(whole, first);
  if (day === Infinity) return undefined;
  const isOfDay = (hour: number): boolean => dayOf(hour).fromMillis === day;
  const hours = whole === day ? [] : passed.filter(isOfDay);
  const job: VisitJob = { day, hours, from: 'logs' };
  return {
    job,
    state: {
      ...state,
      job,
      days: state.days.filter((one) => one !== day),
      hours: state.hours.filter((hour) => !isOfDay(hour) || !isPassed(hour, passedMillis)),
    },
  };
}

async function addressesOf(
  { store, plan }: VisitCounting,
  { day, hours, from, after }: VisitJob,
): ReturnType<VisitStore['addresses']> {
  if (from === 'visits') return await store.visitAddresses(dayOf(day), after);
  const spans = hours.length === 0 ? [dayOf(day)] : spansOf(hours, HOUR_MILLIS, ALL_HOURS);
  return await store.addresses(plan.requests, spans, after);
}

/** All addresses of a job were counted: of a whole day those of its visits follow, which may have no line any longer. */
async function end(
  { store, plan }: VisitCounting,
  { plan: fingerprint, hours, days, checkedMillis }: VisitsState,
  job: VisitJob,
): Promise<VisitsState> {
  const state: VisitsState = { plan: fingerprint, hours, days, checkedMillis };
  if (job.hours.length > 0 || job.from === 'visits') return state;
  const day = dayOf(job.day);
  const isEmpty = (await store.addresses(plan.requests, [day])).addresses.length === 0;
  // where the logs of a large site are deleted by age, it takes too long to look at who returned because of them
  const isLarge = isEmpty && (await store.visitAddresses(day)).hasMore;
  if (!isLarge) return { ...state, job: { day: job.day, hours: [], from: 'visits' } };
  let removed: number;
  do removed = await store.remove(day);
  while (removed > 0);
  return state;
}

/** Counts the visits of addresses in a day. Half of them, and again, where they have too many requests, so that one leaves out no other. */
async function countAddresses(
  counting: VisitCounting,
  day: number,
  addresses: readonly string[],
): Promise<{ readonly changed: number; readonly leftOut: number }> {
  try {
    return { changed: await countDay(counting, dayOf(day), addresses), leftOut: 0 };
  } catch (error) {
    if (!(error instanceof KafkaInsightError) || error.code !== 'VISITS_TOO_MANY') throw error;
    if (addresses.length === 1) {
      counting.onLeftOut?.(error);
      return { changed: 0, leftOut: 1 };
    }
    const half = Math.ceil(addresses.length / 2);
    const one = await countAddresses(counting, day, addresses.slice(0, half));
    const other = await countAddresses(counting, day, addresses.slice(half));
    return { changed: one.changed + other.changed, leftOut: one.leftOut + other.leftOut };
  }
}

async function countDay({ store, plan }: VisitCounting, day: Span, addresses: readonly string[]): Promise<number> {
  const builder = createVisitBuilder(plan.hosts);
  for await (const page of store.requests(plan.requests, { ...day, addresses }))
    for (const request of page) builder.add(request);
  const kept = await store.visits({ ...knownAround(day), addresses });
  const changes = changedVisits(day, builder.finish(), kept);
  if (changes.written.length + changes.gone.length > 0) await store.write(changes);
  return changes.written.length + changes.gone.length;
}
