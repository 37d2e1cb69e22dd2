import { MAX_TIME_MILLIS } from '../bytes/iso.ts';
import { buildRecordDocument, copyOf, type DocumentOptions } from '../documents/documents.ts';
import { offsetIn } from '../files/file-id.ts';
import type { Source } from '../files/sources.ts';
import { LEDGER_ID_PATTERN } from '../ledger/ledger.ts';
import { LEDGER_DATASET, LEDGER_INDEX, type RecordKind } from '../names.ts';
import type { IndexDocument } from '../search/bulk.ts';
import { logIndex } from '../search/derived-source.ts';
import type { Failure } from '../search/failures.ts';
import type { IndexScheme } from '../search/index-names.ts';
import type { DeadLetter, RecordPosition } from './dead-letter.ts';
import { type DocumentEnvelope, readEnvelope } from './envelope.ts';

/** A record of the topic, whoever wrote it. */
export interface KafkaRecord {
  readonly position: RecordPosition;
  /** Epoch milliseconds as the record says; other producers' clocks may say anything. */
  readonly timestampMillis: number;
  readonly key?: string | undefined;
  /** Value of the header KIND_HEADER, where there is exactly one. */
  readonly kind?: string | undefined;
  /** Empty for a tombstone too. */
  readonly value: Buffer;
}

/** What a stage's configuration says of all records. */
export interface RecordReading {
  readonly scheme: IndexScheme;
  /** Every dataset that a file of this stage can have: a record cannot choose another. */
  readonly datasets: ReadonlySet<string>;
  /** How records of other producers are read. */
  readonly source: Source;
  readonly documents: DocumentOptions;
  /** Epoch milliseconds, `event.ingested` of what other producers wrote. */
  readonly ingestedMillis: number;
}

interface Identified {
  readonly record: KafkaRecord;
  readonly kind: RecordKind | 'raw';
  /** Of its document, or of the one that it would have been. */
  readonly id: string;
}

/** A record that became a document. */
export interface Indexable extends Identified {
  readonly document: IndexDocument;
  /** The document's `file.mtime`, epoch milliseconds. */
  readonly modifiedMillis: number;
}

/** A record that never becomes a document. */
export interface Unusable extends Identified {
  readonly failure: Failure;
}

/** As {@link recordId} makes it; topics are made of these characters (Kafka's Topic.java, LEGAL_CHARS). */
const RECORD_ID_PATTERN = /^[a-zA-Z0-9._-]{1,249}-\d{1,10}-\d{1,19}-\d{1,15}$/;

/**
 * What a record becomes. Only one with our header, a key as we make them and a document that is sound and agrees with the
 * key is ours; its bytes are taken over as they are. Anything else is another producer's: read as a log line, whatever it
 * says of itself, and named by its place on the topic. Whatever the bytes, this never throws.
 */
export function readRecord(record: KafkaRecord, reading: RecordReading): Indexable | Unusable {
  if (record.value.length === 0) {
    const failure: Failure = { code: 'RECORD_EMPTY', message: 'The record has no value, or an empty one.' };
    return { record, kind: 'raw', id: recordId(record.position, anchorMillis(record)), failure };
  }
  return readOwn(record, reading) ?? readOther(record, reading);
}

/**
 * The id of another producer's record, `<topic>-<partition>-<offset>-<timestamp in milliseconds>`: all of it from the record itself. A topic
 * that is made again counts its offsets from 0 again, so the time is part of it. No line of a file has such an id, since the topic's name has a dot.
 */
function recordId({ topic, partition, offset }: RecordPosition, timestampMillis: number): string {
  return `${topic}-${partition}-${offset}-${timestampMillis}`;
}

/** The dead letter of a record that failed permanently. */
export function deadLetterOf(read: Indexable | Unusable, failure: Failure, deadMillis: number): DeadLetter {
  const { record, kind, id } = read;
  return {
    id,
    kind,
    ...('document' in read ? { index: read.document.index, modifiedMillis: read.modifiedMillis } : {}),
    value: record.value,
    timestampMillis: anchorMillis(record),
    origin: record.position,
    ...failure,
    deadMillis,
  };
}

function readOwn(record: KafkaRecord, reading: RecordReading): Indexable | Unusable | undefined {
  const { kind, key, value } = record;
  if (key === undefined || (kind !== 'log' && kind !== 'ledger')) return undefined;
  const envelope = readEnvelope(value);
  if (envelope === undefined) return undefined;
  if (kind === 'ledger') {
    if (!LEDGER_ID_PATTERN.test(key) || envelope.dataset !== LEDGER_DATASET) return undefined;
    if (!key.startsWith(`${envelope.origin['kafkainsight.file.id']}-part-`)) return undefined;
    const version = versionOf(envelope);
    if (version === undefined) return undefined;
    const document: IndexDocument = { index: LEDGER_INDEX, id: key, operation: 'index', version, source: value };
    return indexable(record, kind, document, envelope);
  }
  const write = writeFor(key, envelope);
  if (write === undefined) return undefined;
  if (!reading.datasets.has(envelope.dataset)) {
    const message = `No source of this stage has the dataset "${envelope.dataset}". Name it in a source, then replay.`;
    return { record, kind, id: key, failure: { code: 'DATASET_UNKNOWN', message } };
  }
  const index = logIndex(envelope, reading.scheme);
  const document: IndexDocument = { index, id: key, ...write, source: value, unsent: envelope.unindexed };
  return indexable(record, kind, document, envelope);
}

/**
 * How a log document is written, by the fields that its id and index follow from; `undefined` where its key and its fields do not agree. The
 * line of a file overwrites itself, an older content never a newer one. A record of another producer that was replayed from
 * a dead letter is only created: whoever makes up such a record cannot overwrite what is there with it.
 */
function writeFor(key: string, envelope: DocumentEnvelope): Pick<IndexDocument, 'operation' | 'version'> | undefined {
  const { origin, modifiedMillis } = envelope;
  const file = origin['kafkainsight.file.id'];
  if (file !== undefined) {
    const version = versionOf(envelope);
    const isOurs = version !== undefined && String(offsetIn(file, key)) === origin['log.offset'];
    return isOurs ? { operation: 'index', version } : undefined;
  }
  if (!RECORD_ID_PATTERN.test(key)) return undefined;
  const { 'kafka.topic': topic = '', 'kafka.partition': partition, 'kafka.offset': offset = '' } = origin;
  const position = { topic, partition: Number(partition), offset };
  return recordId(position, modifiedMillis) === key ? { operation: 'create' } : undefined;
}

/** The version that a document of a file gives itself; `undefined` where it gives none that the engines accept. */
function versionOf({ origin }: DocumentEnvelope): number | undefined {
  const version = Number(origin['kafkainsight.file.version']);
  return Number.isSafeInteger(version) && version >= 0 ? version : undefined;
}

function readOther(record: KafkaRecord, reading: RecordReading): Indexable | Unusable {
  const { position, value } = record;
  const id = recordId(position, anchorMillis(record));
  const { ingestedMillis, source, documents } = reading;
  const origin = { ...position, timestampMillis: anchorMillis(record), ingestedMillis, source };
  const document = copyOf(buildRecordDocument(value, origin, documents));
  const envelope = readEnvelope(document);
  if (envelope === undefined) {
    const failure: Failure = { code: 'MAPPING_ERROR', message: 'No sound document could be made of the record.' };
    return { record, kind: 'raw', id, failure };
  }
  const index = logIndex(envelope, reading.scheme);
  const { unindexed: unsent } = envelope;
  return indexable(record, 'raw', { index, id, operation: 'index', source: document, unsent }, envelope);
}

function indexable(
  record: KafkaRecord,
  kind: RecordKind | 'raw',
  document: IndexDocument,
  { modifiedMillis }: DocumentEnvelope,
): Indexable {
  return { record, kind, id: document.id, document, modifiedMillis };
}

/** The record's timestamp where it can be one; else the epoch, which is the same at every delivery. */
function anchorMillis({ timestampMillis }: KafkaRecord): number {
  const isTime = Number.isInteger(timestampMillis) && timestampMillis >= 0 && timestampMillis <= MAX_TIME_MILLIS;
  return isTime ? timestampMillis : 0;
}
