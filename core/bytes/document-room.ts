import { QUOTE } from './ascii.ts';
import { viewOf } from './byte-view.ts';
import { fragments } from './document-keys.ts';
import { bytesBefore, HIGH_BITS, special, STEP_BYTES, WORD_BYTES } from './word-steps.ts';

/** The largest document, and what a step copies beyond it. */
export const ROOM_BYTES = 1024 * 1024;

/**
 * What documents are written into, one over the other: memory that was written a moment ago is still near the processor, and the
 * beginning, a third of a document, is there already.
 */
export const room = Buffer.allocUnsafeSlow(ROOM_BYTES);

/** The loops that copy into {@link room}. Each copies eight bytes at a time, also after its last one: what comes next is written over them. */
export const { copyFragment, copyPlain, copyUntilSpecial } = copiers(room, fragments);

/**
 * The views are constants of a function, since V8 then knows where they are and how long. Those of a module a bundler may make
 * variables (docs/adr/0015-rolldown-bundles.md), and of a view that V8 has to ask, each access takes twice as many instructions.
 */
function copiers(targetBytes: Buffer, pieces: DataView): Copiers {
  const target = viewOf(targetBytes);
  return {
    copyFragment(start, lengthBytes, position) {
      // ASCII is never the NaN whose bits moving a Float64 might change.
      for (let index = 0; index < lengthBytes; index = (index + STEP_BYTES) | 0) {
        target.setFloat64((position + index) | 0, pieces.getFloat64((start + index) | 0, true), true);
      }
    },
    copyPlain(words, start, end, position) {
      const ahead = (position - start) | 0;
      for (let index = start | 0; index < end; index = (index + STEP_BYTES) | 0) {
        target.setFloat64((index + ahead) | 0, words.getFloat64(index, true), true);
      }
      target.setUint8((end + ahead) | 0, QUOTE);
    },
    copyUntilSpecial(words, start, end, position) {
      const ahead = (position - start) | 0;
      let index = start | 0;
      for (; index < end; index = (index + STEP_BYTES) | 0) {
        const low = words.getInt32(index, true);
        const high = words.getInt32((index + WORD_BYTES) | 0, true);
        target.setInt32((index + ahead) | 0, low, true);
        target.setInt32((index + ahead + WORD_BYTES) | 0, high, true);
        const first = special(low);
        const second = special(high);
        if (((first | second) & HIGH_BITS) !== 0) return (index + bytesBefore(first, second)) | 0;
      }
      return index;
    },
  };
}

interface Copiers {
  /** Copies a piece of `fragments` to `position`. */
  readonly copyFragment: (start: number, lengthBytes: number, position: number) => void;
  /** Copies the bytes from `start` to `end`, none of which needs an escape, and a quote after them. */
  readonly copyPlain: (words: DataView, start: number, end: number, position: number) => void;
  /** Copies bytes up to one that is not plain, and returns where it is; `end` or more where there is none. */
  readonly copyUntilSpecial: (words: DataView, start: number, end: number, position: number) => number;
}

/** Fields that a writer gave out. */
export interface WrittenFields {
  readonly bytes: Buffer;
  /** Where they were. */
  readonly start: number;
  readonly notes: Int32Array;
}
