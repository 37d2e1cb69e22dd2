import { viewOf } from './byte-view.ts';
import { STEP_BYTES } from './word-steps.ts';

/** ASCII that a writer copies as it is (`copy` of a document writer): what is made of lines, and not known before them as a fragment is. */
export interface ReadyText {
  readonly words: DataView;
  readonly lengthBytes: number;
}

/** Makes one of ASCII. */
export function readyText(ascii: string): ReadyText {
  const bytes = Buffer.from(ascii, 'latin1');
  return { words: viewOf(Buffer.concat([bytes, Buffer.alloc(2 * STEP_BYTES)])), lengthBytes: bytes.length };
}
