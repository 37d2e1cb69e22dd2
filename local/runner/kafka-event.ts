import type { IHeaders, KafkaMessage } from 'kafkajs';

/** One record as a poller passes it on, with its bytes as `Bytes` and those of its headers as `HeaderBytes`. */
interface PolledRecord<Bytes, HeaderBytes> {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly timestampType: 'CREATE_TIME' | 'LOG_APPEND_TIME';
  /** Absent where the record has none. */
  readonly key?: Bytes;
  /** Absent for a tombstone (seen in aws-powertools/powertools-lambda-typescript #5016). */
  readonly value?: Bytes;
  /** In order. */
  readonly headers: readonly Readonly<Record<string, HeaderBytes>>[];
}

/** The event of Lambda's event source mapping for MSK; records are grouped by `<topic>-<partition>`. */
interface PolledEvent<Polled> {
  readonly eventSource: 'aws:kafka';
  readonly eventSourceArn: string;
  /** `host:port`, comma-separated. */
  readonly bootstrapServers: string;
  readonly records: Readonly<Record<string, readonly Polled[]>>;
}

/** A record on its way to a function in this process. */
export type DeliveredRecord = PolledRecord<Buffer, Buffer>;

/**
 * The event for a function in this process: Lambda's, but for bytes that are left as they are. To encode and to decode them took
 * the local pipeline a tenth of its processor time. {@link toLambdaEvent} is what Lambda passes.
 */
export type DeliveredEvent = PolledEvent<DeliveredRecord>;

/**
 * The event as Lambda passes it to a function (AWS: "Using Lambda with Amazon MSK", "Example event"): keys and values in base64, headers
 * as Java's bytes, -128 to 127.
 */
export type LambdaEvent = PolledEvent<PolledRecord<string, readonly number[]>>;

/** The rest of a record's JSON: names, quotes, numbers, topic. Rounded up. */
const RECORD_OVERHEAD_BYTES = 220;

/** Turns a consumed message into the record passed to a function. */
export function toEventRecord(topic: string, partition: number, message: KafkaMessage): DeliveredRecord {
  return {
    topic,
    partition,
    offset: Number(message.offset),
    timestamp: Number(message.timestamp),
    timestampType: isLogAppendTime(message) ? 'LOG_APPEND_TIME' : 'CREATE_TIME',
    ...(message.key === null ? {} : { key: message.key }),
    ...(message.value === null ? {} : { value: message.value }),
    headers: toHeaders(message.headers),
  };
}

/** An upper estimate of a record's bytes in Lambda's payload. */
export function payloadBytes({ topic, key, value, headers }: DeliveredRecord): number {
  // A header's byte takes at most five characters: sign, three digits and a comma.
  let headerBytes = 0;
  for (const header of headers) {
    for (const name in header) headerBytes += 6 * name.length + 5 * (header[name]?.length ?? 0) + 8;
  }
  return RECORD_OVERHEAD_BYTES + topic.length + base64Bytes(key) + base64Bytes(value) + headerBytes;
}

function base64Bytes(bytes: Buffer | undefined): number {
  return bytes === undefined ? 0 : 4 * Math.ceil(bytes.length / 3);
}

/** Builds an event from records that are ordered by offset within each partition. */
export function toEvent(records: readonly DeliveredRecord[], bootstrapServers: readonly string[]): DeliveredEvent {
  return {
    eventSource: 'aws:kafka',
    eventSourceArn: 'arn:aws:kafka:local:000000000000:cluster/kafkainsight/00000000-0000-0000-0000-000000000000-1',
    bootstrapServers: bootstrapServers.join(','),
    records: Object.fromEntries(Map.groupBy(records, partitionName)),
  };
}

/** The same event as Lambda passes it. */
export function toLambdaEvent({ records, ...event }: DeliveredEvent): LambdaEvent {
  return {
    ...event,
    records: Object.fromEntries(Object.entries(records).map(([name, some]) => [name, some.map(toLambdaRecord)])),
  };
}

function toLambdaRecord({ key, value, headers, ...record }: DeliveredRecord): PolledRecord<string, readonly number[]> {
  return {
    ...record,
    ...(key === undefined ? {} : { key: key.toString('base64') }),
    ...(value === undefined ? {} : { value: value.toString('base64') }),
    headers: headers.map((header) =>
      Object.fromEntries(Object.entries(header).map(([name, bytes]) => [name, [...new Int8Array(bytes)]])),
    ),
  };
}

/** The name of a record's partition in events and in partial-batch responses. */
export function partitionName({ topic, partition }: { readonly topic: string; readonly partition: number }): string {
  return `${topic}-${partition}`;
}

/** kafkajs returns a batch's timestamp type, but its TypeScript types lack it: 1 means LogAppendTime (Kafka: RecordBatch attributes). */
function isLogAppendTime(message: KafkaMessage): boolean {
  return 'batchContext' in message && (message.batchContext as { readonly timestampType?: number }).timestampType === 1;
}

function toHeaders(headers: IHeaders | undefined): DeliveredRecord['headers'] {
  const given: Record<string, Buffer>[] = [];
  for (const [name, value] of Object.entries(headers ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) {
      given.push({ [name]: Buffer.isBuffer(one) ? one : Buffer.from(one ?? '') });
    }
  }
  return given;
}
