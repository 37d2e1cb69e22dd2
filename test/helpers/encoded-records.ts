import Decoder from 'kafkajs/src/protocol/decoder.js';
import decodeRecord from 'kafkajs/src/protocol/recordBatch/record/v0/decoder.js';
import { KIND_HEADER, type RecordKind } from '../../core/names.ts';
import type { EncodedRecords, OutgoingRecord } from '../../core/ports.ts';
import { addRecord, createBatchBuilder } from '../../core/records/batches.ts';

/** Records in the form that the ingest function gives to its producer; they must fit one batch. */
export function encodedRecords(records: readonly OutgoingRecord[]): EncodedRecords {
  const builder = createBatchBuilder(1, 0);
  if (records.some((record) => addRecord(builder, record) !== undefined))
    throw new Error('They fill more than one batch.');
  const batch = builder.flush();
  if (batch === undefined) throw new Error('There are no records.');
  return batch.records;
}

/** Reads the records with an independent implementation, that of kafkajs. */
export function decodedRecords({ bytes, lengthBytes, count }: EncodedRecords): OutgoingRecord[] {
  const decoder = new Decoder(Buffer.from(bytes.subarray(0, lengthBytes)));
  const records = Array.from({ length: count }, (_, at) => {
    const { key, value, headers, offset } = decodeRecord(new Decoder(decoder.readVarIntBytes()), {
      firstOffset: 0,
      firstTimestamp: 0,
    });
    if (Number(offset) !== at) throw new Error(`Record ${at} says that it is number ${offset}.`);
    return { key: String(key), value: value ?? Buffer.alloc(0), kind: String(headers?.[KIND_HEADER]) as RecordKind };
  });
  if (decoder.buffer.length !== decoder.offset) throw new Error('More bytes follow the last record.');
  return records;
}
