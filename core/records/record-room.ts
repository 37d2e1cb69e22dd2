import { MAX_BATCH_BYTES } from '../limits.ts';
import { KIND_HEADER, type RecordKind } from '../names.ts';
import type { BufferPrefix, EncodedRecords } from '../ports.ts';

/** What a record needs at most in addition to key, value and headers: five variable-length numbers of at most five bytes, two bytes. */
const RECORD_OVERHEAD_BYTES = 27;

/** The one header of a record, ready-made: a record's headers are their count, and of each the name and the value. */
const HEADERS: Readonly<Record<RecordKind, Buffer>> = { log: headers('log'), ledger: headers('ledger') };

/**
 * Room for the records of one batch after the other: each is encoded where it is compressed from, and no list of records, with
 * a key and a value to each, is between.
 */
export class RecordRoom implements EncodedRecords {
  readonly bytes: Buffer;
  lengthBytes = 0;
  count = 0;

  /** @param sizeBytes how much fits */
  constructor(sizeBytes = MAX_BATCH_BYTES) {
    this.bytes = Buffer.allocUnsafeSlow(sizeBytes);
  }

  /**
   * Adds a record (https://kafka.apache.org/documentation/#record); false, and nothing is added, where there is no room for it.
   */
  add(kind: RecordKind, key: BufferPrefix, value: BufferPrefix): boolean {
    const header = HEADERS[kind];
    const { bytes, count } = this;
    const length =
      2 + // attributes and the timestamp's delta, which are 0
      sizeOfNumber(count) +
      sizeOfNumber(key.lengthBytes) +
      key.lengthBytes +
      sizeOfNumber(value.lengthBytes) +
      value.lengthBytes +
      header.length;
    let at = this.lengthBytes;
    if (at + sizeOfNumber(length) + length > bytes.length) return false;
    at = writeNumber(bytes, at, length);
    bytes[at++] = 0;
    bytes[at++] = 0;
    at = writeNumber(bytes, at, count);
    at = writeNumber(bytes, at, key.lengthBytes);
    at = writeShort(bytes, at, key.bytes, key.lengthBytes);
    at = writeNumber(bytes, at, value.lengthBytes);
    at += value.bytes.copy(bytes, at, 0, value.lengthBytes);
    this.lengthBytes = writeShort(bytes, at, header, header.length);
    this.count = count + 1;
    return true;
  }

  clear(): void {
    this.lengthBytes = 0;
    this.count = 0;
  }
}

/** Room for a record that any other has too little for. */
export function roomFor(key: BufferPrefix, value: BufferPrefix): RecordRoom {
  return new RecordRoom(RECORD_OVERHEAD_BYTES + key.lengthBytes + value.lengthBytes + HEADERS.ledger.length);
}

function headers(kind: RecordKind): Buffer {
  const texts = [KIND_HEADER, kind].map((text) => Buffer.from(text));
  return Buffer.concat([varint(1), ...texts.flatMap((text) => [varint(text.length), text])]);
}

function varint(value: number): Buffer {
  const bytes = Buffer.alloc(sizeOfNumber(value));
  writeNumber(bytes, 0, value);
  return bytes;
}

/** Numbers are zigzag-encoded, so that small negative ones are short: one that is not negative is doubled. */
function sizeOfNumber(value: number): number {
  let size = 1;
  for (let rest = value >>> 6; rest !== 0; rest >>>= 7) size++;
  return size;
}

/** Writes a number from 0 to 2^30, seven bits a byte, the lowest first; returns where it ends. */
function writeNumber(bytes: Buffer, at: number, value: number): number {
  let position = at;
  let rest = value * 2;
  for (; rest > 127; rest >>>= 7) bytes[position++] = (rest & 127) | 128;
  bytes[position++] = rest;
  return position;
}

/** Copies few bytes, for which a call of Buffer's own copying costs more; returns where they end. */
function writeShort(target: Buffer, at: number, bytes: Buffer, lengthBytes: number): number {
  for (let index = 0; index < lengthBytes; index++) target[at + index] = bytes[index] ?? 0;
  return at + lengthBytes;
}
