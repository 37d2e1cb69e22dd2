import type { FindingStore, JudgingState } from '../../core/findings/finding-store.ts';

/**
 * How long after its last sign of life a run is treated as dead: one that was killed delays the next by no more. While it works, however
 * long a query takes, it gives a sign every ten seconds.
 */
const LEASE_MILLIS = 30_000;
const RENEWAL_MILLIS = 10_000;

/**
 * Works while no other run writes findings or cases. Errors: those of the work and of the store.
 *
 * @param now the time, epoch milliseconds
 * @returns `undefined` if another run does
 */
export async function alone<Result>(
  store: FindingStore,
  now: () => number,
  work: (state: JudgingState) => Promise<Result>,
): Promise<Result | undefined> {
  const state = await store.begin(now(), now() + LEASE_MILLIS);
  if (state === undefined) return undefined;
  const renewing = setInterval(() => {
    // what hinders it hinders the next write of the run, too, which reports it
    store.renew(now() + LEASE_MILLIS).catch(() => undefined);
  }, RENEWAL_MILLIS);
  try {
    return await work(state);
  } finally {
    clearInterval(renewing);
    await store.end();
  }
}
