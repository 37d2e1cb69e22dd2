import { KafkaInsightError } from '../../core/errors.ts';
import { KIND_HEADER } from '../../core/names.ts';
import type { KafkaRecord } from '../../core/records/records.ts';

/**
 * One record as Lambda's event source mapping passes it (AWS Lambda Developer Guide, "Using Lambda with Amazon MSK", "Example event";
 * `@types/aws-lambda` says that key and value are always present, which is wrong: a record without a key has no `key`, a tombstone no
 * `value`). Keys and values are base64 there; the local runner, in the same process, leaves them as they are.
 */
export interface KafkaEventRecord<Bytes extends string | Buffer = string> {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Epoch milliseconds; -1 where the record has none. */
  readonly timestamp: number;
  readonly timestampType?: string;
  readonly key?: Bytes | null;
  readonly value?: Bytes | null;
  /** One object for each header; the numbers are Java's bytes, -128 to 127; those of the local runner 0 to 255. */
  readonly headers?: readonly Readonly<Record<string, Iterable<number> | null>>[] | null;
}

/** The event of Lambda's event source mapping for a Kafka topic; records are grouped by `<topic>-<partition>`. */
export interface KafkaEvent<Bytes extends string | Buffer = string> {
  readonly records: Readonly<Record<string, readonly KafkaEventRecord<Bytes>[]>>;
}

/** An event of Lambda, or of the local runner. */
export type AnyKafkaEvent = KafkaEvent<string | Buffer>;

/**
 * The records of an event, ordered by offset within each partition.
 *
 * @throws KafkaInsightError EVENT_INVALID where it is not the event of a Kafka topic
 */
export function readEvent(event: AnyKafkaEvent): KafkaRecord[] {
  if (typeof (event as Partial<AnyKafkaEvent> | null)?.records !== 'object') {
    throw new KafkaInsightError(
      'EVENT_INVALID',
      'The event has no records: it is not one of an event source mapping for Kafka. Give this function no other source.',
    );
  }
  return Object.values(event.records).flatMap((records) => records.map(readEventRecord));
}

function readEventRecord(record: KafkaEventRecord<string | Buffer>): KafkaRecord {
  const { topic, partition, offset, timestamp, key, value, headers } = record;
  return {
    position: { topic, partition, offset: String(offset) },
    timestampMillis: timestamp,
    key: typeof key === 'string' ? readKey(key) : key?.toString('latin1'),
    kind: kindOf(headers ?? []),
    value: typeof value === 'string' ? Buffer.from(value, 'base64') : (value ?? NO_BYTES),
  };
}

const NO_BYTES = Buffer.alloc(0);

/** A buffer that is reused for the bytes of each key, if they fit. */
const keyRoom = Buffer.allocUnsafe(1024);

/** Our keys are ASCII; decoding as Latin-1 cannot turn any other key into one of them. */
function readKey(base64: string): string {
  if (base64.length > keyRoom.length) return Buffer.from(base64, 'base64').toString('latin1');
  return keyRoom.toString('latin1', 0, keyRoom.write(base64, 'base64'));
}

/** The value of our header; none where a record has it twice, which our producers never do. */
function kindOf(headers: NonNullable<KafkaEventRecord['headers']>): string | undefined {
  const ours = headers.length === 1 ? headers : headers.filter((header) => KIND_HEADER in header);
  const bytes = ours.length === 1 ? ours[0]?.[KIND_HEADER] : undefined;
  if (!bytes) return undefined;
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte & 0xff);
  return text;
}
