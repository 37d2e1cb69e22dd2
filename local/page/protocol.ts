/** The JSON that the page's server returns to the browser. */
import type { Site } from '../../core/site/site.ts';
import type { DataViewName } from '../../dashboards/definition.ts';
import type { LinePlace } from '../../dashboards/line-search.ts';
import type { PanelRow } from '../../dashboards/search.ts';
import type { NumberUnit } from '../../dashboards/units.ts';

/** What a panel shows. */
export interface PanelAnswer {
  readonly rows: readonly PanelRow[];
  /** Length of one step, for charts over time. */
  readonly stepMillis: number;
  /** A number's trend over the time range, for panels of one number. */
  readonly trend?: readonly PanelRow[];
  /** How many documents have other values than those shown; their rows, if they can be drawn, have the key OTHER. */
  readonly others: number;
  /** The same rows for the time of the same length right before, where it was asked and can be compared. */
  readonly before?: { readonly from: number; readonly rows: readonly PanelRow[] };
  /** What was found in the lines that a chart over time shows. */
  readonly marks?: MarksAnswer;
}

/** A case with a mark, which is where the first line of its windows is that proves it and that the chart shows: windows begin with whole hours. */
export interface MarkedCase extends FoundLine {
  /** Epoch milliseconds. */
  readonly firstMillis: number;
}

/** The cases to which a chart has a mark. */
export interface MarksAnswer {
  readonly cases: readonly MarkedCase[];
  /** Older cases of the time range that were not looked at. */
  readonly left: number;
}

/** What a report's column holds. */
export type ReportUnit = NumberUnit | 'text' | 'time' | 'milliseconds';

/** A row of a report. */
export interface ReportRow {
  /** As many as there are columns; null for what is not so. */
  readonly cells: readonly (string | number | null)[];
  /** What a click on the row's first cell selects. */
  readonly filter?: { readonly field: string; readonly value: string | number };
  /** The time that the row is about, epoch milliseconds. */
  readonly range?: { readonly from: number; readonly to: number };
}

/** What a report says. */
export interface ReportAnswer {
  readonly columns: readonly { readonly label: string; readonly unit: ReportUnit }[];
  readonly rows: readonly ReportRow[];
  /** Said where there are none. */
  readonly empty: string;
  /** Said below, each perhaps with a time at its end. */
  readonly notes: readonly { readonly text: string; readonly millis?: number }[];
}

/** A log line, or another document. */
export interface FoundLine {
  readonly id: string;
  /** By its dotted names. */
  readonly document: Readonly<Record<string, unknown>>;
  /** What its dataset says of it: it is not indexed, and nothing can be found by it. */
  readonly ofDataset?: Readonly<Record<string, unknown>>;
}

/** Some log lines, and how many there are in all. */
export interface LinesAnswer {
  readonly total: number;
  readonly lines: readonly FoundLine[];
  /** The place of the last of them, after which the next page begins; absent where there is none. */
  readonly last?: LinePlace;
}

/** The lines that came since `since`, the last ones first, and how many there are in all. */
export interface TailAnswer {
  readonly since: number;
  readonly total: number;
  readonly lines: readonly FoundLine[];
}

/** The forms in which lines are exported. */
export type ExportFormat = 'csv' | 'ndjson';

/** The lines of a file before one of them and after it, in the order of the file. */
export interface NeighboursAnswer {
  readonly before: readonly FoundLine[];
  readonly after: readonly FoundLine[];
}

/** The findings that rest on a line. */
export interface FindingsAnswer {
  readonly findings: readonly FoundLine[];
}

/** How many lines a search finds. */
export interface SearchAnswer {
  readonly found: number;
  /** Possible reasons, where it finds none. */
  readonly nothing?: {
    /** What each part finds alone, within the same time range and filters. */
    readonly parts: readonly { readonly text: string; readonly found: number; readonly hint?: string }[];
    /** What the whole search finds at any time, without the filters. */
    readonly foundAnytime: number;
    readonly foundUnfiltered: number;
  };
}

/**
 * Which panels the filters concern: those of log lines by their ids, a list of values as `<panel>/<field>`. A line is concerned by a filter
 * that could select it: it has one of the filter's fields, or matches.
 */
export interface ReachAnswer {
  readonly panels: Readonly<
    Record<
      string,
      { readonly lines: number; /** In the order of the filters. */ readonly concerned: readonly number[] }
    >
  >;
}

/** The most frequent values of a field. */
export interface ValuesAnswer {
  readonly values: readonly { readonly value: string | number; readonly count: number }[];
}

/** Time ranges of documents, epoch milliseconds; without data views that have none. */
export type Extents = Readonly<Partial<Record<DataViewName, { readonly from: number; readonly to: number }>>>;

/** Of which time visits are not counted yet, in order, epoch milliseconds. */
export interface UncountedAnswer {
  readonly spans: readonly { readonly from: number; readonly to: number }[];
}

/** The time ranges of all documents. */
export interface ExtentAnswer {
  readonly extents: Extents;
  /** Those of the reader's own documents, where there are also some of the story of the first start. */
  readonly ownExtents?: Extents;
  /** Whether there are log lines of the reader's own. */
  readonly hasOwnLogs: boolean;
}

/** How far the reading of a raw line is, in decompressed bytes; the line as it is in its object; or why there is none. */
export type RawLineAnswer =
  | { readonly kind: 'progress'; readonly readBytes: number; readonly ofBytes: number }
  | {
      readonly kind: 'line';
      readonly key: string;
      readonly offset: number;
      readonly text: string;
      /** How many lines the event has. */
      readonly lines: number;
      /** More than are shown where it is longer. */
      readonly lengthBytes: number;
      readonly shownBytes: number;
    }
  | { readonly kind: 'error'; readonly code: string; readonly message: string };

/** What the page gets before it shows anything. */
export interface SiteAnswer {
  /** What dashboards know about the site; absent where nothing is known of it. */
  readonly site?: Site;
  /** Whether raw lines can be read from the bucket. */
  readonly hasBucket: boolean;
  /** Whether it is that of the story of a first start: it is none for logs of the reader's own. */
  readonly isOfStory?: true;
}
