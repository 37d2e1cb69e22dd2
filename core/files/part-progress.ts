import * as v from 'valibot';
import type { FormatChoice } from '../format-table.ts';
import { eventArrayNames } from '../formats/json-event-finder.ts';
import type { OpenLinePosition } from './lines.ts';
import { MAX_HEADS_BYTES } from './long-line-events.ts';
import { type PartSums, partSumsSchema, type WholeLines } from './part-state.ts';
import { formatSchema } from './sources.ts';

/**
 * How far a part was read by an invocation whose time was over within a line of many events. What is counted here is on the topic.
 */
export interface PartProgress {
  readonly line: OpenLinePosition;
  /** What the rest of the line is read as. */
  readonly format: FormatChoice;
  /** Identifies the state of the part that was found: with another one, the part is read from its start again. */
  readonly basis: string;
  /** When the part was begun, epoch milliseconds. */
  readonly startedMillis: number;
  readonly sums: PartSums;
  /** How many of the events were produced before, or have newer documents. */
  readonly skipped: number;
  /** The sums of the lines before this one; absent where they are not known, since lines are joined. */
  readonly beforeLine?: PartSums;
  /** Absent where the line does not reach beyond the part, as far as it was read, or where lines are joined. */
  readonly whole?: WholeLines;
}

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const text = v.pipe(v.string(), v.nonEmpty());

const headsSchema = v.pipe(
  v.array(
    v.pipe(
      v.string(),
      v.base64(),
      v.transform((base64) => Buffer.from(base64, 'base64')),
    ),
  ),
  v.check((heads) => heads.reduce((sum, { length }) => sum + length, 0) <= MAX_HEADS_BYTES, 'are too long'),
);

/** Validates a parsed {@link progressLine}. */
export const lineSchema = v.object({
  lineStart: count,
  position: count,
  finder: v.object({
    depth: count,
    inString: v.boolean(),
    isEscaped: v.boolean(),
    arrays: v.array(v.picklist(eventArrayNames)),
    hasOpened: v.boolean(),
    hasClosed: v.boolean(),
  }),
  heads: headsSchema,
});

/** Validates a parsed {@link progressMessage}. */
export const partProgressSchema = v.object({
  line: lineSchema,
  format: formatSchema,
  basis: text,
  startedMillis: count,
  sums: partSumsSchema,
  skipped: count,
  beforeLine: v.exactOptional(partSumsSchema),
  whole: v.exactOptional(v.object({ end: count, sums: partSumsSchema })),
});

/** The progress as JSON can hold it. */
export function progressMessage({ line, ...progress }: PartProgress): v.InferInput<typeof partProgressSchema> {
  return { ...progress, line: progressLine(line) };
}

/** The same of a line: the heads of envelopes, at most MAX_HEADS_BYTES, in base64. */
export function progressLine({ finder, heads, ...line }: OpenLinePosition): v.InferInput<typeof lineSchema> {
  return {
    ...line,
    finder: { ...finder, arrays: [...finder.arrays] },
    heads: heads.map((head) => head.toString('base64')),
  };
}
