import type { AccessEvent, ErrorEvent, LogEvent, SystemEvent } from './events.ts';
import { createBsdTime, createCommonLogTime, createErrorLogTime, createIsoTime } from './times.ts';

/** Prints an event as a line, without the line feed. Since its values are printable, it is a single line. */
type Render<Event> = (event: Event) => string;

/** Creates a function that prints any event in its format. Events must come in order of time. */
export function createRenderer(): Render<LogEvent> {
  const common = createCommonLogRenderer();
  const combined = createCombinedLogRenderer();
  const errors = createErrorLogRenderer();
  const bsd = createRfc3164Renderer();
  const ietf = createRfc5424Renderer();
  const json = createJsonRenderer();
  return (told) => {
    if (told.unread !== undefined) return told.unread;
    const { aheadMillis = 0 } = told;
    const event = aheadMillis === 0 ? told : { ...told, timeMillis: told.timeMillis + aheadMillis };
    switch (event.format) {
      case 'apache_combined':
        return combined(event);
      case 'apache_common':
        return common(event);
      case 'apache_error':
        return errors(event);
      case 'rfc3164':
        return bsd(event);
      case 'rfc5424':
        return ietf(event);
      case 'json':
        return json(event);
    }
  };
}

/** Prints the Common Log Format: `%h %l %u %t "%r" %>s %b` (Apache, mod_log_config); no bytes are printed as 0. */
function createCommonLogRenderer(): Render<AccessEvent> {
  const time = createCommonLogTime();
  return ({ timeMillis, address, user, method, target, protocol, status, bytes }) =>
    `${address} - ${user} [${time(timeMillis)}] "${method} ${target} ${protocol}" ${status} ${bytes}`;
}

/** Prints the Combined Log Format: the common one, then `"%{Referer}i" "%{User-agent}i"`. */
function createCombinedLogRenderer(): Render<AccessEvent> {
  const renderCommon = createCommonLogRenderer();
  return (event) => `${renderCommon(event)} "${event.referrer}" "${event.userAgent}"`;
}

/** Prints Apache's error log as flog does: `[time] [module:level] [pid P:tid T] [client address:port] message`. */
function createErrorLogRenderer(): Render<ErrorEvent> {
  const time = createErrorLogTime();
  return ({ timeMillis, module, level, processId, threadId, address, port, message }) =>
    `[${time(timeMillis)}] [${module}:${level}] [pid ${processId}:tid ${threadId}] [client ${address}:${port}] ${message}`;
}

/** Both RFCs: facility times eight, plus severity. */
const priority = ({ facility, severity }: SystemEvent): number => facility * 8 + severity;

/** Prints RFC 3164: `<PRI>Mmm dd hh:mm:ss host program[pid]: message`. */
function createRfc3164Renderer(): Render<SystemEvent> {
  const time = createBsdTime();
  return (event) =>
    `<${priority(event)}>${time(event.timeMillis)} ${event.host} ${event.program}[${event.processId}]: ${event.message}`;
}

/** Prints RFC 5424, version 1, without structured data: `<PRI>1 time host program pid msgid - message`. */
function createRfc5424Renderer(): Render<SystemEvent> {
  const time = createIsoTime();
  return (event) =>
    `<${priority(event)}>1 ${time(event.timeMillis)} ${event.host} ${event.program} ${event.processId} ${event.messageId} - ${event.message}`;
}

/** Prints the same JSON object as flog, including its spaces, and behind it which program answered, in which session, and in how many nanoseconds. Printable values need no escaping in JSON either. */
function createJsonRenderer(): Render<AccessEvent> {
  const time = createCommonLogTime();
  return ({
    timeMillis,
    address,
    user,
    method,
    target,
    protocol,
    status,
    bytes,
    referrer,
    service,
    session,
    durationMillis,
  }) => {
    const release =
      service === undefined ? '' : `, "service.name": "${service.name}", "service.version": "${service.version}"`;
    const signedIn =
      session === undefined ? '' : `, "session.id": "${session.id}", "user_agent.original": "${session.userAgent}"`;
    const duration = durationMillis === undefined ? '' : `, "event.duration": ${Math.round(durationMillis * 1e6)}`;
    return `{"host":"${address}", "user-identifier":"${user}", "datetime":"${time(timeMillis)}", "method": "${method}", "request": "${target}", "protocol":"${protocol}", "status":${status}, "bytes":${bytes}, "referer": "${referrer}"${release}${signedIn}${duration}}`;
  };
}
