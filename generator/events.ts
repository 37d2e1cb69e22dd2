import type { Printable } from './printable.ts';
import type { ScenarioName } from './scenarios/names.ts';

/** The formats that log requests: the shop's pages, its assets, the mobile app's gateway. */
export type AccessFormat = 'apache_combined' | 'apache_common' | 'json';

interface TimedEvent {
  readonly timeMillis: number;
  /** The scenario that added or changed it; undefined for everyday life. */
  scenario: ScenarioName | undefined;
  /** Printed instead of a line of its format: no format reads it. */
  unread?: Printable;
  /** By how much the clock that it is printed by is ahead, in milliseconds. Default: 0. */
  readonly aheadMillis?: number;
}

/** The methods that the shop's clients use. */
export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** The protocols that they speak, as Apache prints them. */
export type Protocol = 'HTTP/1.1' | 'HTTP/2.0';

/** In what a request was made by somebody who is signed in, where the log says so: JSON only. */
export interface RequestSession {
  readonly id: Printable;
  readonly userAgent: Printable;
}

/** A request that was answered: one line of an access log. */
export interface AccessEvent extends TimedEvent {
  readonly format: AccessFormat;
  readonly address: Printable;
  /** `-` where nobody is signed in. */
  readonly user: Printable;
  readonly method: Method;
  /** Path and query. */
  readonly target: Printable;
  readonly protocol: Protocol;
  status: number;
  bytes: number;
  /** `-` where there is none. */
  readonly referrer: Printable;
  /** Which program answered it, where the log says so: JSON only. */
  service?: { readonly name: Printable; readonly version: Printable };
  readonly userAgent: Printable;
  session?: RequestSession;
  /** How long it took, where the gateway logs that. */
  durationMillis?: number;
  /** By which factor it takes longer. Default: 1. */
  slower?: number;
}

/** What an Apache server logs about itself or a request: one line of an error log. */
export interface ErrorEvent extends TimedEvent {
  readonly format: 'apache_error';
  readonly module: Printable;
  readonly level: Printable;
  readonly processId: number;
  readonly threadId: number;
  readonly address: Printable;
  readonly port: number;
  readonly message: Printable;
}

/** A daemon's message: one line of a syslog. */
export interface SystemEvent extends TimedEvent {
  readonly format: 'rfc3164' | 'rfc5424';
  readonly facility: number;
  readonly severity: number;
  readonly host: Printable;
  readonly program: Printable;
  readonly processId: number;
  /** RFC 5424's MSGID; RFC 3164 has none. */
  readonly messageId: Printable;
  readonly message: Printable;
}

/** Anything that becomes a line. */
export type LogEvent = AccessEvent | ErrorEvent | SystemEvent;
