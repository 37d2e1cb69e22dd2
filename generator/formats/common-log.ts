import type { AccessEvent } from '../events.ts';
import type { Render } from './render.ts';
import { createCommonLogTime } from './times.ts';

/** Prints the Common Log Format: `%h %l %u %t "%r" %>s %b` (Apache, mod_log_config); no bytes are printed as 0. */
export function createCommonLogRenderer(): Render<AccessEvent> {
  const time = createCommonLogTime();
  return ({ timeMillis, address, user, method, target, protocol, status, bytes }) =>
    `${address} - ${user} [${time(timeMillis)}] "${method} ${target} ${protocol}" ${status} ${bytes}`;
}

/** Prints the Combined Log Format: the common one, then `"%{Referer}i" "%{User-agent}i"`. */
export function createCombinedLogRenderer(): Render<AccessEvent> {
  const renderCommon = createCommonLogRenderer();
  return (event) => `${renderCommon(event)} "${event.referrer}" "${event.userAgent}"`;
}
