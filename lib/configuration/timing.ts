const functionSeconds = 300;

/** How long the ingest function may run and how its queue waits for it. */
export const ingestTiming = {
  functionSeconds,
  /** Six times the function's time, as Lambda asks ("Using Lambda with Amazon SQS", queue configuration). */
  visibilitySeconds: 6 * functionSeconds,
  /**
   * Long enough to wait out a working day without a broker: retries are up to 15 minutes apart (with jitter, half of that on average), so
   * a hundred of them take about twelve hours. What can never succeed uses them up at once.
   */
  maxReceiveCount: 100,
} as const;

/** How long the index function may run: at most 14 minutes for MSK ("Amazon MSK event source mappings"). */
export const indexerTiming = { functionSeconds } as const;

/** How long ingested files are kept. */
export const INBOX_DAYS = 30;
/** How long dead letters are kept: long enough to fix and replay them after a holiday. */
export const DEAD_LETTER_DAYS = 90;

/**
 * How long the state of a part outlives its lines after the file last grew: so a line that was deleted because of its age is not produced
 * again when its file grows.
 */
export const STATE_DAYS_BEYOND = 31;

/** When and for how long the findings function runs. */
export const findingsTiming = {
  functionSeconds,
  /** A takeover is reported within minutes: a run takes some seconds where little has changed. */
  intervalMinutes: 1,
} as const;

const notifySeconds = 30;

/** How long the notify function may take for a message, and how its queue waits for it. */
export const notifyTiming = {
  functionSeconds: notifySeconds,
  /** As Lambda asks, see above. */
  visibilitySeconds: 6 * notifySeconds,
  /** Three minutes apart: a destination that was down for ten hours still gets its messages. */
  maxReceiveCount: 200,
} as const;

/** When and for how long the inspect function runs. */
export const inspectTiming = {
  /** Lambda's maximum: the function lists the whole inbox. */
  functionSeconds: 900,
  /** Lines are on the dashboards within seconds; an hour later it is known whether all of them are, long before anything is deleted. */
  intervalMinutes: 60,
  /** Two days: a missing file keeps its alarm that long, and a night without the function misses none. */
  windowHours: 48,
} as const;
