import { gunzipSync } from 'node:zlib';
import kafkajs, { type Message } from 'kafkajs';
import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';
import Encoder from 'kafkajs/src/protocol/encoder.js';
import produce, { type ProduceRequest } from 'kafkajs/src/protocol/requests/produce/index.js';
import { MAX_BATCH_BYTES } from '../../core/limits.ts';

/**
 * Applies all changes to kafkajs 2.2.4, whose version is pinned: contract tests on a real broker fail where an upgrade moves what these
 * changes rely on. `createKafkaClient` calls it once per process.
 */
export function patchKafkajs(): void {
  if (isPatched) return;
  isPatched = true;
  endIdlePolling();
  decompressAtOnce();
  sendReadyBatches();
}

let isPatched = false;

/**
 * kafkajs looks for pending requests every millisecond on every open connection, even where nothing is pending
 * (https://github.com/tulios/kafkajs/issues/1751). That costs 4 % of a core for each, and Node 24 warns about the negative time-out
 * after it. A request that is queued later schedules the next look.
 */
function endIdlePolling(): void {
  const { prototype } = RequestQueue;
  const schedule = prototype.scheduleCheckPendingRequests;
  prototype.scheduleCheckPendingRequests = function (): void {
    if (this.pending.length > 0) schedule.call(this);
  };
}

/** How kafkajs compresses and decompresses record batches. */
interface Codec {
  readonly compress: (encoder: { readonly buffer: Buffer }) => Promise<Buffer>;
  /** Rejects where the bytes are not gzip. */
  readonly decompress: (compressed: Buffer) => Promise<Buffer>;
}

/** The size of the field ISIZE. */
const SIZE_BYTES = 4;
/** zlib accepts no less (Z_MIN_CHUNK). */
const MIN_CHUNK_BYTES = 64;

/**
 * kafkajs decompresses a batch in chunks of 16 KiB and needs a turn of the event loop for each, sixty for one of our batches: next to a
 * busy ingest function in the same process, as in the local pipeline, that left the search engine idle for 400 milliseconds.
 * Decompressing it at once takes two.
 */
function decompressAtOnce(): void {
  const { compress } = gzipCodec();
  kafkajs.CompressionCodecs[kafkajs.CompressionTypes.GZIP] = (): Codec => ({ compress, decompress });
}

/** The codec that kafkajs uses now. */
export function gzipCodec(): Codec {
  return kafkajs.CompressionCodecs[kafkajs.CompressionTypes.GZIP]() as Codec;
}

// eslint-disable-next-line @typescript-eslint/require-await -- what is not gzip has to be a rejection, as kafkajs expects
async function decompress(compressed: Buffer): Promise<Buffer> {
  return gunzipSync(compressed, { chunkSize: roomFor(compressed) });
}

/**
 * Size of the output buffer: the length in gzip's trailer (RFC 1952, 2.3.1: ISIZE), and one byte more, from which zlib sees that it is
 * done. The result keeps all of that memory, even for a batch of one short record.
 */
function roomFor(compressed: Buffer): number {
  const claimed = compressed.length < SIZE_BYTES ? 0 : compressed.readUInt32LE(compressed.length - SIZE_BYTES);
  return Math.min(Math.max(claimed + 1, MIN_CHUNK_BYTES), MAX_BATCH_BYTES);
}

/** A whole record batch in place of a message: it is sent to its partition unchanged. */
export interface ReadyBatch extends Message {
  readonly value: null;
  readonly partition: number;
  /** Made by `encodeRecordBatch`. */
  readonly recordBatch: Buffer;
}

/** Bytes of a request besides topic and batch. */
const REQUEST_OVERHEAD_BYTES = 64;

/**
 * Lets producers send record batches that are already encoded: `send({ messages: [readyBatch] })`. Connections, authentication, metadata,
 * retries and errors remain those of kafkajs; only the bytes of the request differ. Other messages are encoded by kafkajs as before.
 */
function sendReadyBatches(): void {
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
 * A produce request of versions 3 to 8, which share one layout (https://kafka.apache.org/protocol#The_Messages_Produce). kafkajs agrees
 * on 7 with every broker since 2.1.
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
