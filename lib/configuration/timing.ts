import { Duration } from 'aws-cdk-lib';

const functionTimeout = Duration.minutes(5);

/** How long the ingest function may run and how its queue waits for it. */
export const ingestTiming = {
  functionTimeout,
  /** Six times the function's time, as Lambda asks ("Using Lambda with Amazon SQS", queue configuration). */
  visibilityTimeout: Duration.seconds(6 * functionTimeout.toSeconds()),
  /** A broker that is away for a working day is waited for: retries begin within seconds and end at the visibility time-out apart. */
  maxReceiveCount: 20,
} as const;

/** How long the index function may run: at most 14 minutes behind MSK ("Amazon MSK event source mappings"). */
export const indexTiming = { functionTimeout: Duration.minutes(5) } as const;
