import { setTimeout as sleep } from 'node:timers/promises';
import { KafkaInsightError } from '../../core/errors.ts';
import { FULL_DISK } from './reasons.ts';
import type { Server, ServerFailure } from './server.ts';

/** What happens to a server that ended unexpectedly: it is about to be restarted, is back, or is given up. */
export type ServerEvent =
  | { readonly what: string; readonly restartMillis: number }
  | { readonly backAgain: string }
  | { readonly what: string; readonly error: KafkaInsightError; readonly othersGoOn: boolean };

/** The pause before each start. Where the disk is full, the last one repeats, since somebody may free space. */
const PAUSES_MILLIS = [1_000, 2_000, 4_000, 8_000, 16_000, 32_000];
/** After running this long, a server starts from the shortest pause again. */
const steadyMillis = 120_000;

/**
 * Restarts servers of one kind whenever they end, with growing pauses, and reports it; gives up on one that keeps ending. Brokers replace
 * one another: as long as one runs, the end of others is no reason to stop.
 *
 * @param pausesMillis pauses before each start; after the last one a server is given up
 */
export function superviseAll(
  servers: readonly Server[],
  listener: (event: ServerEvent) => void,
  stopping: AbortSignal,
  pausesMillis: readonly number[] = PAUSES_MILLIS,
): void {
  let running = servers.length;
  for (const server of servers) {
    void supervise(server, listener, stopping, pausesMillis).then((failure) => {
      if (failure === undefined) return;
      running -= 1;
      listener({ ...failure, othersGoOn: running > 0 });
    });
  }
}

/** Resolves with the failure of a server that is given up; undefined where it is being stopped. */
async function supervise(
  server: Server,
  listener: (event: ServerEvent) => void,
  stopping: AbortSignal,
  pausesMillis: readonly number[],
): Promise<ServerFailure | undefined> {
  const isStopping = (): boolean => stopping.aborted;
  for (let failures = 0; ;) {
    const startMillis = performance.now();
    const failure = await server.failure;
    if (performance.now() - startMillis > steadyMillis) failures = 0;
    for (let last: ServerFailure | undefined = failure; last !== undefined;) {
      failures += 1;
      const restartMillis = pauseAfter(pausesMillis, failures, last);
      if (restartMillis === undefined) return last;
      listener({ what: last.what, restartMillis });
      await sleep(restartMillis, undefined, { signal: stopping, ref: false }).catch(() => undefined);
      if (isStopping()) return undefined;
      last = await restart(server);
      if (isStopping()) await server.kill();
    }
    listener({ backAgain: failure.title });
  }
}

function pauseAfter(pausesMillis: readonly number[], failures: number, { what }: ServerFailure): number | undefined {
  return pausesMillis[failures - 1] ?? (what.includes(FULL_DISK) ? pausesMillis.at(-1) : undefined);
}

/** Why it could not be started; undefined where it was. */
async function restart(server: Server): Promise<ServerFailure | undefined> {
  try {
    await server.restart();
    return undefined;
  } catch (error) {
    if (!(error instanceof KafkaInsightError)) throw error;
    const [what = error.message] = error.message.split(/\.(?: |$)/, 1);
    return { title: '', what, error };
  }
}
