import { CARRIAGE_RETURN, LINE_FEED } from '../../core/bytes/ascii.ts';
import { DETECTION_BYTES } from '../../core/limits.ts';

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** What a format is detected from. */
export interface FileBeginning {
  /** DETECTION_BYTES, or somewhat more; all of the content where that is shorter. */
  readonly bytes: Buffer;
  /** Whether the content ends with them. */
  readonly isAll: boolean;
  /** Why there is no more, where that is so. */
  readonly failure?: unknown;
}

/**
 * Reads the beginning of a content; what follows it can be read on from `chunks`.
 *
 * @param firstLineBytes how far a first line is followed that does not end in DETECTION_BYTES. Default: no further than these.
 */
export async function readBeginning(chunks: AsyncIterator<Uint8Array>, firstLineBytes = 0): Promise<FileBeginning> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  let isAll = false;
  let isBegun = false;
  let isEnded = false;
  try {
    while (!isAll && (length < DETECTION_BYTES || (length <= firstLineBytes && !isEnded))) {
      const next = await chunks.next();
      if (next.done) {
        isAll = true;
      } else {
        const piece = Buffer.from(next.value);
        pieces.push(piece);
        const from: number = isBegun ? 0 : firstContent(piece);
        isBegun ||= from < piece.length;
        isEnded ||= piece.indexOf(LINE_FEED, from) !== -1;
        length += next.value.length;
      }
    }
    return { bytes: Buffer.concat(pieces), isAll };
  } catch (failure) {
    return { bytes: Buffer.concat(pieces), isAll, failure };
  }
}

/** Where the first line begins that is not empty; the length where there is none. */
export function firstContent(bytes: Buffer): number {
  const index = bytes.findIndex((byte) => byte !== LINE_FEED && byte !== CARRIAGE_RETURN);
  return index === -1 ? bytes.length : index;
}

/** The same content without the byte order mark that it may begin with. */
export function withoutMark(beginning: Buffer): Buffer {
  return beginning.subarray(beginning.indexOf(BYTE_ORDER_MARK) === 0 ? BYTE_ORDER_MARK.length : 0);
}
