import { createHash } from 'node:crypto';
import { viewOf } from '../documents/byte-view.ts';
import { MAX_DIGITS, writeInteger } from '../documents/decimal.ts';
import { FINGERPRINT_BYTES } from '../limits.ts';
import type { Beginning } from '../ports.ts';

/**
 * 20 hexadecimal characters are 80 bits: among a thousand million files the chance that any two share an id is
 * n² / 2⁸¹, about 4 in ten million.
 */
const FILE_ID_CHARACTERS = 20;

/** A document id as {@link documentId} makes it: file id, `-`, and an offset of at most 2⁵³, which has 16 digits. */
export const DOCUMENT_ID_PATTERN = /^[0-9a-f]{20}-(?:0|[1-9]\d{0,15})$/;

/**
 * The short name of a file: a hash (SHA-256, cut to 80 bits, lower-case hexadecimal) of its bucket, its key and the first
 * KiB of its decompressed content. Each piece is preceded by its length, so that no two triples run into the same bytes.
 * More of the beginning than that KiB may be given; it is left out.
 */
export function fileId(bucket: string, key: string, beginning: Uint8Array): string {
  const hash = createHash('sha256');
  for (const piece of [Buffer.from(bucket), Buffer.from(key), beginning.subarray(0, FINGERPRINT_BYTES)]) {
    hash.update(`${piece.length}:`).update(piece);
  }
  return hash.digest('hex').slice(0, FILE_ID_CHARACTERS);
}

/** The id of the document made from the line at this byte offset of the file's decompressed content. */
export function documentId(file: string, offset: number): string {
  return `${file}-${offset}`;
}

/** {@link documentId} for one line of a file after the other, without a string for each. */
export class DocumentIdWriter implements Beginning {
  readonly bytes: Buffer;
  lengthBytes = 0;
  readonly #view: DataView;
  readonly #offsetStart: number;

  constructor(file: string) {
    const beginning = `${file}-`;
    this.#offsetStart = beginning.length;
    this.bytes = Buffer.concat([Buffer.from(beginning)], beginning.length + MAX_DIGITS);
    this.#view = viewOf(this.bytes);
  }

  /** Becomes the id of the line at this byte offset. */
  set(offset: number): void {
    this.lengthBytes = writeInteger(this.#view, this.#offsetStart, offset);
  }
}
