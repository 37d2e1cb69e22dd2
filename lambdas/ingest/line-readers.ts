import {
  buildRecordDocument,
  type BuiltDocument,
  copyOf,
  createDocumentBuilder,
  type DocumentOptions,
  type OnEvent,
} from '../../core/documents/documents.ts';
import { buildOpenEvents, PARTIAL_VERSION } from '../../core/documents/open-line.ts';
import { KafkaInsightError } from '../../core/errors.ts';
import { DocumentIdWriter } from '../../core/files/file-id.ts';
import type { FileLine } from '../../core/files/file-line.ts';
import type { FileDecision } from '../../core/files/parts.ts';
import type { Source } from '../../core/files/sources.ts';
import type { FormatChoice } from '../../core/format-table.ts';
import { MAX_DOCUMENT_BYTES } from '../../core/limits.ts';
import type { OutgoingRecord } from '../../core/ports.ts';
import { addRecord, type Batch, type BatchBuilder } from '../../core/records/batches.ts';
import { readReplayLine, type Replay } from '../../core/records/dead-letter.ts';

/** What is counted while the lines of a part are read. */
export interface LineTally {
  lines: number;
  /** Most lines are one event; a line of JSON can hold several or none. */
  events: number;
  produced: number;
  /** How many of these were produced before, or have newer documents. */
  skipped: number;
  unparsed: number;
  /** Lines that are text for want of a format that accepts them. */
  text: number;
  /** Events whose lines have no time. */
  untimed: number;
  firstEventMillis: number;
  lastEventMillis: number;
  /** The first line of which nothing could be made. */
  error?: KafkaInsightError;
}

/** Without lines the first event is later than the last. */
export function emptyTally(): LineTally {
  return {
    lines: 0,
    events: 0,
    produced: 0,
    skipped: 0,
    unparsed: 0,
    text: 0,
    untimed: 0,
    firstEventMillis: Infinity,
    lastEventMillis: -Infinity,
  };
}

/** Where the records of a part's lines go, and what is counted of them. */
export interface PartOutput {
  readonly batches: BatchBuilder;
  readonly tally: LineTally;
  /** Events that begin before this byte are counted only. */
  readonly from: number;
  /** Keeps a batch that is full. */
  readonly keep: (batch: Batch) => void;
}

/** Reads the lines of a part: creates their records, where any are due, and counts them. */
export interface PartLineReader {
  /** What the lines after those that were read are read as. */
  readonly choice: FormatChoice;
  read(line: FileLine): void;
  /** Reads the last line of a file, where no line feed ends it; `before` is the content before it. */
  readOpen(line: FileLine, before: Buffer): void;
  /** Reads pieces of a line whose end is not in the file yet. */
  readPiece(event: FileLine): void;
}

/** How the lines of a part are read. */
export interface PartReading {
  /** Of the documents: when the file was stored, or less. */
  readonly version: number;
  /** That is tried first: the file's, or what lines before these say. */
  readonly format: FormatChoice;
}

/** The lines of a log file: each of their events is a document, whatever it holds. */
export function logLineReader(
  file: FileDecision,
  { version, format }: PartReading,
  { options, ingestedMillis }: { readonly options: DocumentOptions; readonly ingestedMillis: number },
  { batches, tally, from, keep }: PartOutput,
): PartLineReader {
  const { id, pin, modifiedMillis, untimedMillis, source } = file;
  const origin = {
    ...{ fileId: id, path: pin.key, version },
    ...{ modifiedMillis, untimedMillis, format, source, ingestedMillis },
  };
  const builder = createDocumentBuilder(origin, options);
  const key = new DocumentIdWriter(id);

  // one for all lines: a function for each would be garbage for each
  const onEvent: OnEvent = (document: BuiltDocument, offset) => {
    const { timeMillis, parsed, isText, isTimed } = document;
    tally.events++;
    tally.produced++;
    if (!parsed) tally.unparsed++;
    if (isText) tally.text++;
    if (!isTimed) tally.untimed++;
    if (timeMillis < tally.firstEventMillis) tally.firstEventMillis = timeMillis;
    if (timeMillis > tally.lastEventMillis) tally.lastEventMillis = timeMillis;
    if (offset < from) {
      tally.skipped++;
      return;
    }
    key.set(offset);
    const full = batches.add('log', key, document);
    if (full) keep(full);
  };

  return {
    get choice() {
      return builder.choice;
    },
    read(line) {
      builder.buildEvents(line, onEvent);
    },
    readPiece(event) {
      const partial = { ...origin, format: builder.choice, version: PARTIAL_VERSION };
      createDocumentBuilder(partial, options).buildEvents(event, onEvent);
    },
    readOpen(line, before) {
      buildOpenEvents(line, { origin: { ...origin, format: builder.choice }, options, before }, onEvent);
    },
  };
}

/**
 * The lines of an object under replay/: dead letters, each of which is produced again as the record that it was. This is
 * the one place where an id within a file is honoured.
 *
 * @param source how records of other producers are read
 */
export function replayLineReader(
  source: Source,
  { format }: PartReading,
  making: { readonly options: DocumentOptions; readonly ingestedMillis: number },
  { batches, tally, keep }: PartOutput,
): PartLineReader {
  const read = ({ bytes, start, end, lengthBytes }: FileLine): void => {
    tally.events++;
    try {
      if (lengthBytes > end - start) throw tooLong(lengthBytes);
      const replay = readReplayLine(bytes.subarray(start, end));
      if (replay === undefined) return;
      const { key, value } = replay;
      const record: OutgoingRecord =
        replay.kind === 'raw'
          ? { key, value: rawDocument(replay, source, making), kind: 'log' }
          : { key, value, kind: replay.kind };
      if (record.value.length > MAX_DOCUMENT_BYTES) throw tooLong(record.value.length);
      tally.produced++;
      const full = addRecord(batches, record);
      if (full) keep(full);
    } catch (error) {
      if (!(error instanceof KafkaInsightError) || error.code !== 'REPLAY_LINE_INVALID') throw error;
      tally.error ??= error;
    }
  };
  return { choice: format, read, readOpen: read, readPiece: read };
}

function rawDocument(
  { value, origin, timestampMillis }: Extract<Replay, { kind: 'raw' }>,
  source: Source,
  { options, ingestedMillis }: { readonly options: DocumentOptions; readonly ingestedMillis: number },
): Buffer {
  return copyOf(buildRecordDocument(value, { ...origin, timestampMillis, ingestedMillis, source }, options));
}

function tooLong(lengthBytes: number): KafkaInsightError {
  return new KafkaInsightError(
    'REPLAY_LINE_INVALID',
    `A line under replay/ is ${lengthBytes} bytes long, more than any dead letter that KafkaInsight writes. ` +
      'Only objects that were copied from dead-letters/ unchanged belong there: copy the object again.',
  );
}
