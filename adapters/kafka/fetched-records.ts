import { gunzip } from './gunzip.ts';
import {
  ATTRIBUTES_AT,
  BASE_TIMESTAMP_AT,
  COUNT_AT,
  GZIP,
  HEADER_BYTES,
  LENGTH_AT,
  MAGIC,
  MAGIC_AT,
  MAX_TIMESTAMP_AT,
  PRODUCER_ID_AT,
  UNCOUNTED_BYTES,
} from './record-batch.ts';

/** What kafkajs asks the batch of a record for. */
interface BatchContext {
  readonly producerId: string;
  readonly inTransaction: boolean;
  /** 1 means that the broker set the time. */
  readonly timestampType: 0 | 1;
}

/** By name; several of one name in their order. */
type Headers = Readonly<Record<string, Bytes | readonly Bytes[]>>;
/** As they are in the batch; null where there are none. */
type Bytes = Buffer | null;

/** What of a record kafkajs and its users read, as kafkajs makes it: numbers of 64 bits are texts. */
export interface FetchedRecord {
  readonly attributes: number;
  readonly timestamp: string;
  readonly offset: string;
  readonly key: Bytes;
  readonly value: Bytes;
  readonly headers: Headers;
  readonly isControlRecord: boolean;
  readonly batchContext: BatchContext;
}

/** Bits of a batch's attributes (https://kafka.apache.org/documentation/#recordbatch). */
const COMPRESSION = 0b111;
const LOG_APPEND_TIME = 0b1000;
const IN_TRANSACTION = 0b1_0000;
const IS_CONTROL = 0b10_0000;
const NOT_COMPRESSED = 0;

/**
 * The records of the batches of one partition, without a last one that is not whole: a broker cuts off where it is to send no more bytes.
 * `undefined` where a batch is of an older format, or not compressed with gzip.
 */
export function readRecordBatches(bytes: Buffer): FetchedRecord[] | undefined {
  const records: FetchedRecord[] = [];
  for (let start = 0; start + HEADER_BYTES <= bytes.length;) {
    const end = start + UNCOUNTED_BYTES + bytes.readInt32BE(start + LENGTH_AT);
    if (bytes.readInt8(start + MAGIC_AT) !== MAGIC) return undefined;
    if (end > bytes.length) break;
    const batch = bytes.subarray(start, end);
    const compression = batch.readInt16BE(ATTRIBUTES_AT) & COMPRESSION;
    if (compression !== GZIP && compression !== NOT_COMPRESSED) return undefined;
    const content = batch.subarray(HEADER_BYTES);
    if (content.length > 0) readRecords(batch, compression === GZIP ? gunzip(content) : content, records);
    start = end;
  }
  return records;
}

/** @param content the records of the batch, not compressed */
function readRecords(batch: Buffer, content: Buffer, records: FetchedRecord[]): void {
  const attributes = batch.readInt16BE(ATTRIBUTES_AT);
  const firstOffset = batch.readBigInt64BE();
  const isTimedByBroker = (attributes & LOG_APPEND_TIME) !== 0;
  const isControlRecord = (attributes & IS_CONTROL) !== 0;
  const baseTime = batch.readBigInt64BE(isTimedByBroker ? MAX_TIMESTAMP_AT : BASE_TIMESTAMP_AT);
  const batchTime = String(baseTime);
  const batchContext: BatchContext = {
    producerId: String(batch.readBigInt64BE(PRODUCER_ID_AT)),
    inTransaction: (attributes & IN_TRANSACTION) !== 0,
    timestampType: isTimedByBroker ? 1 : 0,
  };
  const from = { bytes: content, at: 0 };
  for (let left = batch.readInt32BE(COUNT_AT); left > 0; left--) {
    readInteger(from); // length
    const recordAttributes = content.readInt8(from.at++);
    const timeDelta = readLong(from);
    const timestamp = timeDelta === 0n || isTimedByBroker ? batchTime : String(baseTime + timeDelta);
    const offset = String(firstOffset + BigInt(readInteger(from)));
    const [key, value] = [readBytes(from), readBytes(from)];
    const headers = readHeaders(from);
    const of = { attributes: recordAttributes, timestamp, offset, key, value, headers };
    records.push({ ...of, isControlRecord, batchContext });
  }
}

/** Bytes, and where the next is. */
interface Reading {
  readonly bytes: Buffer;
  at: number;
}

function readHeaders(from: Reading): Headers {
  const count = readInteger(from);
  // most records have one, and to group it takes longer than to read it
  if (count === 1) return Object.fromEntries([readHeader(from)]);
  const headers = Map.groupBy(
    Array.from({ length: count }, () => readHeader(from)),
    ([name]) => name,
  );
  return Object.fromEntries(
    Array.from(headers, ([name, all]) => {
      const [first = null, ...more] = all.map(([, value]) => value);
      return [name, more.length === 0 ? first : [first, ...more]];
    }),
  );
}

function readHeader(from: Reading): [name: string, value: Bytes] {
  const name = readBytes(from)?.toString() ?? '';
  return [name, readBytes(from)];
}

function readBytes(from: Reading): Bytes {
  const length = readInteger(from);
  if (length < 0) return null;
  const start = from.at;
  from.at += length;
  if (from.at > from.bytes.length) throw new RangeError('A record ends after its batch.');
  return from.bytes.subarray(start, from.at);
}

/** A number of 32 bits of variable length, in zigzag encoding (https://kafka.apache.org/documentation/#messageformat). */
function readInteger(from: Reading): number {
  const { bytes } = from;
  let byte = bytes[from.at++] ?? 0;
  let value = byte & 0x7f;
  for (let shift = 7; byte >= 0x80; shift += 7) {
    byte = bytes[from.at++] ?? 0;
    value |= (byte & 0x7f) << shift;
  }
  return (value >>> 1) ^ -(value & 1);
}

/** The same of 64 bits. */
function readLong(from: Reading): bigint {
  const { bytes } = from;
  let byte = bytes[from.at++] ?? 0;
  if (byte === 0) return 0n;
  let value = BigInt(byte & 0x7f);
  for (let shift = 7n; byte >= 0x80; shift += 7n) {
    byte = bytes[from.at++] ?? 0;
    value |= BigInt(byte & 0x7f) << shift;
  }
  return BigInt.asIntN(64, (value >> 1n) ^ -(value & 1n));
}
