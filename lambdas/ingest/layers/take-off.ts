import { KafkaInsightError } from '../../../core/errors.ts';
import { compressionOf, hasReturnsOnly, type Layer, layersText, utf16Of } from '../../../core/files/layers.ts';
import { kindOf, type NonTextKind } from '../../../core/files/not-text.ts';
import { DETECTION_BYTES, MAX_COMPRESSIONS } from '../../../core/limits.ts';
import { isBreak } from './breaks.ts';
import { decompressBzip2 } from './bzip2.ts';
import { decompress } from './decompress.ts';
import type { Reread } from './reread.ts';
import { utf8Of, withLineFeeds } from './text.ts';
import { decompressXz } from './xz.ts';

/** What is found in a file. */
export interface Inside {
  /** The outermost first. */
  readonly layers: readonly Layer[];
  /**
   * The first DETECTION_BYTES of the content; of one that breaks off sooner, what is before the break. Where they are NULs, those after
   * all NULs that the content begins with.
   */
  readonly beginning: Buffer;
  /** What the file is instead of text: then it is not to be read. */
  readonly kind?: NonTextKind;
}

/**
 * Looks into a file: removes one layer after the other, until its beginning is text, or shows that it is not.
 *
 * @throws KafkaInsightError what reading throws
 */
export async function lookInto(read: Reread): Promise<Inside> {
  const layers: Layer[] = [];
  for (;;) {
    const beginning = await beginningOf(takeOff(read, layers, Infinity)());
    const compression = compressionOf(beginning);
    const layer = compression ?? utf16Of(beginning);
    if (layer !== undefined) {
      if (compression !== undefined && isTooDeep(layers, compression)) return { layers, beginning, kind: TOO_DEEP };
      layers.push(layer);
      continue;
    }
    const kind = kindOf(beginning);
    if (kind !== undefined) return { layers, beginning, kind };
    if (isNulOnly(beginning))
      return { layers, beginning: await beginningOf(behindNuls(takeOff(read, layers, Infinity)())) };
    if (!hasReturnsOnly(beginning)) return { layers, beginning };
    layers.push('cr');
  }
}

/** More NULs than any log that was truncated while its writer continued leaves before its first line. */
const MAX_NUL_BYTES = 4 * 1024 ** 3;

function isNulOnly(bytes: Uint8Array): boolean {
  return bytes.length > 0 && bytes.every((byte) => byte === 0);
}

/**
 * The content without the NULs that it begins with: as many as the file had bytes when it was truncated (copytruncate), if its writer
 * does not append. A file is known by what is after them.
 */
async function* behindNuls(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let nulBytes = 0;
  let isBehind = false;
  for await (const piece of content) {
    const start: number = isBehind ? 0 : piece.findIndex((byte) => byte !== 0);
    isBehind = start >= 0;
    if (isBehind) yield piece.subarray(start);
    else if ((nulBytes += piece.length) > MAX_NUL_BYTES) return;
  }
}

const TOO_DEEP: NonTextKind = { name: `a file compressed more than ${MAX_COMPRESSIONS} times, or twice by xz,` };

function isTooDeep(layers: readonly Layer[], compression: Layer): boolean {
  const compressions = layers.filter(
    (layer) => layer === 'gzip' || layer === 'zstd' || layer === 'bzip2' || layer === 'xz',
  );
  return compressions.length >= MAX_COMPRESSIONS || (compression === 'xz' && layers.includes('xz'));
}

async function beginningOf(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const piece of content) {
      pieces.push(piece);
      bytes += piece.length;
      if (bytes >= DETECTION_BYTES) break;
    }
  } catch (error) {
    if (!isBreak(error)) throw error;
  }
  return Buffer.concat(pieces).subarray(0, DETECTION_BYTES);
}

/**
 * The content under the layers. Reading it throws DECOMPRESSION_FAILED, COMPRESSION_UNSUPPORTED and DECOMPRESSED_TOO_LARGE
 * after everything up to there, and what reading the file throws.
 *
 * @param maxBytes of what is under each layer
 */
export function takeOff(read: Reread, layers: readonly Layer[], maxBytes: number): Reread {
  return layers.reduce<Reread>((outer, layer) => () => bounded(takeOffOne(outer, layer), layers, maxBytes), read);
}

function takeOffOne(read: Reread, layer: Layer): AsyncIterable<Uint8Array> {
  switch (layer) {
    case 'gzip':
    case 'zstd':
      return decompress(read, layer);
    case 'bzip2':
      return decompressBzip2(read);
    case 'xz':
      return decompressXz(read);
    case 'utf-16le':
    case 'utf-16be':
      return utf8Of(read(), layer);
    case 'cr':
      return withLineFeeds(read());
  }
}

async function* bounded(
  pieces: AsyncIterable<Uint8Array>,
  layers: readonly Layer[],
  maxBytes: number,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const piece of pieces) {
    const allowed = piece.subarray(0, maxBytes - bytes);
    bytes += piece.length;
    if (allowed.length > 0) yield allowed;
    if (bytes > maxBytes) throw tooLarge(layers, maxBytes);
  }
}

function tooLarge(layers: readonly Layer[], maxBytes: number): KafkaInsightError {
  return new KafkaInsightError(
    'DECOMPRESSED_TOO_LARGE',
    `The ${layersText(layers)} content is longer than ${maxBytes} bytes and was read no further. ` +
      'Unless it is a decompression bomb, drop it in smaller files.',
  );
}
