import type { StoryFormat } from '../core/format-table.ts';
import type { Calendar } from './calendar.ts';
import type { AccessEvent, AccessFormat, ErrorEvent, LogEvent, Protocol, SystemEvent } from './events.ts';
import { NONE, type Printable } from './printable.ts';
import { type Random, whole } from './random.ts';
import type { ScenarioName } from './scenarios/names.ts';

/** The client: what is the same in all its requests until it signs in. */
export interface Requester {
  readonly format: AccessFormat;
  readonly address: Printable;
  /** `-` until the client signs in. */
  user: Printable;
  readonly protocol: Protocol;
  readonly userAgent: Printable;
  readonly scenario: ScenarioName | undefined;
}

/** What the error log says about a request that failed. */
export interface ErrorReport {
  readonly module: Printable;
  readonly level: Printable;
  readonly message: Printable;
}

/**
 * Changes a request before it is logged: its status, its bytes, the scenario after it. Returns what the error log says about it, if
 * anything.
 */
export type Alteration = (request: AccessEvent) => ErrorReport | undefined;

/** The program that logs a message. */
export interface Daemon {
  readonly format: 'rfc3164' | 'rfc5424';
  readonly facility: number;
  readonly host: Printable;
  readonly program: Printable;
  /** Absent for a daemon that forks for each task: it has another one each time. */
  readonly processId?: number;
}

/** What differs from one request of a client to the next, and the response. */
type ClientRequest = Pick<AccessEvent, 'timeMillis' | 'method' | 'target' | 'status' | 'bytes' | 'referrer'>;

interface DaemonMessage extends Pick<SystemEvent, 'timeMillis' | 'severity' | 'messageId' | 'message'> {
  readonly scenario?: ScenarioName | undefined;
  readonly aheadMillis?: number;
}

/** What actors write into; what they write becomes lines when its time comes. */
export interface Journal {
  /** Whether lines of the format are wanted at all; if not, actors skip what only they show. */
  wants(format: StoryFormat): boolean;
  /** A request and its response. Returns the final status, after all alterations. */
  request(client: Requester, request: ClientRequest): number;
  /** A line of the error log about a client. */
  fault(address: Printable, timeMillis: number, fault: ErrorReport, scenario?: ScenarioName): void;
  /** A line in the error log of a program that knows nothing of its format. */
  stray(timeMillis: number, text: Printable, scenario: ScenarioName): void;
  /** A daemon's message. */
  message(daemon: Daemon, message: DaemonMessage): void;
}

/** The web server's processes; each has 25 threads (Apache's event module: ThreadsPerChild). */
const SERVER_PROCESSES = [1217, 1218, 1219, 3904] as const;
const FIRST_THREAD = 140_001;
const THREADS = 25;

/** Opens a journal. Alterations are applied in order; the list may grow while the story is planned. */
export function createJournal(
  calendar: Calendar,
  formats: ReadonlySet<StoryFormat>,
  alterations: readonly Alteration[],
  random: Random,
): Journal {
  const add = (event: LogEvent): void => {
    if (formats.has(event.format)) calendar.add(event);
  };
  const logFault = (about: Faulty, fault: ErrorReport): void => {
    add(errorEvent(about, fault, random));
  };
  return {
    wants: (format) => formats.has(format),
    request({ format, address, user, protocol, userAgent, scenario }, request) {
      const event: AccessEvent = { ...request, format, scenario, address, user, protocol, userAgent };
      for (const alter of alterations) {
        const fault = alter(event);
        if (fault !== undefined) logFault({ address, timeMillis: request.timeMillis, scenario: event.scenario }, fault);
      }
      add(event);
      return event.status;
    },
    fault(address, timeMillis, fault, scenario) {
      logFault({ address, timeMillis, scenario }, fault);
    },
    stray(timeMillis, unread, scenario) {
      add({ ...errorEvent({ address: NONE, timeMillis, scenario }, NO_FAULT, random), unread });
    },
    message(daemon, message) {
      add(systemEvent(daemon, message, random));
    },
  };
}

/** Of a line that is printed as it is. */
const NO_FAULT: ErrorReport = { module: NONE, level: NONE, message: NONE };

/** Whose request failed, and when. */
type Faulty = Pick<ErrorEvent, 'address' | 'timeMillis' | 'scenario'>;

function errorEvent({ address, timeMillis, scenario }: Faulty, fault: ErrorReport, random: Random): ErrorEvent {
  return {
    format: 'apache_error',
    timeMillis,
    scenario,
    module: fault.module,
    level: fault.level,
    processId: SERVER_PROCESSES[whole(random, 0, SERVER_PROCESSES.length)] ?? 0,
    threadId: FIRST_THREAD + whole(random, 0, THREADS),
    address,
    port: whole(random, 32_768, 60_999),
    message: fault.message,
  };
}

function systemEvent(daemon: Daemon, message: DaemonMessage, random: Random): SystemEvent {
  const { format, facility, host, program, processId } = daemon;
  const { scenario } = message;
  return { ...message, scenario, format, facility, host, program, processId: processId ?? whole(random, 400, 32_000) };
}
