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

/** Reads the beginning of a content; what follows it can be read on from `chunks`. */
export async function readBeginning(chunks: AsyncIterator<Uint8Array>): Promise<FileBeginning> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  let isAll = false;
  try {
    while (length < DETECTION_BYTES && !isAll) {
      const next = await chunks.next();
      if (next.done) {
        isAll = true;
      } else {
        pieces.push(Buffer.from(next.value));
        length += next.value.length;
      }
    }
    return { bytes: Buffer.concat(pieces), isAll };
  } catch (failure) {
    return { bytes: Buffer.concat(pieces), isAll, failure };
  }
}

/** The same content without the byte order mark that it may begin with. */
export function withoutMark(beginning: Buffer): Buffer {
  return beginning.subarray(beginning.indexOf(BYTE_ORDER_MARK) === 0 ? BYTE_ORDER_MARK.length : 0);
}
