import { setTimeout as sleep } from 'node:timers/promises';

/** Whether a server still accepts us. */
export interface SignInCheck {
  /** Whether it did in one of the last checks. */
  readonly isGood: boolean;
  stop(): Promise<void>;
}

/** How many checks in a row a busy server may leave unanswered. */
const LOOKS_ALLOWED = 3;

/**
 * Checks repeatedly whether a server accepts us: a password that was right at the start may be changed later.
 *
 * @param ask rejects where it does not
 * @param onChange called with the reason when it stops accepting us, and without one when it does again
 */
export function watchSignIn(
  ask: () => Promise<unknown>,
  intervalMillis: number,
  onChange: (reason: unknown) => void,
): SignInCheck {
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
