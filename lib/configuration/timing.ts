const functionSeconds = 300;

/** How long the ingest function may run and how its queue waits for it. */
export const ingestTiming = {
  functionSeconds,
  /** Six times the function's time, as Lambda asks ("Using Lambda with Amazon SQS", queue configuration). */
  visibilitySeconds: 6 * functionSeconds,
  /**
   * A broker that is away for a working day is waited for: the function puts retries up to 15 minutes apart (with jitter, half
   * of it on average), so a hundred of them take about twelve hours. What can never succeed runs through them at once.
   */
  maxReceiveCount: 100,
} as const;

/** How long the index function may run: at most 14 minutes behind MSK ("Amazon MSK event source mappings"). */
export const indexerTiming = { functionSeconds } as const;

/** Ingested files stay until nobody asks about them any more. */
export const INBOX_DAYS = 30;
/** Dead letters stay long enough to be fixed and replayed after a holiday. */
export const DEAD_LETTER_DAYS = 90;

/**
 * How long what is known of a part stays after the file last grew, beyond the life of its lines: so no line that was deleted by its age
 * is produced again because its file grew.
 */
export const STATE_DAYS_BEYOND = 31;

/** When and for how long the inspect function runs. */
export const inspectTiming = {
  /** As long as Lambda lets a function run: it lists the whole inbox. */
  functionSeconds: 900,
  /** Lines are on the dashboards within seconds; whether all are is known an hour later, long before anything is deleted. */
  intervalMinutes: 60,
  /** Files of the last two days: one that is missing is alarmed on for so long, and a night without the function misses none. */
  windowHours: 48,
} as const;
