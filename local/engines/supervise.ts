import { setTimeout as sleep } from 'node:timers/promises';
import { KafkaInsightError } from '../../core/errors.ts';
import { FULL_DISK } from './reasons.ts';
import type { Server, ServerFailure } from './server.ts';

/** What became of a server that ended though nobody stopped it: it is about to be started again, is back, or is given up. */
export type ServerEvent =
  | { readonly what: string; readonly restartMillis: number }
  | { readonly backAgain: string }
  | { readonly what: string; readonly error: KafkaInsightError; readonly othersGoOn: boolean };

/** The pause before each start; the last of them is all further ones' where the disk is full, since somebody may make room. */
const PAUSES_MILLIS = [1_000, 2_000, 4_000, 8_000, 16_000, 32_000];
/** A server that ran for so long starts from the shortest pause again. */
const steadyMillis = 120_000;

/**
 * Starts servers of one kind again whenever they end, with growing pauses, and tells of it; gives one up that ends again and again.
 * Brokers replace one another: while one of them runs, the others' end is no reason to stop.
 *
 * @param pausesMillis before each start; after the last of them a server is given up
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

/** Resolves with the end of a server that is given up; undefined where it is being stopped. */
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

/** Why it could not be started, undefined where it was. */
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
