/**
 * What an error means for the work at hand:
 * - `transient`: the same work may succeed later. It is retried with back-off, then handed back to be redelivered, and never dead-lettered.
 * - `permanent`: the same work can never succeed. Its record is dead-lettered at once.
 * - `user`: a person has to change something (an argument, a configuration, the machine); nothing is retried.
 */
export type FailureClass = 'transient' | 'permanent' | 'user';

/** The one closed list of error codes. Every decision to retry or to dead-letter reads this table and nothing else. */
export const errorClasses = {
  // what a person has to fix
  CONFIGURATION_INVALID: 'user',
  USAGE_INVALID: 'user',
  FILE_NOT_FOUND: 'user',
  FILE_UNREADABLE: 'user',
  FILE_UNWRITABLE: 'user',
  FORMAT_UNKNOWN: 'user',
  TIME_ZONE_UNKNOWN: 'user',
  JAVA_MISSING: 'user',
  MAVEN_MISSING: 'user',
  DOWNLOAD_MISMATCH: 'user',
  ENGINE_FAILED: 'user',
  PORT_TAKEN: 'user',
  ALREADY_RUNNING: 'user',
  DISK_FULL: 'user',
  DATA_OUTDATED: 'user',
  STORE_BROKEN: 'user',
  SERVER_UNREACHABLE: 'user',
  DOCKER_NOT_READY: 'user',
  CONTAINER_FAILED: 'user',
  PROVISIONING_FAILED: 'user',
  DASHBOARDS_NOT_IMPORTED: 'user',
  STILL_ON_ITS_WAY: 'user',
  LINE_UNKNOWN: 'user',
  LINE_GONE: 'user',
  LINE_TOO_FAR: 'user',
  LINE_TOO_LONG: 'user',
  // reading the inbox
  EVENT_INVALID: 'permanent',
  OBJECT_NOT_FOUND: 'permanent',
  OBJECT_CHANGED: 'permanent',
  FILE_TOO_LARGE: 'permanent',
  OBJECT_STORE_UNAVAILABLE: 'transient',
  FILE_NOT_TEXT: 'permanent',
  DECOMPRESSION_FAILED: 'permanent',
  COMPRESSION_UNSUPPORTED: 'permanent',
  DECOMPRESSED_TOO_LARGE: 'permanent',
  REPLAY_LINE_INVALID: 'permanent',
  QUEUE_UNAVAILABLE: 'transient',
  SECRET_UNAVAILABLE: 'transient',
  // writing to the topic
  BROKER_UNAVAILABLE: 'transient',
  BROKER_REFUSED: 'transient',
  TOPIC_MISSING: 'transient',
  RECORD_TOO_LARGE: 'permanent',
  // writing to the search engine
  SEARCH_UNAVAILABLE: 'transient',
  SEARCH_THROTTLED: 'transient',
  SEARCH_FORBIDDEN: 'transient',
  SEARCH_BLOCKED: 'transient',
  SEARCH_REFUSED: 'permanent',
  SHARD_LIMIT: 'transient',
  TEMPLATE_MISSING: 'transient',
  BULK_TOO_LARGE: 'transient',
  MAPPING_ERROR: 'permanent',
  RECORD_EMPTY: 'permanent',
  DATASET_UNKNOWN: 'permanent',
  INDEX_CLOSED: 'permanent',
  INDEX_READ_ONLY: 'permanent',
  SHARD_FULL: 'permanent',
  // judging what was logged
  FINDINGS_TOO_MANY: 'user',
  VISITS_TOO_MANY: 'user',
  // telling people
  NOTIFICATION_UNAVAILABLE: 'transient',
  NOTIFICATION_REFUSED: 'user',
  // asking a stage in the cloud
  STAGE_NOT_FOUND: 'user',
  AWS_ACCESS_DENIED: 'user',
  FUNCTION_FAILED: 'user',
  AWS_UNAVAILABLE: 'transient',
  // the clock
  TIME_LIMIT: 'transient',
} as const satisfies Record<string, FailureClass>;

/** One of the closed list of error codes. */
export type ErrorCode = keyof typeof errorClasses;

/** Whether a text is one of the codes. */
export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(errorClasses, text);
}

/** Whether the same work may succeed later. */
export function isTransient(code: ErrorCode): boolean {
  return errorClasses[code] === 'transient';
}

/**
 * The only error that this project throws on purpose. The message says what failed, what was got, what is allowed and
 * what to do next; it never holds a log line. The error underneath is kept as `cause`.
 */
export class KafkaInsightError extends Error {
  override readonly name = 'KafkaInsightError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
