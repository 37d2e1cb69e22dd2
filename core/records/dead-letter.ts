import { isUtf8 } from 'node:buffer';
import * as v from 'valibot';
import { errorClasses, type ErrorCode, KafkaInsightError } from '../errors.ts';
import { DEAD_LETTER_PREFIX, type RecordKind } from '../names.ts';

/** The place of a record on its topic. */
export interface RecordPosition {
  readonly topic: string;
  readonly partition: number;
  /** A 64-bit number, as Kafka's clients write it. */
  readonly offset: string;
}

/** A record that the search engine will never accept as it is, with everything needed to try it again after a fix. */
export interface DeadLetter {
  /** The id that the document would have had. */
  readonly id: string;
  /** A record of the ingest function, or another producer's (`raw`). */
  readonly kind: RecordKind | 'raw';
  /** The index that it was meant for; absent where there was no document to choose one by. */
  readonly index?: string;
  /** The record's value, byte for byte. */
  readonly value: Buffer;
  /** The record's own timestamp, epoch milliseconds: the time anchor of another producer's record. */
  readonly timestampMillis: number;
  /** The document's `file.mtime`, epoch milliseconds: the time anchor of a line of a file. */
  readonly modifiedMillis?: number;
  readonly origin: RecordPosition;
  readonly code: ErrorCode;
  /** What the engine or the validation said. It may quote the value: it is here and in no log. */
  readonly message: string;
  /** When it was given up, epoch milliseconds. */
  readonly deadMillis: number;
}

/** What to produce again for a dead letter. */
export type Replay =
  /** A record of the ingest function: the same key, value and kind. */
  | { readonly kind: RecordKind; readonly key: string; readonly value: Buffer }
  /**
   * Another producer's: its document is built again (`buildRecordDocument`) from the value and the first delivery's
   * position and timestamp, and produced as a log record under its first id.
   */
  | {
      readonly kind: 'raw';
      readonly key: string;
      readonly value: Buffer;
      readonly origin: RecordPosition;
      readonly timestampMillis: number;
    };

/** The longest error message that a dead letter keeps, in UTF-16 units: an engine may quote a whole value. */
const MAX_MESSAGE_LENGTH = 2000;

/**
 * The longest line of a dead-letter object, in bytes: a Lambda payload holds a value of at most 4.5 MiB, which base64
 * makes 6 MiB again; the rest is the envelope. What reads replay/ must read lines of this length.
 */
export const MAX_DEAD_LETTER_LINE_BYTES = 7 * 1024 * 1024;

const isoTime = v.pipe(
  v.string(),
  v.isoTimestamp(),
  v.check((text) => !Number.isNaN(Date.parse(text))),
);

const lineSchema = v.object({
  id: v.pipe(v.string(), v.minLength(1)),
  kind: v.picklist(['log', 'ledger', 'raw']),
  index: v.optional(v.string()),
  value: v.string(),
  encoding: v.picklist(['utf-8', 'base64']),
  timestamp: isoTime,
  mtime: v.optional(isoTime),
  origin: v.object({
    topic: v.pipe(v.string(), v.minLength(1)),
    partition: v.pipe(v.number(), v.integer(), v.minValue(0)),
    offset: v.pipe(v.string(), v.regex(/^\d{1,19}$/)),
  }),
  error: v.object({ code: v.picklist(Object.keys(errorClasses) as ErrorCode[]), message: v.string() }),
  when: isoTime,
});

/**
 * A dead letter as one line of JSON, without the line feed. The value stays readable where it is UTF-8 that JSON does
 * not inflate; base64 otherwise.
 */
export function deadLetterLine(letter: DeadLetter): string {
  const { id, kind, index, timestampMillis, modifiedMillis, origin, code, deadMillis } = letter;
  const line: v.InferOutput<typeof lineSchema> = {
    id,
    kind,
    index,
    timestamp: isoOf(timestampMillis),
    mtime: modifiedMillis === undefined ? undefined : isoOf(modifiedMillis),
    origin,
    error: { code, message: letter.message.slice(0, MAX_MESSAGE_LENGTH) },
    when: isoOf(deadMillis),
    ...encodedValue(letter.value),
  };
  return JSON.stringify(line);
}

/**
 * Reads a dead letter back.
 *
 * @throws KafkaInsightError REPLAY_LINE_INVALID
 */
export function readDeadLetter(line: Buffer): DeadLetter {
  const parsed = v.safeParse(lineSchema, parseJson(line));
  if (!parsed.success) {
    // valibot's own messages quote what they got, which may be a log line: only the places are named
    const places = parsed.issues.map((issue) => v.getDotPath(issue) ?? 'the line itself');
    throw invalidLine(`wrong or missing: ${places.join(', ')}`);
  }
  const { index, mtime, timestamp, when, error, encoding, ...rest } = parsed.output;
  return {
    ...rest,
    ...(index === undefined ? {} : { index }),
    ...(mtime === undefined ? {} : { modifiedMillis: Date.parse(mtime) }),
    value: Buffer.from(rest.value, encoding),
    timestampMillis: Date.parse(timestamp),
    code: error.code,
    message: error.message,
    deadMillis: Date.parse(when),
  };
}

/**
 * What to produce again for a line of an object under replay/; `undefined` for an empty record, which no fix turns
 * into a document.
 *
 * @throws KafkaInsightError REPLAY_LINE_INVALID
 */
export function readReplayLine(line: Buffer): Replay | undefined {
  const { id: key, kind, value, origin, timestampMillis } = readDeadLetter(line);
  if (value.length === 0) return undefined;
  return kind === 'raw' ? { kind, key, value, origin, timestampMillis } : { kind, key, value };
}

/** Dead letters that are one object, and its key. */
export interface DeadLetterObject {
  readonly key: string;
  readonly letters: readonly DeadLetter[];
}

/**
 * Sorts dead letters into objects, one for each day, code, topic and partition. The key follows from the records alone
 * (the day is that of the first record's timestamp, the name its range of offsets), so that a batch that is delivered
 * again writes the same objects again.
 *
 * @param letters in the order of their offsets
 */
export function deadLetterObjects(letters: readonly DeadLetter[]): DeadLetterObject[] {
  const groups = Map.groupBy(letters, ({ code, origin }) => `${code}/${origin.topic}-${String(origin.partition)}`);
  return [...groups].map(([group, members]) => {
    const day = isoOf(members[0]?.timestampMillis ?? 0).slice(0, 'yyyy-MM-dd'.length);
    const offsets = `${members[0]?.origin.offset ?? ''}-${members.at(-1)?.origin.offset ?? ''}`;
    return { key: `${DEAD_LETTER_PREFIX}${day}/${group}-${offsets}.ndjson`, letters: members };
  });
}

function encodedValue(value: Buffer): { value: string; encoding: 'utf-8' | 'base64' } {
  const base64Length = Math.ceil(value.length / 3) * 4;
  const text = isUtf8(value) ? value.toString() : undefined;
  return text !== undefined && Buffer.byteLength(JSON.stringify(text)) <= Math.max(base64Length, 1024)
    ? { value: text, encoding: 'utf-8' }
    : { value: value.toString('base64'), encoding: 'base64' };
}

function parseJson(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString());
  } catch {
    // the cause would quote the line
    throw invalidLine('it is no JSON');
  }
}

function invalidLine(reason: string): KafkaInsightError {
  return new KafkaInsightError(
    'REPLAY_LINE_INVALID',
    `A line under replay/ cannot be read as a dead letter (${reason}). Only objects that were copied from ` +
      'dead-letters/ unchanged belong there: copy the object again.',
  );
}

function isoOf(millis: number): string {
  return new Date(millis).toISOString();
}
