import type { LogCondition } from './rule.ts';

/** A line that is about a request, and says its status. */
export const isRequest: LogCondition = { field: 'http.response.status_code', exists: true };
