import Decoder from 'kafkajs/src/protocol/decoder.js';
import { readRecordBatches } from './fetched-records.ts';

/** The version that kafkajs agrees on with every broker since 2.3. */
export const FETCH_VERSION = 11;

/**
 * Reads a response to a request for records (https://kafka.apache.org/protocol#The_Messages_Fetch) of {@link FETCH_VERSION}, as kafkajs
 * decodes it; `undefined` where a partition holds batches that {@link readRecordBatches} does not read.
 */
export function readFetchResponse(raw: Buffer): object | undefined {
  const decoder = new Decoder(raw);
  const response = {
    // the broker has not waited: the client is to
    throttleTime: 0,
    clientSideThrottleTime: decoder.readInt32(),
    errorCode: decoder.readInt16(),
    sessionId: decoder.readInt32(),
    responses: decoder.readArray(readTopic),
  };
  const partitions = response.responses.flatMap((topic) => topic.partitions);
  return partitions.every(({ messages }) => messages !== undefined) ? response : undefined;
}

// the properties are in the order of the bytes

const readTopic = (decoder: Decoder) => ({
  topicName: decoder.readString(),
  partitions: decoder.readArray(readPartition),
});

const readPartition = (decoder: Decoder) => ({
  partition: decoder.readInt32(),
  errorCode: decoder.readInt16(),
  highWatermark: String(decoder.readInt64()),
  lastStableOffset: String(decoder.readInt64()),
  lastStartOffset: String(decoder.readInt64()),
  abortedTransactions: decoder.readArray(readTransaction),
  preferredReadReplica: decoder.readInt32(),
  messages: readRecordBatches(decoder.readBytes() ?? NOTHING),
});

const readTransaction = (decoder: Decoder) => ({
  producerId: String(decoder.readInt64()),
  firstOffset: String(decoder.readInt64()),
});

const NOTHING = Buffer.alloc(0);
