import { peakKib } from '../peak-memory.ts';
import type { Round } from './rounds.ts';

/** What the worker was started with, as `startWorker` was given it. */
export function workerArgument(): unknown {
  return JSON.parse(process.argv[2] ?? '{}');
}

/**
 * Serves rounds in a worker: `prepare` receives the round's number and returns the work to be measured; it is not measured
 * itself. The process ends with the one that started it.
 *
 * @param finish what is done after each round, and not measured either
 */
export function serveRounds(
  prepare: (round: number) => Promise<() => Promise<void>>,
  finish: () => Promise<void> = () => Promise.resolve(),
): void {
  let number = 0;
  let work: () => Promise<void> = () => Promise.resolve();
  const serve = async (what: unknown): Promise<void> => {
    if (what === 'work') {
      const round = await measure(work);
      await finish();
      process.send?.(round);
      return;
    }
    work = await prepare(number++);
    globalThis.gc?.();
    process.send?.('ready');
  };
  process.on('message', (what) => {
    serve(what).catch((error: unknown) => {
      console.error(error);
      process.exit(1);
    });
  });
  process.on('disconnect', () => process.exit(0));
}

async function measure(work: () => Promise<void>): Promise<Round> {
  const cpuBefore = process.cpuUsage();
  const started = performance.now();
  await work();
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { seconds, cpuSeconds: (user + system) / 1e6, peakMib: peakKib() / 1024 };
}
