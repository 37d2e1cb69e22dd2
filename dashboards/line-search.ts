import type { Query } from '../core/search/conditions.ts';
import type { DataViewName, LinesPanel } from './definition.ts';
import { dataViews, type PanelSearch, type Scope, scopeQuery, searchPath, TIME_FIELD, timeout } from './search.ts';

/** In which order documents are listed. */
export const lineOrders = ['newest', 'oldest'] as const;
export type LineOrder = (typeof lineOrders)[number];

/** Where a document is in the order: the values that it is sorted by. Opaque: the engine's own. */
export type LinePlace = readonly (string | number)[];

/** Which documents of a list. */
export interface LinePaging {
  readonly limit: number;
  /** Default: newest. */
  readonly order?: LineOrder;
  /** Only those after this place. */
  readonly after?: LinePlace;
}

/** The request for documents of a panel. Two of them never have the same place, so that pages follow each other without a gap. */
export function linesRequest(
  panel: LinesPanel,
  scope: Scope,
  { limit, order = 'newest', after }: LinePaging,
): PanelSearch {
  return {
    path: searchPath(dataViews[panel.dataView]),
    body: {
      size: limit,
      timeout,
      track_total_hits: true,
      query: scopeQuery(scope, panel.where),
      sort: sortOf(panel.dataView, order),
      ...(after === undefined ? {} : { search_after: after }),
    },
  };
}

const INGESTED_FIELD = 'event.ingested';

/** The request for the documents of a panel that were ingested since some time, the last ones first; `hits.total` is how many there are. */
export function tailRequest(
  panel: LinesPanel,
  scope: Scope,
  { sinceMillis, limit }: { readonly sinceMillis: number; readonly limit: number },
): PanelSearch {
  const since = { range: { [INGESTED_FIELD]: { gte: sinceMillis, format: 'epoch_millis' } } };
  return {
    path: searchPath(dataViews[panel.dataView]),
    body: {
      size: limit,
      timeout,
      track_total_hits: true,
      query: { bool: { filter: [scopeQuery(scope, panel.where), since] } },
      sort: [{ [INGESTED_FIELD]: { order: 'desc', unmapped_type: 'date' } }, ...sortOf(panel.dataView, 'newest')],
    },
  };
}

/** A line's place in its file. */
export interface FilePlace {
  readonly fileId: string;
  /** Its first byte in the decompressed content. */
  readonly offset: number;
}

/** The requests for the lines of a file around one of them, nearest first. */
export function neighbourRequests(
  { fileId, offset }: FilePlace,
  limit: number,
): { before: PanelSearch; after: PanelSearch } {
  const request = (range: Query, order: 'asc' | 'desc'): PanelSearch => ({
    path: searchPath(dataViews.logs),
    body: {
      size: limit,
      timeout,
      query: { bool: { filter: [{ term: { [FILE_FIELD]: fileId } }, { range: { [OFFSET_FIELD]: range } }] } },
      sort: [{ [OFFSET_FIELD]: { order, unmapped_type: 'long' } }],
    },
  });
  return { before: request({ lt: offset }, 'desc'), after: request({ gt: offset }, 'asc') };
}

const FILE_FIELD = 'kafkainsight.file.id';
const OFFSET_FIELD = 'log.offset';

/**
 * By time, then by place in a file or topic; findings by their ids. What a document has not counts as empty or -1, not as the engines'
 * extremes, which JSON's numbers cannot carry back.
 */
function sortOf(dataView: DataViewName, order: LineOrder): Query[] {
  const direction = order === 'newest' ? 'desc' : 'asc';
  const by = (field: string, type: 'keyword' | 'long'): Query => ({
    [field]: { order: direction, unmapped_type: type, missing: type === 'long' ? -1 : '' },
  });
  const places =
    dataView === 'logs'
      ? [
          by(FILE_FIELD, 'keyword'),
          by(OFFSET_FIELD, 'long'),
          by('kafka.topic', 'keyword'),
          by('kafka.partition', 'long'),
          by('kafka.offset', 'long'),
        ]
      : [by('event.id', 'keyword')];
  return [{ [TIME_FIELD]: { order: direction, unmapped_type: 'date' } }, ...places];
}
