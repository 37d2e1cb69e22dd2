import type { BitReader } from './bit-reader.ts';

/*
 * A block of bzip2, as bzip2 1.0.8 (decompress.c, huffman.c) writes and reads it, and Joe Tsai's "BZIP2: Format
 * Specification" describes it. The libraries that there are keep all that comes out of a block, 46 MB where it repeats
 * one byte, in arrays of numbers: 3 GB.
 */

/** A block before its bytes are put in order. */
export interface Block {
  /** For each place the byte there, and above it the place of the byte that follows. */
  readonly links: Uint32Array;
  readonly length: number;
  /** Where the way through the links begins. */
  readonly origin: number;
  readonly checksum: number;
}

const MAX_SYMBOLS = 258;
const MAX_CODE_BITS = 20;
const SYMBOLS_OF_A_GROUP = 50;
/** What 900,000 symbols need; others write more, which no symbol uses. */
const MAX_SELECTORS = 18_002;

/**
 * Reads a block after its magic. Its links are in `room`, which has as many places as a block may have bytes.
 *
 * @throws OutOfInput, and Error where it is damaged
 */
export function readBlock(reader: BitReader, room: Uint32Array): Block {
  const checksum = reader.take32();
  if (reader.take(1) === 1) throw new Error('it is randomised, as only bzip2 before 0.9.5 did');
  const origin = reader.take(24);
  const bytes = readUsedBytes(reader);
  const tableCount = reader.take(3);
  if (tableCount < 2 || tableCount > 6) throw new Error('it has an impossible number of code tables');
  const selectors = readSelectors(reader, tableCount);
  const tables = Array.from({ length: tableCount }, () => new CodeTable(readCodeLengths(reader, bytes.length + 2)));
  const counts = new Uint32Array(256);
  const length = readSymbols(reader, { bytes, selectors, tables }, room, counts);
  if (origin >= length) throw new Error('it begins behind its end');
  link(room, length, counts);
  return { links: room, length, origin, checksum };
}

/** The byte values of the block, in order: 16 bits say which sixteenths of all values have some, 16 bits for each say which. */
function readUsedBytes(reader: BitReader): Uint8Array {
  const sixteenths = reader.take(16);
  const used: number[] = [];
  for (let high = 0; high < 16; high++) {
    if ((sixteenths & (0x8000 >> high)) === 0) continue;
    const values = reader.take(16);
    for (let low = 0; low < 16; low++) if ((values & (0x8000 >> low)) !== 0) used.push(high * 16 + low);
  }
  return Uint8Array.from(used);
}

/** Which table the symbols of each group use. */
function readSelectors(reader: BitReader, tableCount: number): Uint8Array {
  const count = reader.take(15);
  const recent = Uint8Array.from({ length: tableCount }, (_, table) => table);
  const selectors = new Uint8Array(Math.min(count, MAX_SELECTORS));
  for (let index = 0; index < count; index++) {
    let place = 0;
    while (reader.take(1) === 1)
      if (++place >= tableCount) throw new Error('it uses a code table that it does not have');
    const table = moveToFront(recent, place);
    if (index < MAX_SELECTORS) selectors[index] = table;
  }
  return selectors;
}

/** The length of each symbol's code in bits: the first is said, the others by how much they differ from the one before. */
function readCodeLengths(reader: BitReader, symbols: number): Uint8Array {
  const lengths = new Uint8Array(symbols);
  let length = reader.take(5);
  for (let symbol = 0; symbol < symbols; symbol++) {
    for (;;) {
      if (length < 1 || length > MAX_CODE_BITS) throw new Error('it has a code of an impossible length');
      if (reader.take(1) === 0) break;
      length += reader.take(1) === 0 ? 1 : -1;
    }
    lengths[symbol] = length;
  }
  return lengths;
}

/** Canonical Huffman codes: those of one length follow each other, in the order of their symbols. */
class CodeTable {
  readonly #shortest: number;
  /** By length: the last code, and what is added to a code for its place in the symbols. */
  readonly #last = new Int32Array(MAX_CODE_BITS + 1).fill(-1);
  readonly #shift = new Int32Array(MAX_CODE_BITS + 1);
  readonly #symbols = new Uint16Array(MAX_SYMBOLS);

  constructor(lengths: Uint8Array) {
    this.#shortest = Math.min(...lengths);
    let code = 0;
    let place = 0;
    for (let length = this.#shortest; length <= MAX_CODE_BITS; length++) {
      this.#shift[length] = place - code;
      for (let symbol = 0; symbol < lengths.length; symbol++) {
        if (lengths[symbol] !== length) continue;
        this.#symbols[place++] = symbol;
        code++;
      }
      this.#last[length] = code - 1;
      code *= 2;
    }
  }

  read(reader: BitReader): number {
    let length = this.#shortest;
    let code = reader.take(length);
    while (code > (this.#last[length] ?? 0)) {
      if (++length > MAX_CODE_BITS) throw new Error('it holds a code that is none of its table');
      code = code * 2 + reader.take(1);
    }
    return this.#symbols[code + (this.#shift[length] ?? 0)] ?? 0;
  }
}

interface Coding {
  readonly bytes: Uint8Array;
  readonly selectors: Uint8Array;
  readonly tables: readonly CodeTable[];
}

/** Reads all symbols, which are places in a list of recently used bytes, or digits of how often the last byte is repeated. */
function readSymbols(reader: BitReader, coding: Coding, room: Uint32Array, counts: Uint32Array): number {
  const { bytes, selectors, tables } = coding;
  const recent = Uint8Array.from(bytes);
  const end = bytes.length + 1;
  let length = 0;
  let repeats = 0;
  let digit = 1;
  for (let group = 0; ; group++) {
    const table = tables[selectors[group] ?? tables.length];
    if (table === undefined) throw new Error('it has more symbols than groups of them');
    for (let index = 0; index < SYMBOLS_OF_A_GROUP; index++) {
      const symbol = table.read(reader);
      if (symbol < 2) {
        repeats += digit << symbol;
        digit *= 2;
        if (length + repeats > room.length) throw new Error('it is longer than it may be');
        continue;
      }
      if (repeats > 0) {
        const byte = recent[0] ?? 0;
        room.fill(byte, length, length + repeats);
        counts[byte] = (counts[byte] ?? 0) + repeats;
        length += repeats;
        repeats = 0;
        digit = 1;
      }
      if (symbol === end) return length;
      if (length === room.length) throw new Error('it is longer than it may be');
      const byte = moveToFront(recent, symbol - 1);
      counts[byte] = (counts[byte] ?? 0) + 1;
      room[length++] = byte;
    }
  }
}

/** Undoes the Burrows-Wheeler transform: writes above each byte where the one that follows it is. */
function link(room: Uint32Array, length: number, counts: Uint32Array): void {
  const next = new Uint32Array(256);
  for (let byte = 1; byte < 256; byte++) next[byte] = (next[byte - 1] ?? 0) + (counts[byte - 1] ?? 0);
  for (let place = 0; place < length; place++) {
    const byte = (room[place] ?? 0) & 0xff;
    const target = next[byte] ?? 0;
    next[byte] = target + 1;
    room[target] = (room[target] ?? 0) | (place << 8);
  }
}

function moveToFront(list: Uint8Array, place: number): number {
  const value = list[place] ?? 0;
  for (let index = place; index > 0; index--) list[index] = list[index - 1] ?? 0;
  list[0] = value;
  return value;
}

const RUN_BYTES = 4;

/** CRC-32 from the highest bit to the lowest, polynomial 0x04c11db7. */
const CHECKSUMS = Int32Array.from({ length: 256 }, (_, byte) => {
  let checksum = byte << 24;
  for (let bit = 0; bit < 8; bit++) checksum = (checksum << 1) ^ (checksum < 0 ? 0x04c11db7 : 0);
  return checksum;
});

/** @throws Error where the block's bytes are not those that were compressed */
export function checkBlock({ links, length, origin, checksum }: Block): void {
  const runs = new RunReader();
  let sum = -1;
  let link = links[origin] ?? 0;
  for (let index = 0; index < length; index++) {
    link = links[link >>> 8] ?? 0;
    for (let copies = runs.copies(link & 0xff); copies > 0; copies--) {
      sum = (sum << 8) ^ (CHECKSUMS[(sum >>> 24) ^ runs.value] ?? 0);
    }
  }
  if (~sum >>> 0 !== checksum) throw new Error('a block is not what its checksum says');
}

/** The bytes of a block in order, in pieces. */
export function* bytesOf({ links, length, origin }: Block, pieceBytes: number): Generator<Buffer> {
  const runs = new RunReader();
  let piece = Buffer.allocUnsafe(pieceBytes);
  let filled = 0;
  let link = links[origin] ?? 0;
  for (let index = 0; index < length; index++) {
    link = links[link >>> 8] ?? 0;
    for (let copies = runs.copies(link & 0xff); copies > 0; copies--) {
      piece[filled++] = runs.value;
      if (filled < pieceBytes) continue;
      yield piece;
      piece = Buffer.allocUnsafe(pieceBytes);
      filled = 0;
    }
  }
  if (filled > 0) yield piece.subarray(0, filled);
}

/** After four equal bytes is how many more of them there are. */
class RunReader {
  /** The byte that is meant. */
  value = -1;
  #run = 0;

  /** How often the value is there because of the next byte of the block. */
  copies(byte: number): number {
    if (this.#run === RUN_BYTES) {
      this.#run = 0;
      return byte;
    }
    this.#run = this.#run > 0 && byte === this.value ? this.#run + 1 : 1;
    this.value = byte;
    return 1;
  }
}
