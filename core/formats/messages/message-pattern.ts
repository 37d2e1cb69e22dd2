import { startsWith } from '../../bytes/ascii.ts';

/**
 * What a value of a pattern may be:
 * - `gap`: anything, be it nothing; what somebody else may have written is always one
 * - `word`: bytes without a space; `name`: the same without quotes, brackets, commas and semicolons; `digits`
 */
export type PlaceholderKind = 'gap' | 'word' | 'name' | 'digits';

interface Value {
  /** 1 for the bytes that it consists of. */
  readonly bytes: Uint8Array;
  /** Which value of the pattern it is. */
  readonly index: number;
  readonly isOptional: boolean;
}

/** Literals and values without a gap: what matches it at one place matches it in one way. */
type Block = readonly (Uint8Array | Value)[];

function allBut(text: string): Uint8Array {
  const bytes = new Uint8Array(256).fill(1);
  for (const byte of Buffer.from(text)) bytes[byte] = 0;
  return bytes;
}

const word = allBut(' ');
const name = allBut(' \'"(){}[],;');
const digits = new Uint8Array(256).fill(1, 0x30, 0x3a);
/** The bytes of which values are, by their kind. */
const byteSets: Readonly<Record<Exclude<PlaceholderKind, 'gap'>, Uint8Array>> = { word, name, digits };

const NOWHERE: readonly number[] = [];

/**
 * A pattern of a message: text and `%{key}`, of which the keys' kinds say what they match; `%{key?}` may be empty.
 *
 * Between two gaps a block is looked for, and the message is only accepted where there is but one place for it: whoever writes the value of a
 * gap can write what follows it too, as in OpenSSH's `Failed password for invalid user a from 192.0.2.1 port 22 ssh2 from 203.0.113.9 port
 * 4711 ssh2`. The first block is at the message's start and the last one at its end, where only the program itself writes.
 * Reading takes time in proportion to the message.
 */
export class MessagePattern {
  /** The key of each value, in the order of the pattern. */
  readonly keys: readonly string[];
  /** Where each value is in the message that was read last; {@link ends} less than its start where there is none. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly #blocks: readonly Block[];
  /** The value that the gap after each block but the last is. */
  readonly #gaps: readonly number[];

  constructor(pattern: string, kindOf: (key: string) => PlaceholderKind) {
    const keys: string[] = [];
    const blocks: (Uint8Array | Value)[][] = [[]];
    const gaps: number[] = [];
    for (const [, literal = '', key = '', optional = ''] of pattern.matchAll(/([^%]*)(?:%\{(\w+)(\??)\})?/g)) {
      if (literal !== '') blocks.at(-1)?.push(Buffer.from(literal));
      if (key === '') continue;
      const kind = kindOf(key);
      const index = keys.push(key) - 1;
      if (kind === 'gap') {
        gaps.push(index);
        blocks.push([]);
      } else {
        blocks.at(-1)?.push({ bytes: byteSets[kind], index, isOptional: optional === '?' });
      }
    }
    if (blocks.some(([first], index) => index > 0 && first !== undefined && !(first instanceof Uint8Array))) {
      throw new TypeError(`A gap is followed by a value in ${pattern}.`);
    }
    this.keys = keys;
    this.starts = new Int32Array(keys.length);
    this.ends = new Int32Array(keys.length);
    this.#blocks = blocks;
    this.#gaps = gaps;
  }

  /** Whether `bytes[start, end)` is a message of the pattern; finds its values if so. */
  read(bytes: Buffer, start: number, end: number): boolean {
    const blocks = this.#blocks;
    const last = blocks.length - 1;
    const firstEnd = this.#match(blocks[0] ?? [], bytes, start, end);
    if (firstEnd < 0) return false;
    if (last === 0) return firstEnd === end;
    const lastStart = this.#lastStart(bytes, firstEnd, end);
    if (lastStart < 0) return false;
    let from = firstEnd;
    let gapStart = firstEnd;
    const latest = last === 1 ? NOWHERE : this.#latestStarts(bytes, firstEnd, lastStart);
    for (let index = 1; index < last; index++) {
      const at = this.#find(blocks[index] ?? [], bytes, from, lastStart);
      if (at < 0 || at !== latest[index]) return false;
      this.#setGap(index - 1, gapStart, at);
      gapStart = from = this.#match(blocks[index] ?? [], bytes, at, lastStart);
    }
    this.#setGap(last - 1, gapStart, lastStart);
    return true;
  }

  #setGap(index: number, start: number, end: number): void {
    const value = this.#gaps[index] ?? 0;
    this.starts[value] = start;
    this.ends[value] = end;
  }

  /** Where the last block begins, which ends at `end`; -1 where it is not there. */
  #lastStart(bytes: Buffer, from: number, end: number): number {
    const block = this.#blocks.at(-1) ?? [];
    if (block.length === 0) return end;
    for (let at = end; at >= from; at--) {
      if (this.#match(block, bytes, at, end) === end) return at;
    }
    return -1;
  }

  /** The latest place of each block between the first and the last that leaves room for those after it. */
  #latestStarts(bytes: Buffer, from: number, end: number): readonly number[] {
    const starts: number[] = [];
    let to = end;
    for (let index = this.#blocks.length - 2; index > 0; index--) {
      const block = this.#blocks[index] ?? [];
      let at = to;
      while (at >= from && this.#match(block, bytes, at, to) < 0) at--;
      starts[index] = to = at;
    }
    return starts;
  }

  #find(block: Block, bytes: Buffer, from: number, end: number): number {
    for (let at = from; at < end; at++) {
      if (this.#match(block, bytes, at, end) >= 0) return at;
    }
    return -1;
  }

  /** Where the block ends that begins at `start`; -1 where it does not. */
  #match(block: Block, bytes: Buffer, start: number, end: number): number {
    let index = start;
    for (const piece of block) {
      if (piece instanceof Uint8Array) {
        if (!startsWith(piece, bytes, index, end)) return -1;
        index += piece.length;
        continue;
      }
      const valueEnd = valueEndOf(piece.bytes, bytes, index, end);
      if (valueEnd === index && !piece.isOptional) return -1;
      this.starts[piece.index] = index;
      this.ends[piece.index] = index = valueEnd;
    }
    return index;
  }
}

function valueEndOf(set: Uint8Array, bytes: Buffer, start: number, end: number): number {
  let index = start;
  while (index < end && set[bytes[index] ?? 0] === 1) index++;
  return index;
}
