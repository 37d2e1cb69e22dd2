/**
 * The ports: what the pipeline needs from the world, in its own words. adapters/ implements them for the real servers;
 * test/contract/ holds the suite that every implementation passes.
 */

/** One object in the store, pinned to one content: reads of it fail with OBJECT_CHANGED once it is another. */
export interface ObjectPin {
  readonly bucket: string;
  readonly key: string;
  /** As S3 gives it, quotes included. */
  readonly etag: string;
  /** Absent where the bucket is not versioned. */
  readonly versionId?: string;
}

/** What the store knows about an object. */
interface ObjectFacts extends ObjectPin {
  readonly sizeBytes: number;
  /** The file's modification time, epoch milliseconds: the `mtime` metadata where it is set, else LastModified. */
  readonly modifiedMillis: number;
  /** LastModified, epoch milliseconds: S3's clock, in whole seconds. */
  readonly storedMillis: number;
}

/** A half-open range of bytes; without an end it runs to the end of the object. */
export interface ByteRange {
  readonly start: number;
  readonly end?: number;
}

/** An object that fits into memory. */
interface SmallObject {
  readonly body: Buffer;
  /** As S3 gives it, quotes included. */
  readonly etag: string;
}

/** An object as a listing names it. */
export interface ObjectSummary {
  readonly key: string;
  readonly sizeBytes: number;
  /** As S3 gives it, quotes included. */
  readonly etag: string;
  /** Epoch milliseconds of LastModified. */
  readonly storedMillis: number;
}

/**
 * An object store (S3). Errors: OBJECT_NOT_FOUND, OBJECT_CHANGED (the pin no longer fits), OBJECT_STORE_UNAVAILABLE.
 */
export interface ObjectStore {
  head(bucket: string, key: string, versionId?: string): Promise<ObjectFacts>;
  /** Streams the bytes; resumes automatically where a broken connection left off. Ending the iteration closes it. */
  read(object: ObjectPin, range?: ByteRange): AsyncIterable<Uint8Array>;
  /** `metadata` becomes user metadata (`mtime`: ISO 8601). */
  put(bucket: string, key: string, body: Uint8Array, metadata?: Readonly<Record<string, string>>): Promise<void>;
  /** A small object as a whole; `undefined` where there is none. */
  get(bucket: string, key: string): Promise<SmallObject | undefined>;
  /**
   * Writes a small object if it is still as its writer knows it, and returns its new etag; `undefined` where it is not, or where that
   * is unknown because another client is writing it: then it has to be checked again.
   *
   * @param etag of what is to be replaced; `undefined` if there must be nothing yet
   */
  putIf(bucket: string, key: string, body: Uint8Array, etag: string | undefined): Promise<string | undefined>;
  list(bucket: string, prefix: string): AsyncIterable<ObjectSummary>;
  copy(bucket: string, fromKey: string, toKey: string): Promise<void>;
  /** Deleting what is not there is no error. */
  delete(bucket: string, key: string): Promise<void>;
}

/** A record to be produced. */
export interface OutgoingRecord {
  readonly key: string;
  readonly value: Buffer;
  readonly kind: 'log' | 'ledger';
}

/** The first bytes of a buffer, whose others mean nothing: what was written into memory that is used again and again. */
export interface BufferPrefix {
  readonly bytes: Buffer;
  readonly lengthBytes: number;
}

/** Records one after the other as a record batch holds them, not compressed, all with the timestamp of the batch. */
export interface EncodedRecords extends BufferPrefix {
  readonly count: number;
}

/**
 * Writes records to the log topic, acks=all. Errors: BROKER_UNAVAILABLE, BROKER_REFUSED, TOPIC_MISSING, RECORD_TOO_LARGE.
 */
export interface RecordProducer {
  /** How many partitions the topic has. */
  partitionCount(): Promise<number>;
  /**
   * Resolves when every in-sync replica has the records, which are at most MAX_BATCH_BYTES. Once it has settled, nothing reads
   * their bytes any more.
   */
  send(partition: number, records: EncodedRecords): Promise<void>;
  close(): Promise<void>;
}

/** The queue that feeds the ingest function (SQS). Errors: QUEUE_UNAVAILABLE. */
export interface WorkQueue {
  /** Puts messages (JSON texts) on the queue, all or an error; any number of them. */
  send(bodies: readonly string[]): Promise<void>;
  /** Makes a received message visible again after so many seconds: a retry sooner than the visibility time-out. */
  retryAfter(receiptHandle: string, seconds: number): Promise<void>;
}

/** What became of one item of a bulk request, in the order of the items. */
export interface BulkItemResult {
  /** HTTP status of the item. */
  readonly status: number;
  /** The engine's error type and reason, where the item failed. */
  readonly errorType?: string;
  readonly errorReason?: string;
}

/**
 * A search engine (OpenSearch or Elasticsearch). Errors: SEARCH_UNAVAILABLE (connection, time-out, 5xx), SEARCH_THROTTLED
 * (429), SEARCH_FORBIDDEN (401, 403), BULK_TOO_LARGE (413), SEARCH_REFUSED (any other 4xx).
 */
export interface SearchEngine {
  readonly kind: SearchEngineKind;
  /** Sends a ready-made NDJSON body (action and source lines) to `_bulk`; returns a result for each item. */
  bulk(body: Buffer, timeoutMillis: number): Promise<readonly BulkItemResult[]>;
  /**
   * Any other request: `path` begins with `/`; returns the parsed JSON body; `undefined` for a 404.
   *
   * @param numbers default: as JSON.parse reads them
   */
  request(
    method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: object,
    numbers?: NumberReading,
  ): Promise<unknown>;
  close(): Promise<void>;
}

/**
 * Which numbers of a response are returned as their text: those that a JavaScript number cannot hold (`exact`), or all that JavaScript would
 * write in another way, such as `1.0` (`written`).
 */
export type NumberReading = 'exact' | 'written';

/** Which of the two dialects an engine speaks: `flat_object`, ISM or `flattened`, ILM. */
export type SearchEngineKind = 'opensearch' | 'elasticsearch';
