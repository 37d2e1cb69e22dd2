import type { Round } from './rounds.ts';

/** What the worker was started with, as `startWorker` was given it. */
export function workerArgument(): unknown {
  return JSON.parse(process.argv[2] ?? '{}');
}

/**
 * Serves rounds in a worker: `prepare` makes ready, outside the measurement, what it answers; only that is measured. It is
 * given the round's number. The process ends with the one that started it.
 */
export function serveRounds(prepare: (round: number) => Promise<() => Promise<void>>): void {
  let number = 0;
  const serve = async (): Promise<void> => {
    const work = await prepare(number++);
    globalThis.gc?.();
    const cpuBefore = process.cpuUsage();
    const started = performance.now();
    await work();
    const seconds = (performance.now() - started) / 1000;
    const { user, system } = process.cpuUsage(cpuBefore);
    const peakMib = process.resourceUsage().maxRSS / 1024;
    process.send?.({ seconds, cpuSeconds: (user + system) / 1e6, peakMib } satisfies Round);
  };
  process.on('message', () => {
    serve().catch((error: unknown) => {
      console.error(error);
      process.exit(1);
    });
  });
  process.on('disconnect', () => process.exit(0));
}
