import { KafkaInsightError } from '../../core/errors.ts';
import type { Changes, FindingStore, JudgingState } from '../../core/findings/finding-store.ts';
import type { Rule } from '../../core/findings/rule.ts';
import { NO_VISITS_STATE } from '../../core/findings/visits-state.ts';
import { sorted } from '../../core/findings/windows.ts';
import { HOUR_MILLIS } from '../../core/time/units.ts';
import { NO_VISITS } from '../../core/visits/visit-plan.ts';
import { alone } from './alone.ts';
import { type CountOptions, countVisits, type VisitCounting, visitsToCount } from './count-visits.ts';
import { type JudgeRequest, judgeRule } from './judge-rule.ts';
import { sharingCounts } from './shared-counts.ts';

/** How a run judges. */
export interface JudgeOptions {
  /** The time, epoch milliseconds. */
  readonly now: () => number;
  /** When no other hours are begun: they are left to the next run. */
  readonly stopMillis: number;
  /** Whether all lines have arrived, so that the last windows are judged too. Default: after ten minutes without a new line. */
  readonly isSettled?: boolean;
  /** What was last written before this moment is deleted, epoch milliseconds. Default: nothing. */
  readonly deleteBeforeMillis?: number;
  /** Called where a rule would have to look at too much, and is left out. */
  readonly onLeftOut?: (rule: Rule, error: KafkaInsightError) => void;
  /** Absent: visits are not counted. */
  readonly visits?: VisitCounting | undefined;
}

/** What a run did. */
export interface JudgeLogsReport {
  /** Whether another run was judging, so that this one did nothing. */
  readonly isBusy: boolean;
  readonly hours: number;
  /** Changed hours that are left to the next run, to be judged or for their visits to be counted. */
  readonly waiting: number;
  readonly opened: number;
  readonly withdrawn: number;
  /** Visits that are new, changed or gone. */
  readonly visits: number;
  /** How often a rule, or an address whose visits were to be counted, was left out. */
  readonly leftOut: number;
  /** Findings, cases and tallies that were too old. */
  readonly deleted: number;
}

/** Lines of a window may come so much later than those of the next. */
const LATENESS_MILLIS = 2 * 60_000;
const QUIET_MILLIS = 10 * 60_000;
/** Hours that are judged before it is written down that they are. */
const HOURS_A_BATCH = 24;
const BUSY: JudgeLogsReport = {
  isBusy: true,
  hours: 0,
  waiting: 0,
  opened: 0,
  withdrawn: 0,
  visits: 0,
  leftOut: 0,
  deleted: 0,
};

/**
 * Judges what has changed in the logs since the last run. What it finds after the last line is the same in whatever order, parts and runs
 * the lines came. Errors: those of the store; what was judged before one stays judged.
 */
export async function judgeLogs(
  store: FindingStore,
  rules: readonly Rule[],
  options: JudgeOptions,
): Promise<JudgeLogsReport> {
  return (await alone(store, options.now, (state) => judgeChanges(store, rules, state, options))) ?? BUSY;
}

async function judgeChanges(
  store: FindingStore,
  rules: readonly Rule[],
  kept: JudgingState,
  options: JudgeOptions,
): Promise<JudgeLogsReport> {
  const { now, stopMillis, isSettled = false, deleteBeforeMillis } = options;
  const visits = countingFor(options, kept);
  const fingerprint = rules.map(({ name, version }) => `${name} ${version}`).join(', ');
  const isSame = kept.rules === fingerprint;
  const changes = await store.changes(isSame ? kept.positions : {});
  const { positions, hours, newestMillis = -Infinity } = changes;
  const changedMillis = hours.length > 0 ? now() : kept.changedMillis;
  const passedMillis = isSettled || now() - changedMillis > QUIET_MILLIS ? Infinity : newestMillis - LATENESS_MILLIS;
  let report = { ...BUSY, isBusy: false };
  let state: JudgingState = {
    rules: fingerprint,
    positions,
    touched: sorted([...(isSame ? kept.touched : []), ...hours]),
    open: isSame ? kept.open : [],
    changedMillis,
    ...(visits && (await countingAfter(visits, kept, changes, { nowMillis: now(), passedMillis }))),
  };
  const judgeBatch = async (batch: readonly number[], some: readonly Rule[]): Promise<void> => {
    const waiting = state.touched.filter((hour) => !batch.includes(hour));
    const request = { hours: batch, waiting, newestMillis, passedMillis };
    report = added(report, await judgeHours(store, some, request, options));
  };
  await store.save(state);
  while (state.touched.length > 0 && now() < stopMillis) {
    const batch = state.touched.slice(0, HOURS_A_BATCH);
    await judgeBatch(batch, rules);
    report = { ...report, hours: report.hours + batch.length };
    state = { ...state, touched: state.touched.slice(HOURS_A_BATCH), open: sorted([...state.open, ...batch]) };
    await store.save(state);
  }
  const open = kept.open.filter((hour) => isSame && !hours.includes(hour));
  if (open.length > 0)
    await judgeBatch(
      open,
      rules.filter(({ isWhole }) => isWhole),
    );
  // an hour stays open until later lines are there, however long that takes: the silence between them is judged from it
  const isOpen = (hour: number): boolean => hour + HOUR_MILLIS > newestMillis - LATENESS_MILLIS;
  const judged = { ...state, open: state.open.filter(isOpen) };
  await store.save(judged);
  const deleted = deleteBeforeMillis === undefined ? 0 : await store.deleteOld(deleteBeforeMillis);
  report = { ...report, waiting: judged.touched.length, deleted };
  if (visits === undefined || judged.visits === undefined) return report;
  const save: CountOptions['save'] = (counting) => store.save({ ...judged, visits: counting });
  report = added(report, await countVisits(visits, judged.visits, { now, stopMillis, passedMillis, save }));
  if (visits.plan === NO_VISITS && report.waiting === judged.touched.length) await store.save(withoutVisits(judged));
  return report;
}

/** Judges hours by rules, one after the other; one that would have to look at too much is left out. */
async function judgeHours(
  store: FindingStore,
  rules: readonly Rule[],
  request: JudgeRequest,
  { onLeftOut }: Pick<JudgeOptions, 'onLeftOut'>,
): Promise<Partial<JudgeLogsReport>> {
  const shared = sharingCounts(store, rules);
  let [opened, withdrawn, leftOut] = [0, 0, 0];
  for (const rule of rules) {
    try {
      const judged = await judgeRule(shared, rule, request);
      opened += judged.opened;
      withdrawn += judged.withdrawn;
    } catch (error) {
      if (!(error instanceof KafkaInsightError) || error.code !== 'FINDINGS_TOO_MANY') throw error;
      leftOut += 1;
      onLeftOut?.(rule, error);
    }
  }
  return { opened, withdrawn, leftOut };
}

/** A report, and what was done besides. */
function added(
  report: JudgeLogsReport,
  { waiting = 0, opened = 0, withdrawn = 0, visits = 0, leftOut = 0 }: Partial<JudgeLogsReport>,
): JudgeLogsReport {
  return {
    ...report,
    waiting: report.waiting + waiting,
    opened: report.opened + opened,
    withdrawn: report.withdrawn + withdrawn,
    visits: report.visits + visits,
    leftOut: report.leftOut + leftOut,
  };
}

/** How visits are counted; not at all where they are no longer and those that were counted are deleted. */
function countingFor({ visits }: Pick<JudgeOptions, 'visits'>, kept: JudgingState): VisitCounting | undefined {
  return visits?.plan === NO_VISITS && kept.visits === undefined ? undefined : visits;
}

function withoutVisits({ rules, positions, touched, open, changedMillis }: JudgingState): JudgingState {
  return { rules, positions, touched, open, changedMillis };
}

/** What is to be counted of visits after changes. */
async function countingAfter(
  visits: VisitCounting,
  kept: JudgingState,
  changes: Changes,
  times: { readonly nowMillis: number; readonly passedMillis: number },
): Promise<Pick<JudgingState, 'deletions' | 'visits'>> {
  const before = kept.visits ?? NO_VISITS_STATE;
  const counting = await visitsToCount(visits, before, changes, { ...times, hasErased: hasErased(kept, changes) });
  return { deletions: changes.deletions, visits: counting };
}

/** Whether lines may have been deleted since: some were of an index, or all of it. */
function hasErased({ deletions: before = {} }: JudgingState, { deletions }: Changes): boolean {
  return Object.entries(before).some(([index, count]) => deletions[index] !== count);
}
