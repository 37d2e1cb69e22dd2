import type { IHeaders, KafkaMessage } from 'kafkajs';

/** One record as Lambda passes it to a function (AWS: "Using Lambda with Amazon MSK", "Example event"). */
export interface DeliveredRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly timestampType: 'CREATE_TIME' | 'LOG_APPEND_TIME';
  /** Base64; absent where the record has none. */
  readonly key?: string;
  /** Base64; absent for a tombstone (seen in aws-powertools/powertools-lambda-typescript #5016). */
  readonly value?: string;
  /** In order; the numbers are Java's bytes, -128 to 127. */
  readonly headers: readonly Readonly<Record<string, readonly number[]>>[];
}

/** The event of Lambda's event source mapping for MSK; records are grouped by `<topic>-<partition>`. */
export interface DeliveredEvent {
  readonly eventSource: 'aws:kafka';
  readonly eventSourceArn: string;
  /** `host:port`, comma-separated. */
  readonly bootstrapServers: string;
  readonly records: Readonly<Record<string, readonly DeliveredRecord[]>>;
}

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
    ...(message.key === null ? {} : { key: message.key.toString('base64') }),
    ...(message.value === null ? {} : { value: message.value.toString('base64') }),
    headers: toHeaders(message.headers),
  };
}

/** An upper estimate of a record's bytes in the payload. */
export function payloadBytes({ topic, key = '', value = '', headers }: DeliveredRecord): number {
  // A header's byte takes at most five characters: sign, three digits and a comma.
  let headerBytes = 0;
  for (const header of headers) {
    for (const name in header) headerBytes += 6 * name.length + 5 * (header[name]?.length ?? 0) + 8;
  }
  return RECORD_OVERHEAD_BYTES + topic.length + key.length + value.length + headerBytes;
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

/** The name of a record's partition in events and in partial-batch responses. */
export function partitionName({ topic, partition }: { readonly topic: string; readonly partition: number }): string {
  return `${topic}-${partition}`;
}

/** kafkajs returns a batch's timestamp type, but its TypeScript types lack it: 1 means LogAppendTime (Kafka: RecordBatch attributes). */
function isLogAppendTime(message: KafkaMessage): boolean {
  return 'batchContext' in message && (message.batchContext as { readonly timestampType?: number }).timestampType === 1;
}

function toHeaders(headers: IHeaders | undefined): Record<string, number[]>[] {
  const given: Record<string, number[]>[] = [];
  for (const [name, value] of Object.entries(headers ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) {
      given.push({ [name]: signedBytes(Buffer.isBuffer(one) ? one : Buffer.from(one ?? '')) });
    }
  }
  return given;
}

/** A loop: every record has a header, and an iterator over three bytes is visible in profiles. */
function signedBytes(bytes: Buffer): number[] {
  const numbers: number[] = [];
  for (let index = 0; index < bytes.length; index++) numbers.push(bytes.readInt8(index));
  return numbers;
}
