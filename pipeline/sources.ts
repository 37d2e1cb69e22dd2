import type { FormatName } from './formats/format.ts';

/** What is known of the files below one key prefix. The same configuration serves the cloud and local runs. */
export interface Source {
  /** Key prefix below `inbox/` (or the local inbox folder); the longest that fits wins. `''` fits every key. */
  readonly prefix: string;
  /** Fixes the format; detected from the first lines where absent. */
  readonly format?: FormatName;
  /** IANA zone of times that name none, e.g. `Europe/Zurich`. Default: UTC. */
  readonly timeZone?: string;
  /** The printed offset (or `Z`) is false: read the clock time in `timeZone` instead. */
  readonly ignoreOffset?: boolean;
  /** Value of `event.dataset`. Default: the format's own. */
  readonly dataset?: string;
}
