import type { LogCondition } from '../findings/rule.ts';
import type { Span } from '../time/span.ts';
import type { VisitChanges } from './changed-visits.ts';
import type { Visit, VisitRequest } from './visit.ts';

/** Some values of a listing, in order. */
export interface AddressPage {
  readonly addresses: readonly string[];
  /** Whether there are others after them. */
  readonly hasMore: boolean;
}

/** A day, and how many pages there are in the logs and in the visits. */
export interface DayPages {
  readonly fromMillis: number;
  readonly logged: number;
  readonly visited: number;
}

/** Whose requests or visits, of which time. */
export interface AddressSpan extends Span {
  readonly addresses: readonly string[];
}

/**
 * What visits are counted from and where they are kept: the search engine. Reads see all earlier writes. Errors: those of the search
 * engine's port; VISITS_TOO_MANY where addresses have more requests or visits than may be read.
 */
export interface VisitStore {
  /** The addresses of requests in spans, in the engine's order. @param after the last address that is known */
  addresses(requests: LogCondition, spans: readonly Span[], after?: string): Promise<AddressPage>;
  /** The same of visits that began in a span. */
  visitAddresses(span: Span, after?: string): Promise<AddressPage>;
  /** The requests of addresses, page by page, in order of time, file and offset. */
  requests(requests: LogCondition, of: AddressSpan): AsyncIterable<readonly VisitRequest[]>;
  /** The visits of addresses that began in a span, in whatever order. */
  visits(of: AddressSpan): Promise<readonly Visit[]>;
  write(changes: VisitChanges): Promise<void>;
  /** Every day with pages in the logs or in visits. @param pages which requests are pages */
  days(pages: LogCondition): Promise<readonly DayPages[]>;
  /** Deletes some of the visits that began in a span. @returns how many; 0 where there are none any longer */
  remove(span: Span): Promise<number>;
}
