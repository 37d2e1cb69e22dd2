/** What passes between the page's server and the browser: answers, as JSON. */
import type { DataViewName } from '../../dashboards/definition.ts';
import type { PanelRow } from '../../dashboards/search.ts';

/** What a panel shows. */
export interface PanelAnswer {
  readonly rows: readonly PanelRow[];
  /** How long one step of time is; for charts over time. */
  readonly stepMillis: number;
  /** A number's course over the time range; for panels of one number. */
  readonly trend?: readonly PanelRow[];
}

/** The newest log lines, and how many there are in all. */
export interface LinesAnswer {
  readonly total: number;
  readonly lines: readonly { readonly id: string; readonly document: Readonly<Record<string, unknown>> }[];
}

/** How many lines a search finds. */
export interface SearchAnswer {
  readonly found: number;
  /** Why it may be none; where it is none. */
  readonly nothing?: {
    /** What each part finds without the others, within the same time range and filters. */
    readonly parts: readonly { readonly text: string; readonly found: number; readonly hint?: string }[];
    /** What the whole finds at any time, and without the filters. */
    readonly foundAnytime: number;
    readonly foundUnfiltered: number;
  };
}

/** What a control offers. */
export interface ValuesAnswer {
  readonly values: readonly { readonly value: string | number; readonly count: number }[];
}

/** Time ranges of documents, epoch milliseconds; a data view without any is left out. */
export type Extents = Readonly<Partial<Record<DataViewName, { readonly from: number; readonly to: number }>>>;

/** The time ranges of the documents that there are. */
export interface ExtentAnswer {
  readonly extents: Extents;
  /** Of those that are not of the story of the first start, where there are both. */
  readonly ownExtents?: Extents;
}
