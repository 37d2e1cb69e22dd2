import type { ErrorEvent } from '../events.ts';
import type { Render } from './render.ts';
import { createErrorLogTime } from './times.ts';

/** Prints Apache's error log as flog does: `[time] [module:level] [pid P:tid T] [client address:port] message`. */
export function createErrorLogRenderer(): Render<ErrorEvent> {
  const time = createErrorLogTime();
  return ({ timeMillis, module, level, processId, threadId, address, port, message }) =>
    `[${time(timeMillis)}] [${module}:${level}] [pid ${processId}:tid ${threadId}] [client ${address}:${port}] ${message}`;
}
