import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createZstdDecompress, type Gunzip, type ZstdDecompress } from 'node:zlib';
import { KafkaInsightError } from '../../pipeline/errors.ts';
import { IDENTITY_BYTES } from '../../pipeline/files/first-timed-line.ts';

/** What a plain reading of a file gives. */
export interface LineCount {
  /** Lines of at least one character; of a broken compressed file, those before the break. */
  readonly lines: number;
  /** The first IDENTITY_BYTES of the decompressed content. */
  readonly beginning: Buffer;
  /** Why the decompressed content ends too early. */
  readonly broken?: string;
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const GZIP = Buffer.from([0x1f, 0x8b]);
const ZSTD = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);

/**
 * Counts a file's lines by Node's own streams, sharing no code with the pipeline, so that the two can be compared.
 * Errors: FILE_NOT_FOUND, FILE_UNREADABLE (a folder, no right to read).
 */
export async function countLines(path: string): Promise<LineCount> {
  const decompress = decompressorFor(await firstBytes(path));
  const beginning: Buffer[] = [];
  let lines = 0;
  let length = 0;
  let last = 0;
  const endLine = (): void => {
    if (length > (last === CARRIAGE_RETURN ? 1 : 0)) lines += 1;
    length = 0;
  };
  const count = async (content: AsyncIterable<Buffer>): Promise<void> => {
    let kept = 0;
    for await (const chunk of content) {
      if (kept < IDENTITY_BYTES) beginning.push(chunk.subarray(0, IDENTITY_BYTES - kept));
      kept += chunk.length;
      for (let from = 0; from < chunk.length;) {
        const feed = chunk.indexOf(LINE_FEED, from);
        const to = feed === -1 ? chunk.length : feed;
        if (to > from) last = chunk[to - 1] ?? 0;
        length += to - from;
        if (feed !== -1) endLine();
        from = to + 1;
      }
    }
  };
  const file = createReadStream(path);
  let broken: string | undefined;
  try {
    await (decompress === undefined ? pipeline(file, count) : pipeline(file, decompress, count));
  } catch (error) {
    if (decompress === undefined || !(error instanceof Error)) throw error;
    broken = error.message;
  }
  endLine();
  return { lines, beginning: Buffer.concat(beginning), ...(broken === undefined ? {} : { broken }) };
}

function decompressorFor(start: Buffer): Gunzip | ZstdDecompress | undefined {
  if (start.subarray(0, 2).equals(GZIP)) return createGunzip();
  return start.equals(ZSTD) ? createZstdDecompress() : undefined;
}

async function firstBytes(path: string): Promise<Buffer> {
  try {
    await using file = await open(path);
    if (!(await file.stat()).isFile()) throw Object.assign(new Error('not a file'), { code: 'it is no file' });
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.subarray(0, bytesRead);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason';
    if (code === 'ENOENT')
      throw new KafkaInsightError('FILE_NOT_FOUND', `There is no file ${path}. Check the name.`, { cause });
    throw new KafkaInsightError(
      'FILE_UNREADABLE',
      `${path} cannot be read (${code}). Give the name of a file that you may read.`,
      { cause },
    );
  }
}
