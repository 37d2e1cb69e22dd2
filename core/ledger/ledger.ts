import { createHash } from 'node:crypto';
import type { ErrorCode } from '../errors.ts';
import { layersText } from '../files/layers.ts';
import { type FileDecision, partCount } from '../files/parts.ts';
import { labelOf } from '../format-table.ts';
import { nearestText } from '../formats/nearest.ts';
import { LEDGER_DATASET } from '../names.ts';
import type { OutgoingRecord } from '../ports.ts';

/** What became of one part of a file. */
export interface LedgerEntry {
  readonly file: FileDecision;
  /** The part's bytes in the decompressed content, `[start, end)`. */
  readonly start: number;
  readonly end: number;
  /** No further part follows: `end` is the length of the decompressed content, as far as it could be read. */
  readonly last: boolean;
  /** SHA-256 of the part's bytes, shortened, see PartHasher. Absent where they are not known: the file was refused or overwritten. */
  readonly hash?: string;
  /** Contents of this part that were read before, as `<end>:<hash>`: those that this one begins with, and those that it does not. */
  readonly contains?: readonly string[];
  readonly replaces?: readonly string[];
  /** Lines that start in the part. */
  readonly lines: number;
  /** Events that begin in the part: of these documents are made. Most lines are one; one of JSON can hold several, or none. */
  readonly events: number;
  /** Of them, those whose records the topic has acknowledged, for this content or for one before that begins with the same bytes. */
  readonly produced: number;
  /** Of these, those of a content before. Default: none. */
  readonly skipped?: number;
  /** Lines that the format did not accept; they are documents all the same. */
  readonly unparsed: number;
  /** Lines that are text for want of a format that accepts them. */
  readonly text: number;
  /** Events whose lines have no time: they have that of the file's first line with one, or of its modification. */
  readonly untimed: number;
  /** The earliest and the latest `@timestamp` of the lines, epoch milliseconds; absent where there are none. */
  readonly firstEventMillis?: number;
  readonly lastEventMillis?: number;
  /** When the first of its documents were begun to be made, where those of a content before count; epoch milliseconds. */
  readonly sinceMillis?: number;
  readonly startedMillis: number;
  readonly finishedMillis: number;
  /** Why the part could not be read to its end. */
  readonly error?: { readonly code: ErrorCode; readonly message: string };
}

/** A ledger id as {@link ledgerId} makes it. */
export const LEDGER_ID_PATTERN = /^[A-Za-z0-9_-]{13}[AQgw]-part-\d{16}-[A-Za-z0-9_-]{8}(?:-changed-[A-Za-z0-9_-]{8})?$/;

/**
 * The entry as a record for the topic: a flat document under ECS names where there is one, `kafkainsight.file.*` (the
 * same in all entries of a file) and `kafkainsight.part.*` otherwise.
 */
export function ledgerRecord(entry: LedgerEntry): OutgoingRecord {
  const { file, start, end, error } = entry;
  const document = {
    '@timestamp': isoTime(entry.finishedMillis),
    'event.dataset': LEDGER_DATASET,
    'file.mtime': isoTime(file.modifiedMillis),
    'event.start': isoTime(entry.startedMillis),
    'event.end': isoTime(entry.finishedMillis),
    'event.outcome': error === undefined ? 'success' : 'failure',
    'aws.s3.bucket.name': file.pin.bucket,
    'log.file.path': file.pin.key,
    'file.size': file.sizeBytes,
    'kafkainsight.file.id': file.id,
    'kafkainsight.file.provisional': file.isProvisional,
    'kafkainsight.file.version': file.storedMillis,
    'kafkainsight.file.etag': file.keptEtag ?? file.pin.etag,
    'kafkainsight.file.version_id': file.pin.versionId,
    'kafkainsight.file.format': labelOf(file.format),
    'kafkainsight.file.compression': layersText(file.layers),
    'kafkainsight.file.parts': partCount(file),
    'kafkainsight.part.number': start / file.partBytes,
    'kafkainsight.part.start': start,
    'kafkainsight.part.end': end,
    'kafkainsight.part.bytes': end - start,
    'kafkainsight.part.hash': entry.hash,
    'kafkainsight.part.last': entry.last,
    'kafkainsight.part.lines': entry.lines,
    'kafkainsight.part.events': entry.events,
    'kafkainsight.part.produced': entry.produced,
    'kafkainsight.part.skipped': entry.skipped === 0 ? undefined : entry.skipped,
    'kafkainsight.part.since': entry.sinceMillis === undefined ? undefined : isoTime(entry.sinceMillis),
    'kafkainsight.part.contains': entry.contains,
    'kafkainsight.part.replaces': entry.replaces,
    'kafkainsight.part.unparsed': entry.unparsed,
    'kafkainsight.part.text': entry.text,
    'kafkainsight.part.untimed': entry.untimed,
    'kafkainsight.part.unread': isUnread(entry) ? nearestText(file.nearest) : undefined,
    'kafkainsight.part.first_event': entry.firstEventMillis === undefined ? undefined : isoTime(entry.firstEventMillis),
    'kafkainsight.part.last_event': entry.lastEventMillis === undefined ? undefined : isoTime(entry.lastEventMillis),
    'kafkainsight.part.error.code': error?.code,
    'kafkainsight.part.error.message': error?.message,
  };
  return { key: ledgerId(entry), value: Buffer.from(JSON.stringify(document)), kind: 'ledger' };
}

/** Whether no format accepted most of its lines. */
function isUnread({ events, text, unparsed }: LedgerEntry): boolean {
  return (text + unparsed) * 2 > events;
}

/**
 * The id of an entry: file, part and key, so that a retry overwrites itself, a file that is dropped again, grown, replaces what was known
 * of it under that key, and every key of a file is known. Only the entry of a part whose object was overwritten before it was read has a
 * different id for each content: the entry that the new content gives the same part must stay as it is.
 */
function ledgerId({ file, start, error }: LedgerEntry): string {
  const part = `${file.id}-part-${String(start).padStart(16, '0')}-${shortHash(file.pin.key)}`;
  return error?.code === 'OBJECT_CHANGED' ? `${part}-changed-${shortHash(file.keptEtag ?? file.pin.etag)}` : part;
}

/** 48 bits, enough to distinguish the few keys and contents that one file has. */
function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 8);
}

function isoTime(millis: number): string {
  return new Date(millis).toISOString();
}
