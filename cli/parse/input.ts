import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { KafkaInsightError } from '../../core/errors.ts';
import { compressionOf } from '../../core/files/layers.ts';
import { notText } from '../../core/files/not-text.ts';
import { DETECTION_BYTES } from '../../core/limits.ts';
import type { Reread } from '../../lambdas/ingest/layers/reread.ts';
import { lookInto, takeOff } from '../../lambdas/ingest/layers/take-off.ts';
import { noSuchFile } from '../../local/runner/no-such-file.ts';

/** The argument that means standard input, and the path of its documents. */
export const STANDARD_INPUT = '-';

/** An input whose content can be read once. */
export interface Input {
  /** Epoch milliseconds; undefined for standard input. */
  readonly modifiedMillis?: number;
  /** The content, its layers taken off: pieces whose bytes are valid until the next one is asked for. Reading it throws FILE_NOT_TEXT where it is none. */
  readonly content: AsyncIterable<Uint8Array>;
}

/** Node reads 64 KiB at a time by default, and each time costs. */
const PIECE_BYTES = 256 * 1024;

/** What is read of a compressed stream to see what is in it: at least one block of bzip2. */
const COMPRESSED_BYTES = 1024 * 1024;

/**
 * Opens a file. Reading its content throws FILE_UNREADABLE, and DECOMPRESSION_FAILED after everything up to the break.
 *
 * @throws KafkaInsightError FILE_NOT_FOUND, FILE_UNREADABLE
 */
export async function openFile(path: string): Promise<Input> {
  try {
    const facts = await stat(path);
    if (facts.isDirectory()) {
      throw new KafkaInsightError(
        'FILE_UNREADABLE',
        `${path} is a folder. Give the files in it, for instance ${path}/*.`,
      );
    }
    // What is no regular file (a pipe) cannot be read twice.
    const content = facts.isFile() ? fileContent(path) : streamContent(createReadStream(path));
    return { modifiedMillis: facts.mtimeMs, content };
  } catch (error) {
    throw readingError(path, error);
  }
}

/** Opens a stream that can be read only once, as standard input is. */
export function openStream(stream: Readable): Input {
  return { content: streamContent(stream) };
}

async function* fileContent(path: string): AsyncGenerator<Uint8Array> {
  const read = (): AsyncIterable<Uint8Array> => createReadStream(path, { highWaterMark: PIECE_BYTES });
  try {
    yield* contentOf(path, read, read, () => piecesOf(path));
  } catch (error) {
    throw readingError(path, error);
  }
}

/** Reads a file into memory that is used again: the kernel clears what is new, page by page, and V8 has to free it. */
async function* piecesOf(path: string): AsyncGenerator<Uint8Array> {
  const file = await open(path);
  let piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
  let next = Buffer.allocUnsafeSlow(PIECE_BYTES);
  let reading = file.read(piece, 0, PIECE_BYTES);
  try {
    for (let { bytesRead } = await reading; bytesRead > 0; { bytesRead } = await reading) {
      reading = file.read(next, 0, PIECE_BYTES);
      yield piece.subarray(0, bytesRead);
      [piece, next] = [next, piece];
    }
  } finally {
    await reading.catch(() => undefined);
    await file.close();
  }
}

/**
 * @param look reads as much of the beginning as shows what the input is
 * @param read reads all of it
 * @param readPlain the same where nothing is to be taken off
 */
async function* contentOf(name: string, look: Reread, read: Reread, readPlain = read): AsyncGenerator<Uint8Array> {
  const { layers, kind } = await lookInto(look);
  if (kind !== undefined) throw notText(name, layers, kind);
  yield* layers.length === 0 ? readPlain() : takeOff(read, layers, Infinity)();
}

async function* streamContent(stream: Readable): AsyncGenerator<Uint8Array> {
  const chunks = (stream as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  let beginning = await readOn(Buffer.alloc(0), chunks, DETECTION_BYTES);
  if (compressionOf(beginning) !== undefined) beginning = await readOn(beginning, chunks, COMPRESSED_BYTES);
  const whole = continued(beginning, chunks);
  // A damaged content is read again to get the last bytes before the damage; here nothing is left to be read.
  yield* contentOf(
    'standard input',
    () => continued(beginning, noMore()),
    () => whole,
  );
}

async function readOn(beginning: Buffer, rest: AsyncIterator<Buffer>, bytes: number): Promise<Buffer> {
  const pieces = [beginning];
  for (let length = beginning.length; length < bytes;) {
    const next = await rest.next();
    if (next.done) break;
    pieces.push(next.value);
    length += next.value.length;
  }
  return Buffer.concat(pieces);
}

async function* noMore(): AsyncGenerator<Buffer> {
  // What was looked at is all.
}

async function* continued(beginning: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  if (beginning.length > 0) yield beginning;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

/** A system error of a file as a sentence that says what to do; a KafkaInsightError is unchanged. */
function readingError(path: string, cause: unknown): unknown {
  if (cause instanceof KafkaInsightError || !(cause instanceof Error) || !('code' in cause)) return cause;
  if (cause.code === 'ENOENT') return noSuchFile(path, cause);
  return new KafkaInsightError(
    'FILE_UNREADABLE',
    `${path} cannot be read (${String(cause.code)}). Check that it is a file and that you may read it.`,
    { cause },
  );
}
