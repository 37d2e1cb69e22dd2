import { type ErrorCode, isTransient } from '../../core/errors.ts';
import type { DeadLetter } from '../../core/records/dead-letter.ts';
import {
  deadLetterOf,
  type Indexable,
  type KafkaRecord,
  readRecord,
  type RecordReading,
  type Unusable,
} from '../../core/records/records.ts';
import type { IndexDocument } from '../../core/search/bulk.ts';
import type { Failure } from '../../core/search/failures.ts';
import { deliver } from './deliver.ts';
import { areAllIndicesBlocked } from './write-blocks.ts';
import { type DeadLetterPorts, writeDeadLetters } from './write-dead-letters.ts';

/** Deadlines, epoch milliseconds. */
export interface Deadlines {
  /** Documents are sent and retried until then. */
  readonly indexMillis: number;
  /** Later than the other: dead letters are made searchable until then. */
  readonly deadLetterMillis: number;
}

/** The outcome of a batch. */
export interface IndexOutcome {
  readonly indexed: number;
  /** How many were dead-lettered, by code. */
  readonly deadLetters: ReadonlyMap<ErrorCode, number>;
  /** The records that are not done, and why. */
  readonly handedBack: ReadonlyMap<KafkaRecord, ErrorCode>;
}

/**
 * Turns each record into a document in its index or a dead letter, or reports it as not done. A record that fails permanently holds up
 * none of the others, and one that fails transiently is never dead-lettered.
 */
export async function indexRecords(
  records: readonly KafkaRecord[],
  reading: RecordReading,
  ports: DeadLetterPorts,
  deadlines: Deadlines,
): Promise<IndexOutcome> {
  const failures = await indexDocuments(records, reading, ports, deadlines.indexMillis);
  const handedBack = new Map<KafkaRecord, ErrorCode>();
  const letters = new Map<DeadLetter, KafkaRecord>();
  for (const [read, failure] of failures) {
    if (isTransient(failure.code)) handedBack.set(read.record, failure.code);
    else letters.set(deadLetterOf(read, failure, reading.ingestedMillis), read.record);
  }
  const unsafe = await writeDeadLetters([...letters.keys()], ports, deadlines.deadLetterMillis);
  const deadLetters = new Map<ErrorCode, number>();
  for (const [letter, record] of letters) {
    const code = unsafe.get(letter);
    if (code === undefined) deadLetters.set(letter.code, (deadLetters.get(letter.code) ?? 0) + 1);
    else handedBack.set(record, code);
  }
  return { indexed: records.length - failures.size, deadLetters, handedBack };
}

/** Returns what failed, in the order of the records. */
async function indexDocuments(
  records: readonly KafkaRecord[],
  reading: RecordReading,
  { engine }: DeadLetterPorts,
  deadlineMillis: number,
): Promise<Map<Indexable | Unusable, Failure>> {
  const batch = readBatch(records, reading);
  const failed = new Map(await deliver(batch.firsts, engine, deadlineMillis));
  const repeated = Array.from(batch.repeated.values(), ({ document }) => document);
  for (const [document, failure] of await deliver(repeated, engine, deadlineMillis)) failed.set(document, failure);
  const isReadOnly = [...failed.values()].some(({ code }) => code === 'INDEX_READ_ONLY');
  const allBlocked = isReadOnly && (await areAllIndicesBlocked(engine));
  const failures = new Map<Indexable | Unusable, Failure>();
  for (const read of batch.reads) {
    const failure = 'failure' in read ? read.failure : failed.get(decisive(read, batch.repeated).document);
    if (failure === undefined) continue;
    const passes = allBlocked && failure.code === 'INDEX_READ_ONLY';
    failures.set(read, passes ? { ...failure, code: 'SEARCH_BLOCKED' } : failure);
  }
  return failures;
}

/** The documents of a batch, as far as its records are read: they are read while the first documents are consumed. */
interface ReadBatch {
  readonly reads: readonly (Indexable | Unusable)[];
  /** No two of them have the same index and id. */
  readonly firsts: Iterable<IndexDocument>;
  /**
   * Where several records have the same index and id: the newest of the later ones, by that place. Newest means the greatest version, or
   * the last of equal ones. They are sent when all others are done: requests run concurrently, so the older one could otherwise arrive
   * last.
   */
  readonly repeated: ReadonlyMap<string, Indexable>;
}

function readBatch(records: readonly KafkaRecord[], reading: RecordReading): ReadBatch {
  const reads: (Indexable | Unusable)[] = [];
  const repeated = new Map<string, Indexable>();
  // by index, since concatenating index and id for each document was slower
  const ids = new Map<string, Set<string>>();

  function* readFirsts(): Generator<IndexDocument> {
    for (const record of records) {
      const read = readRecord(record, reading);
      reads.push(read);
      if ('failure' in read) continue;
      const { index, id } = read.document;
      const idsOfIndex = ids.get(index) ?? new Set();
      ids.set(index, idsOfIndex);
      if (idsOfIndex.has(id)) {
        const place = placeOf(read);
        repeated.set(place, newerOf(repeated.get(place), read));
      } else {
        idsOfIndex.add(id);
        yield read.document;
      }
    }
  }

  return { reads, firsts: readFirsts(), repeated };
}

/** The one that overwrites the other in whatever order they arrive; of equal versions, or without versions, the later one. */
function newerOf(earlier: Indexable | undefined, later: Indexable): Indexable {
  if (earlier === undefined) return later;
  return (earlier.document.version ?? 0) > (later.document.version ?? 0) ? earlier : later;
}

/** The record whose outcome counts for all with the same index and id: the newest of the repeated ones. */
function decisive(read: Indexable, repeated: ReadonlyMap<string, Indexable>): Indexable {
  return repeated.size === 0 ? read : (repeated.get(placeOf(read)) ?? read);
}

function placeOf({ document }: Indexable): string {
  return `${document.index}/${document.id}`;
}
