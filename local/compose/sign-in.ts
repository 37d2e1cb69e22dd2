import { setTimeout as sleep } from 'node:timers/promises';

/** Whether a server still accepts us. */
export interface SignIn {
  /** Whether it did at one of the last looks. */
  readonly isGood: boolean;
  stop(): Promise<void>;
}

/** So many looks may go unanswered by a server that is busy. */
const LOOKS_ALLOWED = 3;

/**
 * Asks a server again and again whether it accepts us: a password that was right at the start may be changed meanwhile.
 *
 * @param ask rejects where it does not
 * @param onChange is told the reason when it stops accepting us, and nothing when it does again
 */
export function watchSignIn(
  ask: () => Promise<unknown>,
  intervalMillis: number,
  onChange: (reason: unknown) => void,
): SignIn {
  const stopping = new AbortController();
  let goodMillis = performance.now();
  let wasGood = true;
  const watching = (async () => {
    for (;;) {
      await sleep(intervalMillis, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      const reason = await ask().then(
        () => undefined,
        (error: unknown) => error ?? new Error('no reason given'),
      );
      const isGood = reason === undefined;
      if (isGood) goodMillis = performance.now();
      if (isGood !== wasGood) onChange(reason);
      wasGood = isGood;
    }
  })();
  return {
    get isGood() {
      return performance.now() - goodMillis <= LOOKS_ALLOWED * intervalMillis;
    },
    stop: async () => {
      stopping.abort();
      await watching;
    },
  };
}
