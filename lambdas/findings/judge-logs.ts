import { KafkaInsightError } from '../../core/errors.ts';
import type { FindingStore, JudgingState } from '../../core/findings/finding-store.ts';
import type { Rule } from '../../core/findings/rule.ts';
import { sorted } from '../../core/findings/windows.ts';
import { HOUR_MILLIS } from '../../core/time/units.ts';
import { alone } from './alone.ts';
import { judgeRule } from './judge-rule.ts';

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
}

/** What a run did. */
export interface JudgeLogsReport {
  /** Whether another run was judging, so that this one did nothing. */
  readonly isBusy: boolean;
  readonly hours: number;
  /** Changed hours that are left to the next run. */
  readonly waiting: number;
  readonly opened: number;
  readonly withdrawn: number;
  /** How often a rule was left out. */
  readonly leftOut: number;
  /** Findings, cases and tallies that were too old. */
  readonly deleted: number;
}

/** Lines of a window may come so much later than those of the next. */
const LATENESS_MILLIS = 2 * 60_000;
const QUIET_MILLIS = 10 * 60_000;
/** Hours that are judged before it is written down that they are. */
const HOURS_A_BATCH = 24;
const BUSY: JudgeLogsReport = { isBusy: true, hours: 0, waiting: 0, opened: 0, withdrawn: 0, leftOut: 0, deleted: 0 };

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
  { now, stopMillis, isSettled = false, deleteBeforeMillis, onLeftOut }: JudgeOptions,
): Promise<JudgeLogsReport> {
  const fingerprint = rules.map(({ name, version }) => `${name} ${version}`).join(', ');
  const isSame = kept.rules === fingerprint;
  const { positions, hours, newestMillis = -Infinity } = await store.changes(isSame ? kept.positions : {});
  const changedMillis = hours.length > 0 ? now() : kept.changedMillis;
  const passedMillis = isSettled || now() - changedMillis > QUIET_MILLIS ? Infinity : newestMillis - LATENESS_MILLIS;
  const report = { isBusy: false, hours: 0, waiting: 0, opened: 0, withdrawn: 0, leftOut: 0 };
  let state: JudgingState = {
    rules: fingerprint,
    positions,
    touched: sorted([...(isSame ? kept.touched : []), ...hours]),
    open: isSame ? kept.open : [],
    changedMillis,
  };
  const judgeBatch = async (batch: readonly number[], some: readonly Rule[]): Promise<void> => {
    for (const rule of some) {
      try {
        const { opened, withdrawn } = await judgeRule(store, rule, { hours: batch, newestMillis, passedMillis });
        report.opened += opened;
        report.withdrawn += withdrawn;
      } catch (error) {
        if (!(error instanceof KafkaInsightError) || error.code !== 'FINDINGS_TOO_MANY') throw error;
        report.leftOut += 1;
        onLeftOut?.(rule, error);
      }
    }
  };
  await store.save(state);
  while (state.touched.length > 0 && now() < stopMillis) {
    const batch = state.touched.slice(0, HOURS_A_BATCH);
    await judgeBatch(batch, rules);
    report.hours += batch.length;
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
  await store.save({ ...state, open: state.open.filter(isOpen) });
  const deleted = deleteBeforeMillis === undefined ? 0 : await store.deleteOld(deleteBeforeMillis);
  return { ...report, waiting: state.touched.length, deleted };
}
