import type { LogCondition } from './rule.ts';

/** What a program says of an error: its level (RFC 5424, section 6.2.1), or its kind. */
export const isError: LogCondition = {
  any: [
    { field: 'log.level', is: ['error', 'critical', 'alert', 'emergency'] },
    { field: 'error.type', exists: true },
  ],
};
