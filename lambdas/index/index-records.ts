import { isTransient, type ErrorCode } from '../../pipeline/errors.ts';
import type { Failure } from '../../pipeline/records/failures.ts';
import type { DeadLetter } from '../../pipeline/records/dead-letter.ts';
import {
  deadLetterOf,
  readRecord,
  type Indexable,
  type KafkaRecord,
  type RecordReading,
  type Unusable,
} from '../../pipeline/records/records.ts';
import { writeDeadLetters, type DeadLetterPorts } from './dead-letters.ts';
import { deliver } from './deliver.ts';
import { areAllIndicesBlocked } from './write-blocks.ts';

/** Until when what is done, epoch milliseconds. */
export interface Deadlines {
  /** Documents are sent and retried until then. */
  readonly indexMillis: number;
  /** Later: dead letters are made searchable until then. */
  readonly deadLetterMillis: number;
}

/** What became of the records of a batch. */
export interface IndexOutcome {
  readonly indexed: number;
  /** How many were dead-lettered, by code. */
  readonly deadLetters: ReadonlyMap<ErrorCode, number>;
  /** The records that are not done, and why. */
  readonly handedBack: ReadonlyMap<KafkaRecord, ErrorCode>;
}

/**
 * Makes each record a document in its index or a dead letter, or names it as not done. A record whose failure is permanent
 * holds up none of the others, and one whose failure is transient is never dead-lettered.
 */
export async function indexRecords(
  records: readonly KafkaRecord[],
  reading: RecordReading,
  ports: DeadLetterPorts,
  deadlines: Deadlines,
): Promise<IndexOutcome> {
  const reads = records.map((record) => readRecord(record, reading));
  const failures = await indexDocuments(reads, ports, deadlines.indexMillis);
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
  return { indexed: reads.length - failures.size, deadLetters, handedBack };
}

/** Answers what failed, in the order of the records. */
async function indexDocuments(
  reads: readonly (Indexable | Unusable)[],
  { engine }: DeadLetterPorts,
  deadlineMillis: number,
): Promise<Map<Indexable | Unusable, Failure>> {
  const latest = latestOfEach(reads);
  const failed = await deliver(
    Array.from(latest.values(), ({ document }) => document),
    engine,
    deadlineMillis,
  );
  const isReadOnly = [...failed.values()].some(({ code }) => code === 'INDEX_READ_ONLY');
  const allBlocked = isReadOnly && (await areAllIndicesBlocked(engine));
  const failures = new Map<Indexable | Unusable, Failure>();
  for (const read of reads) {
    const sent = 'document' in read ? latest.get(placeOf(read)) : undefined;
    const failure = 'failure' in read ? read.failure : sent && failed.get(sent.document);
    if (failure === undefined) continue;
    const passes = allBlocked && failure.code === 'INDEX_READ_ONLY';
    failures.set(read, passes ? { ...failure, code: 'SEARCH_BLOCKED' } : failure);
  }
  return failures;
}

/**
 * The last of the records that stand for the same document, by its place. Only that one is sent: requests run side by side,
 * so two of them could arrive in the wrong order. The others share its fate.
 */
function latestOfEach(reads: readonly (Indexable | Unusable)[]): Map<string, Indexable> {
  return new Map(reads.flatMap((read) => ('document' in read ? [[placeOf(read), read] as const] : [])));
}

function placeOf({ document }: Indexable): string {
  return `${document.index}/${document.id}`;
}
