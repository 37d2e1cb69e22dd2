import type { Clock } from '../../lambdas/retry.ts';

/** A clock that only sleeping moves, and how often somebody slept for how many seconds. */
export function sleepingClock(): Clock & { readonly sleptSeconds: readonly number[] } {
  let now = Date.UTC(2026, 10, 22);
  const sleptSeconds: number[] = [];
  return {
    sleptSeconds,
    now: () => now,
    sleep: (millis) => {
      now += millis;
      sleptSeconds.push(millis / 1000);
      return Promise.resolve();
    },
  };
}
