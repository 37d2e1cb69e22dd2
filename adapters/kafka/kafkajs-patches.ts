import kafkajs, { type Message } from 'kafkajs';
import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';
import Encoder from 'kafkajs/src/protocol/encoder.js';
import fetchRequest, { type FetchProtocol } from 'kafkajs/src/protocol/requests/fetch/index.js';
import produce, { type ProduceRequest } from 'kafkajs/src/protocol/requests/produce/index.js';
import { FETCH_VERSION, readFetchResponse } from './fetch-response.ts';
import { gunzip } from './gunzip.ts';

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
  readRecordsFaster();
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
  return gunzip(compressed);
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

/**
 * kafkajs makes a decoder, integers of any size and copies of all headers for each record that it reads: half the time of reading it. And it
 * takes what all objects have for an earlier header of the name: a record with a header `constructor` held up its partition in the local
 * pipeline. What {@link readFetchResponse} does not read, kafkajs does.
 */
function readRecordsFaster(): void {
  const { protocol } = fetchRequest;
  fetchRequest.protocol = (agreed) => {
    const usual = protocol(agreed);
    return agreed.version === FETCH_VERSION ? (request) => withOurReader(usual(request)) : usual;
  };
}

function withOurReader(made: FetchProtocol): FetchProtocol {
  const { response } = made;
  const decode: FetchProtocol['response']['decode'] = (raw) => {
    const read = readFetchResponse(raw);
    return read === undefined ? response.decode(raw) : Promise.resolve(read);
  };
  return { ...made, response: { ...response, decode } };
}
