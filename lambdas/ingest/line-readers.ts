import { readReplayLine, type Replay } from '../../pipeline/records/dead-letter.ts';
import {
  type BuiltDocument,
  buildRecordDocument,
  copyOf,
  createDocumentBuilder,
  type DocumentOptions,
} from '../../pipeline/documents/documents.ts';
import { buildOpenLine, type OpenLine } from '../../pipeline/documents/open-line.ts';
import { KafkaInsightError } from '../../pipeline/errors.ts';
import { addRecord, type Batch, type BatchBuilder } from '../../pipeline/files/batches.ts';
import { DocumentIdWriter } from '../../pipeline/files/file-id.ts';
import { MAX_DOCUMENT_BYTES } from '../../pipeline/limits.ts';
import type { FileDecision } from '../../pipeline/files/parts.ts';
import type { OutgoingRecord } from '../../pipeline/ports.ts';
import type { Source } from '../../pipeline/sources.ts';

/** What is counted while the lines of a part are read. */
export interface Tally {
  lines: number;
  produced: number;
  unparsed: number;
  /** Lines that are text for want of a format that accepts them. */
  text: number;
  firstEventMillis: number;
  lastEventMillis: number;
  /** The first line of which nothing could be made. */
  error?: KafkaInsightError;
}

/** A tally of nothing: without lines the first event is later than the last. */
export function emptyTally(): Tally {
  return { lines: 0, produced: 0, unparsed: 0, text: 0, firstEventMillis: Infinity, lastEventMillis: -Infinity };
}

/** Where records go, and what is counted of them. */
interface LineTarget {
  readonly batches: BatchBuilder;
  readonly tally: Tally;
}

/**
 * Makes the record of the line `bytes[start, end)`, if there is to be one, and counts it; `lengthBytes` is more than
 * `end - start` where the line was cut. Answers the batch that is full now, if one is.
 */
type ReadLine = (
  bytes: Buffer,
  start: number,
  end: number,
  offset: number,
  lengthBytes: number,
  target: LineTarget,
) => Batch | undefined;

/** Reads the lines of a file. */
export interface LineReader {
  readonly read: ReadLine;
  /** Reads the last line of a file, where no line feed ends it; `before` is the content before it. */
  readonly readOpen: (line: OpenLine, before: Buffer, target: LineTarget) => Batch | undefined;
}

/** The lines of a log file: each is a document, whatever it holds. */
export function logLineReader(file: FileDecision, options: DocumentOptions, ingestedMillis: number): LineReader {
  const { id, pin, modifiedMillis, untimedMillis, storedMillis, format, source } = file;
  const origin = {
    ...{ fileId: id, path: pin.key, version: storedMillis },
    ...{ modifiedMillis, untimedMillis, format, source, ingestedMillis },
  };
  const builder = createDocumentBuilder(origin, options);
  const key = new DocumentIdWriter(id);

  function add(document: BuiltDocument, offset: number, { batches, tally }: LineTarget): Batch | undefined {
    const { timeMillis, parsed, isText } = document;
    tally.lines++;
    tally.produced++;
    if (!parsed) tally.unparsed++;
    if (isText) tally.text++;
    if (timeMillis < tally.firstEventMillis) tally.firstEventMillis = timeMillis;
    if (timeMillis > tally.lastEventMillis) tally.lastEventMillis = timeMillis;
    key.set(offset);
    return batches.add('log', key, document);
  }

  return {
    read(bytes, start, end, offset, lengthBytes, target) {
      return add(builder.build(bytes, start, end, offset, lengthBytes), offset, target);
    },
    readOpen: (line, before, target) => add(buildOpenLine(origin, options, line, before), line.offset, target),
  };
}

/**
 * The lines of an object under replay/: dead letters, each of which is produced again as the record that it was. This is
 * the one place where an id within a file is honoured.
 *
 * @param source how records of other producers are read
 */
export function replayLineReader(source: Source, options: DocumentOptions, ingestedMillis: number): LineReader {
  const read: ReadLine = (bytes, start, end, _offset, lengthBytes, { batches, tally }) => {
    tally.lines++;
    try {
      if (lengthBytes > end - start) throw tooLong(lengthBytes);
      const replay = readReplayLine(bytes.subarray(start, end));
      if (replay === undefined) return undefined;
      const { key, value } = replay;
      const record: OutgoingRecord =
        replay.kind === 'raw'
          ? { key, value: rawDocument(replay, source, options, ingestedMillis), kind: 'log' }
          : { key, value, kind: replay.kind };
      if (record.value.length > MAX_DOCUMENT_BYTES) throw tooLong(record.value.length);
      tally.produced++;
      return addRecord(batches, record);
    } catch (error) {
      if (!(error instanceof KafkaInsightError) || error.code !== 'REPLAY_LINE_INVALID') throw error;
      tally.error ??= error;
      return undefined;
    }
  };
  return {
    read,
    readOpen: ({ bytes, start, end, offset, lengthBytes }, _before, target) =>
      read(bytes, start, end, offset, lengthBytes, target),
  };
}

function rawDocument(
  { value, origin, timestampMillis }: Extract<Replay, { kind: 'raw' }>,
  source: Source,
  options: DocumentOptions,
  ingestedMillis: number,
): Buffer {
  return copyOf(buildRecordDocument(value, { ...origin, timestampMillis, ingestedMillis, source }, options));
}

function tooLong(lengthBytes: number): KafkaInsightError {
  return new KafkaInsightError(
    'REPLAY_LINE_INVALID',
    `A line under replay/ is ${lengthBytes} bytes long, more than any dead letter of ours. ` +
      'Only objects that were copied from dead-letters/ unchanged belong there: copy the object again.',
  );
}
