import type { AccessEvent } from '../events.ts';
import type { Render } from './render.ts';
import { createCommonLogTime } from './times.ts';

/** Prints the JSON object that flog does, to the spaces in it. What is printable needs no escaping in JSON either. */
export function createJsonRenderer(): Render<AccessEvent> {
  const time = createCommonLogTime();
  return ({ timeMillis, address, user, method, target, protocol, status, bytes, referrer }) =>
    `{"host":"${address}", "user-identifier":"${user}", "datetime":"${time(timeMillis)}", "method": "${method}", "request": "${target}", "protocol":"${protocol}", "status":${status}, "bytes":${bytes}, "referer": "${referrer}"}`;
}
