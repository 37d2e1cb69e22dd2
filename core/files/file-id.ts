import { viewOf } from '../bytes/byte-view.ts';
import { FINGERPRINT_BYTES } from '../limits.ts';
import type { BufferPrefix } from '../ports.ts';
import { folderOf, nameOf, stemOf } from './file-name.ts';
import { firstTimedLine } from './first-timed-line.ts';
import { idHash, type IdKey } from './id-key.ts';

/**
 * 80 bits: among a thousand million files the chance that any two share an id is n² / 2⁸¹, about 4 in ten million.
 */
const HASH_BYTES = 10;
/** Five bytes of offset: up to 1 TiB. */
const OFFSET_BYTES = 5;

/** No file is longer: the offsets of its lines would not fit their ids. */
export const MAX_FILE_BYTES = 2 ** (8 * OFFSET_BYTES);

/** The digits of base64url (RFC 4648, section 5). */
const DIGITS = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_', 'latin1');
const DIGIT_VALUES = Int8Array.from({ length: 128 }, (_, byte) => DIGITS.indexOf(byte));
/** Two digits of every number of 12 bits, as big-endian words. */
const DIGIT_PAIRS = Uint16Array.from(
  { length: 4096 },
  (_, number) => ((DIGITS[number >> 6] ?? 0) << 8) | (DIGITS[number & 63] ?? 0),
);

/** 80 bits are 13 digits and two bits; the offset begins in the same digit, in its other four. */
const SHARED_DIGITS = 13;
const ID_DIGITS = 20;
/** Characters of a file id. */
export const FILE_ID_DIGITS = SHARED_DIGITS + 1;

/** A file id as {@link fileId} makes it: 14 digits, of whose last only the upper two bits are used. */
export const FILE_ID_PATTERN = /^[A-Za-z0-9_-]{13}[AQgw]$/;

/** A document id as {@link documentId} makes it. */
export const DOCUMENT_ID_PATTERN = /^[A-Za-z0-9_-]{20}$/;

/**
 * The short name of a file, the same when it is dropped again, renamed by log rotation, moved into a dated folder, compressed, or grown:
 * base64url of a hash (SHA-256, cut to 80 bits) of its bucket, its folder ({@link folderOf}), its stem ({@link stemOf}) and its first timed
 * line ({@link firstTimedLine}). Each piece is preceded by its length in bytes and a colon, so that no two lists of pieces run into the
 * same bytes.
 *
 * A file without a timed line is known by its first KiB: shorter ones change their id when they grow.
 *
 * FROZEN: golden ids are in file-id.test.ts and never change.
 *
 * @param beginning the first IDENTITY_BYTES of the decompressed content, or all of it; more is left out
 * @param idKey where names are replaced: the id is an HMAC then, from which no first line can be guessed
 */
export function fileId(bucket: string, key: string, beginning: Buffer, idKey?: IdKey): string {
  const line = firstTimedLine(beginning) ?? beginning.subarray(0, FINGERPRINT_BYTES);
  const hash = idHash(idKey, 'file');
  for (const text of [bucket, folderOf(key), stemOf(nameOf(key)), line]) {
    const piece = Buffer.from(text);
    hash.update(`${piece.length}:`).update(piece);
  }
  return hash.digest().toString('base64url', 0, HASH_BYTES);
}

/**
 * The id of the document made from the event at this byte offset of the file's decompressed content: base64url of the file's 10 bytes and
 * 5 of the offset, big-endian. Both engines keep such an id as its 15 bytes, in the order of file and offset.
 */
export function documentId(file: string, offset: number): string {
  const id = new DocumentIdWriter(file);
  id.set(offset);
  return id.bytes.toString('latin1');
}

/** The file that a document id belongs to. */
export function fileOfDocument(id: string): string {
  const digit = (DIGIT_VALUES[id.charCodeAt(SHARED_DIGITS)] ?? 0) & 0b110000;
  return id.slice(0, SHARED_DIGITS) + String.fromCharCode(DIGITS[digit] ?? 0);
}

/** The offset in a document id, if it belongs to this file; else NaN. */
export function offsetIn(file: string, id: string): number {
  if (id.length !== ID_DIGITS || !id.startsWith(file.slice(0, SHARED_DIGITS))) return NaN;
  let offset = digitAt(id, SHARED_DIGITS) - digitAt(file, SHARED_DIGITS);
  if (offset < 0 || offset > 15 || file.length !== FILE_ID_DIGITS) return NaN;
  for (let index = SHARED_DIGITS + 1; index < ID_DIGITS; index++) {
    const digit = digitAt(id, index);
    if (digit < 0) return NaN;
    offset = offset * 64 + digit;
  }
  return offset;
}

function digitAt(text: string, index: number): number {
  return DIGIT_VALUES[text.charCodeAt(index)] ?? -1;
}

/** {@link documentId} for one line of a file after the other, without a string for each. */
export class DocumentIdWriter implements BufferPrefix {
  readonly bytes = Buffer.alloc(ID_DIGITS);
  readonly lengthBytes = ID_DIGITS;
  readonly #view = viewOf(this.bytes);
  /** The two bits of the file in the digit that it shares with the offset, as that digit's value. */
  readonly #fileBits: number;
  /** The upper 16 bits of the offset as they are there: they change every 16 MiB. */
  #upper = -1;

  constructor(file: string) {
    this.bytes.write(file.slice(0, SHARED_DIGITS), 'latin1');
    this.#fileBits = digitAt(file, SHARED_DIGITS) & 0b110000;
  }

  /** Becomes the id of the event at this byte offset, which is less than MAX_FILE_BYTES. */
  set(offset: number): void {
    const upper = Math.floor(offset / 0x1000000);
    if (upper !== this.#upper) this.#setUpper(upper);
    const lower = offset - upper * 0x1000000;
    this.#view.setUint16(ID_DIGITS - 4, DIGIT_PAIRS[lower >> 12] ?? 0);
    this.#view.setUint16(ID_DIGITS - 2, DIGIT_PAIRS[lower & 0xfff] ?? 0);
  }

  #setUpper(upper: number): void {
    this.#upper = upper;
    this.bytes[SHARED_DIGITS] = DIGITS[this.#fileBits | (upper >> 12)] ?? 0;
    this.#view.setUint16(SHARED_DIGITS + 1, DIGIT_PAIRS[upper & 0xfff] ?? 0);
  }
}
