import type { visitOriginFields } from '../finding-fields.ts';
import { hashId } from '../findings/finding.ts';
import type { Span } from '../time/span.ts';
import { DAY_MILLIS, MINUTE_MILLIS } from '../time/units.ts';

/** A request after a longer pause begins another visit. */
const INACTIVITY_MILLIS = 30 * MINUTE_MILLIS;

/** Where a visit came from, and with what. */
export type Origin = Readonly<Partial<Record<(typeof visitOriginFields)[number], string>>>;

/** A request that may belong to a visit. */
export interface VisitRequest {
  readonly timeMillis: number;
  readonly address: string;
  /** The whole user agent; empty where the log has none. */
  readonly agent: string;
  readonly path: string;
  readonly status: number;
  /** The goals that it reached. */
  readonly goals: readonly string[];
  readonly origin: Origin;
}

/** What one visitor did without a pause of half an hour, from its first to its last request, within a day (UTC). */
export interface Visit {
  /** A hash of the visitor and of when it began. */
  readonly id: string;
  /** A hash of the address and the user agent. */
  readonly visitor: string;
  readonly address: string;
  readonly fromMillis: number;
  /** When the last request was made. */
  readonly lastMillis: number;
  readonly pages: number;
  readonly entryPage: string;
  readonly exitPage: string;
  /** In order, once each. */
  readonly goals: readonly string[];
  /** Whether another visit of the visitor began in the thirty days before. */
  readonly isReturning: boolean;
  readonly origin: Origin;
}

/** A visit of one page that led to no goal. */
export function hasBounced({ pages, goals }: Pick<Visit, 'pages' | 'goals'>): boolean {
  return pages === 1 && goals.length === 0;
}

/** Statuses of requests that show no page and lead to another one (RFC 9110 section 15.4); 304 shows the page that the browser has. */
export const REDIRECTS: readonly number[] = [300, 301, 302, 303, 307, 308];
const redirects: ReadonlySet<number> = new Set(REDIRECTS);

/** Whether a request counts as a page: whatever reaches a goal does. */
function isPage({ status, goals }: VisitRequest): boolean {
  return goals.length > 0 || !redirects.has(status);
}

/** The day of a moment, UTC. */
export function dayOf(timeMillis: number): Span {
  const fromMillis = Math.floor(timeMillis / DAY_MILLIS) * DAY_MILLIS;
  return { fromMillis, toMillis: fromMillis + DAY_MILLIS };
}

/** A visit that may go on. */
interface OpenVisit {
  readonly first: VisitRequest;
  lastMillis: number;
  pages: number;
  entryPage: string;
  exitPage: string;
  readonly goals: Set<string>;
}

/** Puts requests together to visits, one after the other. */
export interface VisitBuilder {
  /** Takes the next request of a day: in order of time. */
  add(request: VisitRequest): void;
  /** Ends the day; the visits by visitor, each visitor's in order. None of them is known to be returning yet. */
  finish(): Visit[];
}

/**
 * Puts the requests of one day together to visits. A run of redirects that leads to no page is none.
 *
 * @param hosts of the site: who comes from one of its pages came from nowhere else
 */
export function createVisitBuilder(hosts: ReadonlySet<string>): VisitBuilder {
  const open = new Map<string, OpenVisit>();
  const done: Visit[] = [];

  function close(visitor: string, one: OpenVisit): void {
    if (one.pages > 0) done.push(visitOf(visitor, one, hosts));
  }

  return {
    add(request) {
      const visitor = visitorId(request);
      const last = open.get(visitor);
      if (last !== undefined && request.timeMillis - last.lastMillis <= INACTIVITY_MILLIS) {
        extend(last, request);
        return;
      }
      if (last !== undefined) close(visitor, last);
      const { timeMillis } = request;
      const none = { pages: 0, entryPage: '', exitPage: '', goals: new Set<string>() };
      const opened = { first: request, lastMillis: timeMillis, ...none };
      extend(opened, request);
      open.set(visitor, opened);
    },
    finish() {
      for (const [visitor, one] of open) close(visitor, one);
      open.clear();
      return done.splice(0).sort(byVisitorAndTime);
    },
  };
}

function extend(visit: OpenVisit, request: VisitRequest): void {
  visit.lastMillis = request.timeMillis;
  if (!isPage(request)) return;
  if (visit.pages === 0) visit.entryPage = request.path;
  visit.exitPage = request.path;
  visit.pages += 1;
  for (const goal of request.goals) visit.goals.add(goal);
}

function visitorId({ address, agent }: VisitRequest): string {
  return hashId('visitor', address, agent);
}

function visitOf(visitor: string, { first, goals, ...numbers }: OpenVisit, hosts: ReadonlySet<string>): Visit {
  const { timeMillis: fromMillis, address, origin } = first;
  const { 'kafkainsight.referrer.domain': referrer, ...own } = origin;
  return {
    id: hashId('visit', visitor, fromMillis),
    visitor,
    address,
    fromMillis,
    ...numbers,
    goals: [...goals].sort(),
    isReturning: false,
    origin: referrer === undefined || hosts.has(referrer) ? own : origin,
  };
}

/** The order of a visitor's visits. */
export function byVisitorAndTime(one: Visit, other: Visit): number {
  return one.visitor < other.visitor ? -1 : one.visitor > other.visitor ? 1 : one.fromMillis - other.fromMillis;
}
