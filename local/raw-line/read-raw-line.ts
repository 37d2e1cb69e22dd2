import * as v from 'valibot';
import { LOOK_BACK_BYTES } from '../../core/documents/open-line.ts';
import { type ErrorCode, KafkaInsightError } from '../../core/errors.ts';
import { createFileEvents } from '../../core/files/file-events.ts';
import type { FileLine } from '../../core/files/file-line.ts';
import type { IdKey } from '../../core/files/id-key.ts';
import { isKeptEtag } from '../../core/files/kept-etag.ts';
import { type FileDecision, isContinued } from '../../core/files/parts.ts';
import { RecentContent } from '../../core/files/recent-content.ts';
import { mayHoldEvents, type Source } from '../../core/files/sources.ts';
import { hasHeader } from '../../core/formats/layouts/header.ts';
import { DEFAULT_PART_BYTES, MAX_LINE_BYTES } from '../../core/limits.ts';
import type { BufferPrefix, ObjectStore } from '../../core/ports.ts';
import { counted } from '../../core/wording.ts';
import { decideFile } from '../../lambdas/ingest/decide.ts';
import { takeOff } from '../../lambdas/ingest/layers/take-off.ts';
import { emptyTally, logLineReader } from '../../lambdas/ingest/line-readers.ts';
import type { LineAddress, LineObject } from '../../lambdas/inspect/line-address.ts';

const MIB = 1024 * 1024;
/** How far in a line may be where everything before it has to be read, decompressed bytes. */
export const MAX_READ_BYTES = 256 * MIB;

/** The bucket with the lines, and what the ids and times in it depend on. */
export interface RawLineBucket {
  readonly store: Pick<ObjectStore, 'head' | 'read'>;
  readonly bucket: string;
  readonly sources: readonly Source[];
  readonly idKey: IdKey;
}

/** A line as it is in its object, its compression taken off. */
export interface RawLine {
  readonly key: string;
  /** The first bytes of it, at most MAX_LINE_BYTES; of an event of several lines these, joined. */
  readonly bytes: Buffer;
  /** More than that where it is longer. */
  readonly lengthBytes: number;
  /** How many lines the event has. */
  readonly lines: number;
}

/** How far the reading is, where everything before the line has to be read, and in the end the line. */
export type RawLineStep =
  | { readonly kind: 'progress'; readonly readBytes: number; readonly ofBytes: number }
  | { readonly kind: 'line'; readonly line: RawLine };

/** Errors of an object that is not there as it was, or breaks off before the line. */
const GONE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'OBJECT_NOT_FOUND',
  'OBJECT_CHANGED',
  'DECOMPRESSION_FAILED',
  'COMPRESSION_UNSUPPORTED',
  'DECOMPRESSED_TOO_LARGE',
]);

/**
 * Reads the line of a document back, from the first of its objects that still has the content that was read: a line of which reading made
 * this id and this time. The last step is the line.
 *
 * @throws KafkaInsightError LINE_GONE where no object has it any more, LINE_TOO_FAR, OBJECT_STORE_UNAVAILABLE
 */
export async function* readRawLine(from: RawLineBucket, address: LineAddress): AsyncGenerator<RawLineStep, void> {
  let failure: KafkaInsightError | undefined;
  // a plain object is read from the line on
  const objects = address.objects.toSorted((one, other) => Number(isPacked(one)) - Number(isPacked(other)));
  for (const object of objects) {
    try {
      for (const modifiedMillis of modificationTimes(address, object)) {
        const file = await decide(from, address, { ...object, modifiedMillis });
        if (file === undefined) break;
        for (const start of isContinued(file) ? [0] : [address.offset, 0]) {
          const line = yield* search(from, address, file, start);
          if (line === undefined) continue;
          yield { kind: 'line', line };
          return;
        }
      }
    } catch (error) {
      if (!(error instanceof KafkaInsightError)) throw error;
      if (!GONE.has(error.code)) failure ??= error;
    }
  }
  throw failure ?? gone(address);
}

function isPacked({ compression }: LineObject): boolean {
  return compression !== 'none';
}

/**
 * From which the time of the line may have been inferred. The ledger has that of each name's last content; the line may be of one before it,
 * and one of such a time makes the same of most of what a line can leave out.
 */
function modificationTimes({ timeMillis }: LineAddress, { modifiedMillis }: LineObject): ReadonlySet<number> {
  return new Set([modifiedMillis, timeMillis]);
}

/** What ingest decided of the object; `undefined` where it is another by now. */
async function decide(
  { store, bucket, sources, idKey }: RawLineBucket,
  { fileId }: LineAddress,
  { key, etag, versionId, modifiedMillis }: LineObject,
): Promise<FileDecision | undefined> {
  const asModified: RawLineBucket['store'] = {
    read: (pin, range) => store.read(pin, range),
    head: async (...name) => ({ ...(await store.head(...name)), modifiedMillis }),
  };
  const name = { bucket, key, ...(versionId !== undefined && { versionId }) };
  const { file, refusal } = await decideFile(name, asModified, { sources, idKey, partBytes: DEFAULT_PART_BYTES });
  const isPinned = isKeptEtag(etag, { ...file, etag: file.pin.etag });
  return isPinned && file.id === fileId && refusal === undefined ? file : undefined;
}

/** Reads the content from some byte on until the event is found, or was not where it should be. */
async function* search(
  { store }: RawLineBucket,
  address: LineAddress,
  file: FileDecision,
  start: number,
): AsyncGenerator<RawLineStep, RawLine | undefined> {
  const { pin, layers } = file;
  const { offset } = address;
  if (start === 0 && offset > MAX_READ_BYTES) throw tooFar(pin.key, offset);
  const recent = new RecentContent(LOOK_BACK_BYTES);
  const reader = createLineReader(address, file);
  const events = createFileEvents(
    (line, lineStart, lines, ending) => {
      reader.read(line, lines, ending === 'no feed' ? recent.before(lineStart) : ending);
    },
    { start, joining: file.joining, maxLineBytes: MAX_LINE_BYTES, takesApart: mayHoldEvents(file.source) },
  );
  let position = Math.max(0, events.from - LOOK_BACK_BYTES);
  const content =
    layers.length === 0 ? store.read(pin, { start: position }) : takeOff(() => store.read(pin), layers, Infinity)();
  for await (const piece of content) {
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.length);
    const pieceStart = position;
    position += bytes.length;
    if (position > events.from) events.push(bytes.subarray(Math.max(0, events.from - pieceStart)));
    recent.add(bytes, pieceStart, Math.min(position, events.openStart));
    if (reader.found !== undefined || events.openStart > offset) return reader.found;
    if (start === 0 && position < offset) yield { kind: 'progress', readBytes: position, ofBytes: offset };
  }
  events.finish();
  return reader.found;
}

/** Reads lines as ingest does. */
interface LineReader {
  /** @param ending what is before a line that no line feed ends, or how it ended */
  read(line: FileLine, lines: number, ending: Buffer | 'whole' | 'growing' | 'piece'): void;
  /** The line of which reading made the id and the time. */
  readonly found: RawLine | undefined;
}

function createLineReader({ id, offset, timeMillis }: LineAddress, file: FileDecision): LineReader {
  let candidate: RawLine | undefined;
  let found: RawLine | undefined;
  const batches = {
    add(_kind: unknown, key: BufferPrefix, document: BufferPrefix) {
      if (textOf(key) === id && timeOf(document) === timeMillis) found = candidate;
      return undefined;
    },
    flush: () => undefined,
  };
  const making = {
    options: { keepOriginal: 'failed', userAgentDetails: false, isEnriched: false },
    ingestedMillis: 0,
  } as const;
  const output = { batches, tally: emptyTally(), from: 0, keep: () => undefined };
  const reader = logLineReader(file, { version: file.storedMillis, format: file.format }, making, output);
  const isHeaded = hasHeader(file.format);
  return {
    get found() {
      return found;
    },
    read(line, lines, ending) {
      const { bytes, start, end, lengthBytes } = line;
      const mayMakeIt = line.offset <= offset && offset < line.offset + Math.max(1, lengthBytes);
      // a header says how the lines behind it are read
      if (!mayMakeIt && !isHeaded) return;
      candidate = { key: file.pin.key, bytes: Buffer.from(bytes.subarray(start, end)), lengthBytes, lines };
      if (typeof ending === 'object') reader.readOpen(line, ending);
      else if (ending === 'piece') reader.readPiece(line);
      else reader.read(line);
    },
  };
}

function textOf({ bytes, lengthBytes }: BufferPrefix): string {
  return bytes.toString('utf8', 0, lengthBytes);
}

const timeSchema = v.object({ '@timestamp': v.pipe(v.string(), v.transform(Date.parse)) });

/** Epoch milliseconds. */
function timeOf(document: BufferPrefix): number {
  return Math.floor(v.parse(timeSchema, JSON.parse(textOf(document)))['@timestamp']);
}

function gone({ id, objects }: LineAddress): KafkaInsightError {
  const [newest] = objects;
  const where =
    newest === undefined
      ? 'The ledger has no entry of its file'
      : `It was in ${newest.key}, which is gone, was overwritten, or is read in another way by now`;
  return new KafkaInsightError(
    'LINE_GONE',
    `The line of ${id} is no longer in the bucket. ${where}${objects.length > 1 ? `; so is it with ${counted(objects.length - 1, 'other name')} of the file` : ''}. Its document has what was read of it.`,
  );
}

function tooFar(key: string, offset: number): KafkaInsightError {
  return new KafkaInsightError(
    'LINE_TOO_FAR',
    `The line is at byte ${offset} of ${key}, and everything before it would have to be read. At most ${MAX_READ_BYTES} bytes are: fetch the object, and decompress it yourself.`,
  );
}
