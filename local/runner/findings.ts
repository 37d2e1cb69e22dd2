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

/** Invokes the findings function every few seconds, one invocation at a time, as the schedule of a stage does every minute. */
export function startFindings(handler: FindingsHandler, onFailure: (error: unknown) => void): FindingsSchedule {
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
    let tookMillis = 0;
    while (!isStopped()) {
      const pauseMillis = Math.max(FINDINGS.intervalMillis, PAUSE_SHARE * tookMillis);
      await sleep(pauseMillis, undefined, { signal: stopping.signal }).catch(() => undefined);
      const startMillis = performance.now();
      if (!isStopped()) await judge(false).catch(onFailure);
      tookMillis = performance.now() - startMillis;
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
