import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { decompress } from '../../lambdas/ingest/decompress.ts';
import { detectCompression } from '../../pipeline/files/compression.ts';
import { KafkaInsightError } from '../../pipeline/errors.ts';

/** The name by which standard input is asked for, and which its documents bear as their path. */
export const STANDARD_INPUT = '-';

/** An input whose content can be read once. */
export interface Input {
  /** Epoch milliseconds; undefined where it has none of its own. */
  readonly modifiedMillis?: number;
  /** The content, decompressed where its first bytes say that it is gzip or zstd. */
  readonly content: AsyncIterable<Buffer>;
}

/** Bytes that tell whether an input is compressed. */
const MAGIC_BYTES = 4;

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

async function* fileContent(path: string): AsyncGenerator<Buffer> {
  try {
    const compression = detectCompression(await firstBytes(path));
    if (compression === 'none') yield* createReadStream(path) as AsyncIterable<Buffer>;
    else yield* decompress(() => createReadStream(path), compression);
  } catch (error) {
    throw readingError(path, error);
  }
}

async function firstBytes(path: string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of createReadStream(path, { end: MAGIC_BYTES - 1 }) as AsyncIterable<Buffer>)
    pieces.push(piece);
  return Buffer.concat(pieces);
}

async function* streamContent(stream: Readable): AsyncGenerator<Buffer> {
  const chunks = (stream as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  let beginning = Buffer.alloc(0);
  while (beginning.length < MAGIC_BYTES) {
    const next = await chunks.next();
    if (next.done) break;
    beginning = Buffer.concat([beginning, next.value]);
  }
  const whole = continued(beginning, chunks);
  const compression = detectCompression(beginning);
  // decompress() reads a damaged content again to get the last bytes before the damage; here nothing is left to be read.
  if (compression === 'none') yield* whole;
  else yield* decompress(() => whole, compression);
}

async function* continued(beginning: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  if (beginning.length > 0) yield beginning;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

/** What the system says of a file, in words of what to do; errors of ours stay as they are. */
function readingError(path: string, cause: unknown): unknown {
  if (cause instanceof KafkaInsightError || !(cause instanceof Error) || !('code' in cause)) return cause;
  if (cause.code === 'ENOENT') {
    return new KafkaInsightError('FILE_NOT_FOUND', `There is no file ${path}. Check the path and its spelling.`, {
      cause,
    });
  }
  return new KafkaInsightError(
    'FILE_UNREADABLE',
    `${path} cannot be read (${String(cause.code)}). Check that it is a file and that you may read it.`,
    { cause },
  );
}
