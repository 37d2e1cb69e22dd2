import type { SystemEvent } from '../events.ts';
import type { Render } from './render.ts';
import { createBsdTime, createIsoTime } from './times.ts';

/** Both RFCs: facility times eight and severity. */
const priority = ({ facility, severity }: SystemEvent): number => facility * 8 + severity;

/** Prints RFC 3164: `<PRI>Mmm dd hh:mm:ss host program[pid]: message`. */
export function createRfc3164Renderer(): Render<SystemEvent> {
  const time = createBsdTime();
  return (event) =>
    `<${priority(event)}>${time(event.timeMillis)} ${event.host} ${event.program}[${event.processId}]: ${event.message}`;
}

/** Prints RFC 5424, version 1, without structured data: `<PRI>1 time host program pid msgid - message`. */
export function createRfc5424Renderer(): Render<SystemEvent> {
  const time = createIsoTime();
  return (event) =>
    `<${priority(event)}>1 ${time(event.timeMillis)} ${event.host} ${event.program} ${event.processId} ${event.messageId} - ${event.message}`;
}
