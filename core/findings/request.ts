import type { LogCondition } from './rule.ts';

/** A line that is about a request, and says its status. */
export const isRequest: LogCondition = { field: 'http.response.status_code', exists: true };

/** A request that failed on the server's side (RFC 9110, section 15.6). */
export const isFailedRequest: LogCondition = { field: 'http.response.status_code', from: 500, below: 600 };
