import type { Message } from 'kafkajs';
import Encoder from 'kafkajs/src/protocol/encoder.js';
import produce, { type ProduceRequest } from 'kafkajs/src/protocol/requests/produce/index.js';

/** Stands for a whole record batch where kafkajs wants a message: it goes to its partition as it is. */
export interface ReadyBatch extends Message {
  readonly value: null;
  readonly partition: number;
  /** As `encodeRecordBatch` makes it. */
  readonly recordBatch: Buffer;
}

/** What the request takes beside topic and batch. */
const REQUEST_OVERHEAD_BYTES = 64;

/**
 * Lets kafkajs's producers send record batches that are encoded already: `send({ messages: [readyBatch] })`. Connections,
 * authentication, metadata, retries and errors stay kafkajs's own; only the bytes of the request are not. Messages of any
 * other kind are encoded as ever.
 */
export function sendReadyBatches(): void {
  const { protocol } = produce;
  produce.protocol = (agreed) => {
    const usual = protocol(agreed);
    return (request) => {
      const made = usual(request);
      const ready = readyBatchOf(request);
      if (ready === undefined) return made;
      return { ...made, request: { ...made.request, encode: () => Promise.resolve(encode(request, ready)) } };
    };
  };
}

interface Ready {
  readonly topic: string;
  readonly batch: ReadyBatch;
}

/** A request holds one ready-made batch and nothing else, or none: our producer sends one at a time. */
function readyBatchOf({ topicData }: ProduceRequest): Ready | undefined {
  const message = topicData[0]?.partitions[0]?.messages[0];
  if (message === undefined || !('recordBatch' in message)) return undefined;
  return { topic: topicData[0]?.topic ?? '', batch: message as ReadyBatch };
}

/**
 * A produce request of versions 3 to 8, which are written alike (https://kafka.apache.org/protocol#The_Messages_Produce).
 * kafkajs agrees on 7 with every broker since 2.1.
 */
function encode({ acks, timeout }: ProduceRequest, { topic, batch }: Ready): Encoder {
  const { partition, recordBatch } = batch;
  return new Encoder(REQUEST_OVERHEAD_BYTES + topic.length + recordBatch.length)
    .writeString(null) // no transaction
    .writeInt16(acks)
    .writeInt32(timeout)
    .writeInt32(1) // topic
    .writeString(topic)
    .writeInt32(1) // partition
    .writeInt32(partition)
    .writeBytes(recordBatch);
}
