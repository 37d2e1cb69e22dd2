import { LAMBDA_PAYLOAD_BYTES } from '../../core/limits.ts';
import { KIND_HEADER, LOG_TOPIC } from '../../core/names.ts';
import type { OutgoingRecord } from '../../core/ports.ts';
import {
  type DeliveredRecord,
  type LambdaEvent,
  payloadBytes,
  toEvent,
  toLambdaEvent,
} from '../../local/runner/kafka-event.ts';

/** As the stages are configured; Lambda's payload holds fewer where they are long. */
const BATCH_RECORDS = 5_000;
/** Room in the payload for what is around the records. */
const ENVELOPE_BYTES = 4096;

/** The events in which Lambda would give records to the index function. */
export function eventsOf(records: readonly OutgoingRecord[]): LambdaEvent[] {
  const events: LambdaEvent[] = [];
  let batch: DeliveredRecord[] = [];
  let bytes = 0;
  const close = (): void => {
    if (batch.length > 0) events.push(toLambdaEvent(toEvent(batch, ['127.0.0.1:9092'])));
    batch = [];
    bytes = 0;
  };
  records.forEach((record, offset) => {
    const one = eventRecord(record, offset);
    const more = payloadBytes(one);
    if (batch.length === BATCH_RECORDS || bytes + more > LAMBDA_PAYLOAD_BYTES - ENVELOPE_BYTES) close();
    batch.push(one);
    bytes += more;
  });
  close();
  return events;
}

function eventRecord({ key, value, kind }: OutgoingRecord, offset: number): DeliveredRecord {
  return {
    topic: LOG_TOPIC,
    partition: 0,
    offset,
    timestamp: Date.now(),
    timestampType: 'CREATE_TIME',
    key: Buffer.from(key),
    value,
    headers: [{ [KIND_HEADER]: Buffer.from(kind) }],
  };
}
