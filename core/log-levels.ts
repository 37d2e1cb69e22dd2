/** The values of `log.level`, from the least to the most severe: syslog's eight severities (RFC 5424, section 6.2.1), and `trace`. */
export const logLevels = [
  'trace',
  'debug',
  'info',
  'notice',
  'warn',
  'error',
  'critical',
  'alert',
  'emergency',
] as const;

/** One of the levels. */
export type LogLevel = (typeof logLevels)[number];

/** The levels that mean that something went wrong. */
export const errorLevels = ['error', 'critical', 'alert', 'emergency'] as const satisfies readonly LogLevel[];
