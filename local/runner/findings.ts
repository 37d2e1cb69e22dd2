import { setTimeout as sleep } from 'node:timers/promises';
import type { FindingsHandler } from '../../lambdas/findings/findings.ts';
import type { JudgeLogsReport } from '../../lambdas/findings/judge-logs.ts';
import { invoke } from './invoke.ts';
import { FINDINGS } from './wiring.ts';

/** The findings function on its schedule. */
export interface FindingsSchedule {
  /** Judges all that is in the index, the last windows too: for when no line is on its way any more. Errors: those of the function. */
  settle(): Promise<JudgeLogsReport>;
  /** Lets a running invocation end. */
  stop(): Promise<void>;
}

/** Judging takes at most a quarter of the time: the engine, on the same machine, has lines to index. */
const PAUSE_SHARE = 3;

/**
 * Invokes the findings function again and again (see {@link FINDINGS}), one invocation at a time. An hour that is being filled would be
 * counted from its beginning each time: that waits until most lines are there, or for a minute.
 *
 * @param deliveredRecords how many records the index function has had by now
 */
export function startFindings(
  handler: FindingsHandler,
  onFailure: (error: unknown) => void,
  deliveredRecords: () => number,
): FindingsSchedule {
  const stopping = new AbortController();
  let turn = Promise.resolve();
  /** Appends an invocation to those before it. */
  const judge = (isSettled: boolean): Promise<JudgeLogsReport> => {
    const judged = turn.then(() => invoke(handler, { isSettled }, FINDINGS));
    turn = judged.then(
      () => undefined,
      () => undefined,
    );
    return judged;
  };
  const isStopped = (): boolean => stopping.signal.aborted;
  const schedule = async (): Promise<void> => {
    let [delivered, tookMillis, endedMillis] = [0, 0, Date.now()];
    while (!isStopped()) {
      await sleep(pauseMillisAfter(tookMillis), undefined, { signal: stopping.signal }).catch(() => undefined);
      const before = delivered;
      delivered = deliveredRecords();
      const startMillis = Date.now();
      if (isStopped() || !isDue(delivered - before, startMillis - endedMillis)) continue;
      await judge(false).catch(onFailure);
      endedMillis = Date.now();
      tookMillis = endedMillis - startMillis;
    }
  };
  const running = schedule();
  return {
    async settle() {
      let report = await judge(true);
      // one run has a limit, as in Lambda
      while (report.isBusy || report.waiting > 0) {
        await sleep(FINDINGS.intervalMillis);
        report = await judge(true);
      }
      return report;
    },
    async stop() {
      stopping.abort();
      await running;
      await turn;
    },
  };
}

/** How long to wait after an invocation that took so long, in milliseconds. */
export function pauseMillisAfter(tookMillis: number): number {
  return Math.max(FINDINGS.intervalMillis, PAUSE_SHARE * tookMillis);
}

/** Whether to judge now. @param arrivedRecords since the last look @param sinceMillis how long ago the last invocation ended */
export function isDue(arrivedRecords: number, sinceMillis: number): boolean {
  return arrivedRecords <= FINDINGS.busyRecords || sinceMillis >= FINDINGS.busyIntervalMillis;
}
