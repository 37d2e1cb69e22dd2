import { visitOriginFields } from '../../core/finding-fields.ts';
import type { LogCondition } from '../../core/findings/rule.ts';
import type { Span } from '../../core/time/span.ts';
import { DAY_MILLIS } from '../../core/time/units.ts';
import type { Visit, VisitRequest } from '../../core/visits/visit.ts';
import type { AddressPage, VisitStore } from '../../core/visits/visit-store.ts';
import type { LogDocument, MemoryFindingStore } from './finding-store.ts';

/** Visits in memory. */
export interface MemoryVisitStore extends VisitStore {
  readonly kept: ReadonlyMap<string, Visit>;
}

/** Whatever a test is about lies in it. */
const ALL: Span = { fromMillis: Date.parse('2026-09-01T00:00:00Z'), toMillis: Date.parse('2027-03-01T00:00:00Z') };

/**
 * Visits of the logs of a store.
 *
 * @param pageSize addresses of a page
 */
export function memoryVisitStore(logs: Pick<MemoryFindingStore, 'matching'>, pageSize = 2): MemoryVisitStore {
  const kept = new Map<string, Visit>();
  const addressOf = (document: LogDocument): string => String(document['source.address']);
  const visitsIn = ({ fromMillis, toMillis }: Span): Visit[] =>
    [...kept.values()].filter((visit) => visit.fromMillis >= fromMillis && visit.fromMillis < toMillis);
  const page = (all: readonly string[], after = ''): AddressPage => {
    const rest = [...new Set(all)].sort().filter((address) => address > after);
    return { addresses: rest.slice(0, pageSize), hasMore: rest.length > pageSize };
  };
  return {
    kept,
    addresses: (requests, spans, after) => {
      const documents = spans.flatMap((span) => logs.matching(requests, span));
      return Promise.resolve(
        page(
          documents.map(([, document]) => addressOf(document)),
          after,
        ),
      );
    },
    visitAddresses: (span, after) =>
      Promise.resolve(
        page(
          visitsIn(span).map(({ address }) => address),
          after,
        ),
      ),
    async *requests(requests, { addresses, ...span }) {
      const own = logs.matching(requests, span).filter(([, document]) => addresses.includes(addressOf(document)));
      // one at a time
      for (const [, document] of own.toSorted(byTime)) yield await Promise.resolve([requestOf(document)]);
    },
    visits: ({ addresses, ...span }) =>
      Promise.resolve(visitsIn(span).filter(({ address }) => addresses.includes(address))),
    write({ written, gone }) {
      for (const visit of written) kept.set(visit.id, visit);
      for (const id of gone) kept.delete(id);
      return Promise.resolve();
    },
    days(pages: LogCondition) {
      const count = (days: readonly number[]): Map<number, number> => {
        const counts = new Map<number, number>();
        for (const day of days) counts.set(day, (counts.get(day) ?? 0) + 1);
        return counts;
      };
      const dayAt = (millis: number): number => Math.floor(millis / DAY_MILLIS) * DAY_MILLIS;
      const logged = count(logs.matching(pages, ALL).map(([, document]) => dayAt(Date.parse(document['@timestamp']))));
      const visited = count(
        [...kept.values()].flatMap(({ fromMillis, pages: own }) =>
          Array.from({ length: own }, () => dayAt(fromMillis)),
        ),
      );
      return Promise.resolve(
        [...new Set([...logged.keys(), ...visited.keys()])]
          .sort((a, b) => a - b)
          .map((day) => ({ fromMillis: day, logged: logged.get(day) ?? 0, visited: visited.get(day) ?? 0 })),
      );
    },
    remove(span) {
      const some = visitsIn(span).slice(0, 3);
      for (const { id } of some) kept.delete(id);
      return Promise.resolve(some.length);
    },
  };
}

function byTime([, one]: readonly [string, LogDocument], [, other]: readonly [string, LogDocument]): number {
  const place = (document: LogDocument): string =>
    `${Date.parse(document['@timestamp'])} ${String(document['kafkainsight.file.id'])} ${String(document['log.offset']).padStart(15)}`;
  return place(one) < place(other) ? -1 : 1;
}

function requestOf(document: LogDocument): VisitRequest {
  const text = (name: string): string => String(document[name] ?? '');
  return {
    timeMillis: Date.parse(document['@timestamp']),
    address: text('source.address'),
    agent: text('user_agent.original'),
    path: text('url.path'),
    status: Number(document['http.response.status_code']),
    goals: [document['kafkainsight.goal'] ?? []].flat().map(String),
    origin: Object.fromEntries(visitOriginFields.filter((name) => name in document).map((name) => [name, text(name)])),
  };
}
