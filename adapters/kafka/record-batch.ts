import { MAX_BATCH_BYTES } from '../../pipeline/limits.ts';
import { KIND_HEADER } from '../../pipeline/names.ts';
import type { OutgoingRecord } from '../../pipeline/ports.ts';
import { type Compressor, createCompressor } from './compressor.ts';
import { crc32c } from './crc32c.ts';

/** Where things stand in a record batch (https://kafka.apache.org/documentation/#recordbatch). */
const LENGTH_AT = 8;
const MAGIC_AT = 16;
const CHECKSUM_AT = 17;
const ATTRIBUTES_AT = 21;
const LAST_OFFSET_DELTA_AT = 23;
const BASE_TIMESTAMP_AT = 27;
const MAX_TIMESTAMP_AT = 35;
const PRODUCER_ID_AT = 43;
const PRODUCER_EPOCH_AT = 51;
const BASE_SEQUENCE_AT = 53;
const COUNT_AT = 57;
const HEADER_BYTES = 61;

/** The `length` of a batch counts what follows it. */
const UNCOUNTED_BYTES = LENGTH_AT + 4;
const MAGIC = 2;
const GZIP = 1;
/** A batch of a producer that is not idempotent has no producer id, epoch and sequence. */
const NONE = -1;

/** What a record takes at most beside key, value and headers: five variable-length numbers of at most five bytes, two bytes. */
const RECORD_OVERHEAD_BYTES = 27;

/** The one header of a record, ready-made: a record's headers are their count, and of each the name and the value. */
const HEADERS: Readonly<Record<OutgoingRecord['kind'], Buffer>> = { log: headers('log'), ledger: headers('ledger') };

/** What a batch is encoded with. */
interface Workplace {
  /** For the records of one batch after the other. */
  readonly room: Buffer;
  readonly compress: Compressor;
}

/** More than a batch of log lines needs with the lengths of its records; any that does gets room of its own. */
const ROOM_BYTES = 1.25 * MAX_BATCH_BYTES;

/**
 * Workplaces that nobody uses now, as many as batches were ever encoded at a time. To make one for each batch brought V8 to
 * collect all garbage 27 times in 200,000 lines instead of 7, for which ingest took a fifth more processor time.
 */
const freeWorkplaces: Workplace[] = [];

/**
 * A record batch as it goes over the wire and into the broker's log (message format 2), compressed by gzip. kafkajs makes the
 * same one in four times the CPU time, see docs/adr/0011-kafka-client-for-producing.md.
 *
 * @param timeMillis the timestamp of all its records, epoch milliseconds
 */
export async function encodeRecordBatch(records: readonly OutgoingRecord[], timeMillis: number): Promise<Buffer> {
  const workplace = freeWorkplaces.pop() ?? { room: Buffer.allocUnsafeSlow(ROOM_BYTES), compress: createCompressor() };
  const compressed = await workplace.compress(encodeRecords(records, workplace.room));
  freeWorkplaces.push(workplace);
  const batch = Buffer.alloc(HEADER_BYTES + compressed.length);
  compressed.copy(batch, HEADER_BYTES);
  batch.writeInt32BE(batch.length - UNCOUNTED_BYTES, LENGTH_AT);
  batch.writeInt8(MAGIC, MAGIC_AT);
  batch.writeInt16BE(GZIP, ATTRIBUTES_AT);
  batch.writeInt32BE(records.length - 1, LAST_OFFSET_DELTA_AT);
  batch.writeBigInt64BE(BigInt(timeMillis), BASE_TIMESTAMP_AT);
  batch.writeBigInt64BE(BigInt(timeMillis), MAX_TIMESTAMP_AT);
  batch.writeBigInt64BE(BigInt(NONE), PRODUCER_ID_AT);
  batch.writeInt16BE(NONE, PRODUCER_EPOCH_AT);
  batch.writeInt32BE(NONE, BASE_SEQUENCE_AT);
  batch.writeInt32BE(records.length, COUNT_AT);
  batch.writeUInt32BE(crc32c(batch, ATTRIBUTES_AT, batch.length), CHECKSUM_AT);
  return batch;
}

/** The records one after the other (https://kafka.apache.org/documentation/#record); all have the batch's timestamp. */
function encodeRecords(records: readonly OutgoingRecord[], room: Buffer): Buffer {
  const most = records.reduce((sum, record) => sum + mostBytes(record), 0);
  const bytes = most > room.length ? Buffer.allocUnsafe(most) : room;
  let at = 0;
  records.forEach(({ key, value, kind }, offsetDelta) => {
    const keyBytes = Buffer.byteLength(key);
    const header = HEADERS[kind];
    const length =
      2 + // attributes and the timestamp's delta, which are 0
      sizeOfNumber(offsetDelta) +
      sizeOfNumber(keyBytes) +
      keyBytes +
      sizeOfNumber(value.length) +
      value.length +
      header.length;
    at = writeNumber(bytes, at, length);
    bytes[at++] = 0;
    bytes[at++] = 0;
    at = writeNumber(bytes, at, offsetDelta);
    at = writeNumber(bytes, at, keyBytes);
    at += bytes.write(key, at);
    at = writeNumber(bytes, at, value.length);
    at += value.copy(bytes, at);
    at += header.copy(bytes, at);
  });
  return bytes.subarray(0, at);
}

/** UTF-8 takes at most three bytes for each UTF-16 unit. */
function mostBytes({ key, value, kind }: OutgoingRecord): number {
  return RECORD_OVERHEAD_BYTES + 3 * key.length + value.length + HEADERS[kind].length;
}

function headers(kind: OutgoingRecord['kind']): Buffer {
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

/** Writes a number from 0 to 2^30, seven bits a byte, the lowest first; answers where it ends. */
function writeNumber(bytes: Buffer, at: number, value: number): number {
  let position = at;
  let rest = value * 2;
  for (; rest > 127; rest >>>= 7) bytes[position++] = (rest & 127) | 128;
  bytes[position++] = rest;
  return position;
}
