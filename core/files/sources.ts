import * as v from 'valibot';
import { isNetwork } from '../addresses/networks.ts';
import { type FormatChoice, type FormatLabel, formatNames } from '../format-table.ts';
import { layoutProblems } from '../formats/layouts/compile.ts';
import type { Layout } from '../layout.ts';
import { DATASET_PATTERN } from '../names.ts';
import { isTimeZone } from '../time/zone.ts';
import { startPatternProblem } from './start-pattern.ts';

/** What is known of the files below one key prefix. The same configuration serves the cloud and local runs. */
export interface Source {
  /** Key prefix below `inbox/` (or the local inbox folder); the longest that fits wins. `''` fits every key. */
  readonly prefix: string;
  /** Fixes the format, by its name or as a layout of one's own; detected from the first lines where absent. */
  readonly format?: FormatChoice;
  /** IANA zone of times that name none, e.g. `Europe/Zurich`. Default: UTC. */
  readonly timeZone?: string;
  /** The printed offset (or `Z`) is false: read the clock time in `timeZone` instead. */
  readonly ignoreOffset?: boolean;
  /**
   * Networks of trusted proxies, e.g. `10.0.0.0/8`: what they say about the sender of a request is true. Of a list of addresses the client is then
   * the last outside these networks. Default: the first, which the client may have written itself.
   */
  readonly proxies?: readonly string[];
  /** An event begins with a line in whose first 512 bytes the pattern is (in the syntax of RE2), and has the lines after it. Default: by the format. */
  readonly event?: { readonly starts: string };
  /** Value of `event.dataset`. Default: the format's own. */
  readonly dataset?: string;
}

const ALLOWED = `must be a layout ({"nginx": "…"}, or with apache, w3c, vpcflow, zeek, dissect or pattern as its key) or one of ${formatNames.join(', ')}`;

/** Validates a format: a name, or a layout that can be compiled. */
export const formatSchema = v.pipe(
  v.union(
    [
      v.picklist(formatNames),
      v.strictObject({ nginx: v.string() }),
      v.strictObject({ apache: v.string() }),
      v.strictObject({ dissect: v.string() }),
      v.strictObject({ w3c: v.string() }),
      v.strictObject({ vpcflow: v.string() }),
      v.strictObject({ zeek: v.string() }),
      v.strictObject({ pattern: v.string() }),
    ],
    ALLOWED,
  ),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed || typeof dataset.value === 'string') return;
    for (const message of layoutProblems(dataset.value satisfies Layout)) addIssue({ message });
  }),
);

const startsSchema = v.pipe(
  v.string(),
  v.nonEmpty('must be a pattern such as ^\\d{4}-'),
  v.rawCheck(({ dataset, addIssue }) => {
    const problem = dataset.typed ? startPatternProblem(dataset.value) : undefined;
    if (problem !== undefined) addIssue({ message: problem });
  }),
);

/** Validates one {@link Source}; a property that it does not have is an error, since it is a typing mistake. */
export const sourceSchema = v.strictObject({
  prefix: v.string(),
  format: v.exactOptional(formatSchema),
  timeZone: v.exactOptional(v.pipe(v.string(), v.check(isTimeZone, 'must be an IANA time zone, e.g. Europe/Zurich'))),
  ignoreOffset: v.exactOptional(v.boolean()),
  proxies: v.exactOptional(
    v.array(
      v.pipe(v.string(), v.check(isNetwork, 'must be a network such as 10.0.0.0/8 or 2001:db8::/32, or an address')),
    ),
  ),
  event: v.exactOptional(v.strictObject({ starts: startsSchema })),
  dataset: v.exactOptional(
    v.pipe(v.string(), v.regex(DATASET_PATTERN, `must fit ${String(DATASET_PATTERN)}: it is part of an index name`)),
  ),
});

/**
 * The source that a file belongs to: the one with the longest prefix that its path begins with; where none fits, one that
 * says nothing.
 *
 * @param path below `inbox/`
 */
export function sourceOf(sources: readonly Source[], path: string): Source {
  const fitting = sources.filter(({ prefix }) => path.startsWith(prefix));
  return fitting.reduce(
    (best, source) => (source.prefix.length > best.prefix.length ? source : best),
    fitting[0] ?? { prefix: '' },
  );
}

/** Whether a line of the source may hold several events, or be part of the array that holds them: JSON does. */
export function mayHoldEvents({ format }: { readonly format?: FormatChoice | FormatLabel | undefined }): boolean {
  return format === undefined || format === 'json';
}
