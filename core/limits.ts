const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;

/** Kafka's own default of `max.message.bytes` (1 MiB and 12 bytes of overhead), which the topic keeps. */
export const TOPIC_MAX_MESSAGE_BYTES = MIB + 12;

/**
 * The largest document (record value) in bytes. The rest of {@link TOPIC_MAX_MESSAGE_BYTES} is room for key, header and
 * the record batch around it.
 */
export const MAX_DOCUMENT_BYTES = 1_000_000;

/**
 * What is kept of one line while it is read. A line that makes a document over {@link MAX_DOCUMENT_BYTES} (a control
 * character takes six bytes in JSON) is cut further by the document writer.
 */
export const MAX_LINE_BYTES = 512 * KIB;

/**
 * Uncompressed bytes of keys and values in one produced record batch: room for the largest document and its key. It always
 * fits {@link TOPIC_MAX_MESSAGE_BYTES}.
 */
export const MAX_BATCH_BYTES = MAX_DOCUMENT_BYTES + KIB;

/** Where a plain file is split, unless the environment says otherwise. */
export const DEFAULT_PART_BYTES = 64 * MIB;

/** Decompressed bytes after which a compressed file is treated as a bomb: reported, and read no further. */
export const MAX_DECOMPRESSED_BYTES = 256 * GIB;

/** How many compressions may be one inside the other. */
export const MAX_COMPRESSIONS = 3;

/** How much of a file's decompressed beginning names it (as Filebeat's fingerprint does by default). */
export const FINGERPRINT_BYTES = KIB;

/** How much of a file's decompressed beginning is looked at to detect its format. */
export const DETECTION_BYTES = 64 * KIB;

/** Lambda's invocation payload, and with it a batch of the event source mapping (AWS: Lambda quotas). */
export const LAMBDA_PAYLOAD_BYTES = 6 * MIB;

/**
 * V8's young generation in a function and in `npm start`, MiB of each semi-space (`--max-semi-space-size`). With the default, which follows
 * the machine's memory, buffers wait so long to be collected that they took 100 MB more, when documents still had their own.
 */
export const MAX_SEMI_SPACE_MIB = 8;

/** Documents that one shard can hold, deleted ones included: Lucene's `IndexWriter.MAX_DOCS`. */
export const MAX_SHARD_DOCUMENTS = 2_147_483_519;
