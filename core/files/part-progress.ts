import * as v from 'valibot';
import type { FormatChoice } from '../format-table.ts';
import type { OpenLinePosition } from './lines.ts';
import { MAX_KEPT_ENVELOPE_BYTES } from './long-line-events.ts';
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

const envelopeSchema = v.object({
  json: v.pipe(
    v.string(),
    v.base64(),
    v.transform((base64) => Buffer.from(base64, 'base64')),
    v.check((bytes) => bytes.length <= MAX_KEPT_ENVELOPE_BYTES, 'is too long'),
  ),
  isWhole: v.boolean(),
});

/** Validates a parsed {@link progressMessage}. */
export const partProgressSchema = v.object({
  line: v.object({
    lineStart: count,
    position: count,
    finder: v.object({
      depth: count,
      inString: v.boolean(),
      isEscaped: v.boolean(),
      inEnvelope: v.boolean(),
      hasOpened: v.boolean(),
      hasClosed: v.boolean(),
    }),
    envelope: v.exactOptional(envelopeSchema),
  }),
  format: formatSchema,
  basis: text,
  startedMillis: count,
  sums: partSumsSchema,
  skipped: count,
  beforeLine: v.exactOptional(partSumsSchema),
  whole: v.exactOptional(v.object({ end: count, sums: partSumsSchema })),
});

/** The progress as JSON can hold it: the bytes of the envelope, at most MAX_KEPT_ENVELOPE_BYTES, in base64. */
export function progressMessage({ line, ...progress }: PartProgress): v.InferInput<typeof partProgressSchema> {
  const { envelope, ...position } = line;
  const kept = envelope && { json: envelope.json.toString('base64'), isWhole: envelope.isWhole };
  return { ...progress, line: { ...position, ...(kept && { envelope: kept }) } };
}
