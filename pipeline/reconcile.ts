import type { ErrorCode } from './errors.ts';
import { type ErasedPart, erasedOf, type Tombstone } from './files/erasures.ts';
import { REPLAY_PREFIX } from './names.ts';
import type { ObjectSummary } from './ports.ts';
import { counted } from './wording.ts';

/** What the ledger says of one part of a file. */
export interface LedgerPart {
  readonly fileId: string;
  readonly key: string;
  readonly etag: string;
  /** When the object was stored, epoch milliseconds: its version. */
  readonly storedMillis: number;
  readonly compression: string;
  /** Size of the object, compressed as it is. */
  readonly sizeBytes: number;
  /** The part's bytes in the decompressed content, `[start, end)`. */
  readonly start: number;
  readonly end: number;
  readonly last: boolean;
  readonly lines: number;
  /** Most lines are one event; a line of JSON can hold several, or none. */
  readonly events: number;
  readonly produced: number;
  readonly startedMillis: number;
  readonly finishedMillis: number;
  readonly errorCode?: string;
  readonly errorMessage?: string;
}

/** What the search engine holds of one file. */
export interface IndexedFile {
  readonly documents: number;
  /** Dead letters whose documents are not in the index: those that were replayed with success are left out. */
  readonly outstandingLetters: number;
  /** What the ledger says was erased of it. Default: nothing. */
  readonly erased?: readonly ErasedPart[];
}

/** What can be wrong, in the order of the pipeline. */
type DifferenceKind =
  | 'NOT_INGESTED'
  | 'MESSAGES_GIVEN_UP'
  | 'PART_MISSING'
  | 'PART_BROKEN'
  | 'LINES_NOT_PRODUCED'
  | 'DOCUMENTS_MISSING'
  | 'DOCUMENTS_EXTRA'
  | 'FORGOTTEN_BACK';

/** One difference, named. */
export interface Difference {
  readonly kind: DifferenceKind;
  /** Key of the object; absent where it is about none. */
  readonly key?: string;
  readonly message: string;
}

/** The sums of a file, and what does not add up. */
export interface ReconciledFile {
  readonly fileId: string;
  readonly key: string;
  readonly lines: number;
  readonly documents: number;
  readonly deadLetters: number;
  /** Its newest entry is younger than the settle time, so that what differs may still be on its way. */
  readonly settling: boolean;
  /** It was forgotten, and not dropped again. Default: false. */
  readonly isForgotten?: boolean;
  readonly differences: readonly Difference[];
}

/** S3 tells times in whole seconds, and clocks differ. */
const CLOCK_SLACK_MILLIS = 2_000;
const CHANGED: ErrorCode = 'OBJECT_CHANGED';

/**
 * Compares what the ledger says of a file with what the search engine holds of it. Of several contents that the file had (it
 * grew and was dropped again) the newest counts: its parts overwrite those of the contents before.
 *
 * @param parts all of the file's entries, at least one
 * @param settledMillis entries that are younger may still be on their way; epoch milliseconds
 */
export function reconcileFile(
  parts: readonly LedgerPart[],
  indexed: IndexedFile,
  settledMillis: number,
): ReconciledFile {
  const read = parts.filter(({ errorCode }) => errorCode !== CHANGED);
  const newest = newestOf(read.length > 0 ? read : parts);
  const current = read
    .filter(({ key, etag }) => key === newest.key && etag === newest.etag)
    .sort((a, b) => a.start - b.start);
  const { fileId, key } = newest;
  const lines = sum(current, ({ lines: some }) => some);
  const events = sum(current, ({ events: some }) => some);
  const produced = sum(current, ({ produced: some }) => some);
  const { documents, outstandingLetters, erased = [] } = indexed;
  const accounted = outstandingLetters + sum(current, (part) => erasedFrom(part, parts, erased));
  const found: Difference[] = [
    ...partDifferences(key, current, newest),
    ...(events === produced || isReplay(key)
      ? []
      : [
          difference(
            'LINES_NOT_PRODUCED',
            key,
            `${events - produced} of ${counted(events, 'event')} never reached the topic`,
          ),
        ]),
    // A replayed line's document belongs to the file that it came from.
    ...(isReplay(key) ? [] : documentDifferences(key, produced, documents, accounted)),
  ];
  const settling = newest.finishedMillis > settledMillis;
  return {
    fileId,
    key,
    lines,
    documents,
    deadLetters: outstandingLetters,
    settling,
    differences: settling ? [] : found,
  };
}

/** Under whichever key the part was produced again since, its documents are back. */
function erasedFrom({ start }: LedgerPart, parts: readonly LedgerPart[], erased: readonly ErasedPart[]): number {
  const same = parts.filter((part) => part.start === start);
  const startedMillis = Math.max(...same.map((part) => part.startedMillis));
  return erasedOf(
    erased.find((part) => part.start === start),
    startedMillis,
  );
}

function isReplay(key: string): boolean {
  return key.startsWith(REPLAY_PREFIX);
}

function newestOf(parts: readonly LedgerPart[]): LedgerPart {
  return parts.reduce((newest, part) => (part.finishedMillis > newest.finishedMillis ? part : newest));
}

/** The parts' bytes have to run from the first to the last without a gap; those of a plain file add up to its size. */
function partDifferences(
  key: string,
  parts: readonly LedgerPart[],
  { sizeBytes, compression }: LedgerPart,
): Difference[] {
  const differences: Difference[] = [];
  let at = 0;
  for (const { start, end, errorCode, errorMessage } of parts) {
    if (start > at) differences.push(missingPart(key, at, String(start)));
    at = Math.max(at, end);
    if (errorCode !== undefined) {
      differences.push(difference('PART_BROKEN', key, `the part at byte ${start}: ${errorMessage ?? errorCode}`));
    }
  }
  const isWhole = compression === 'none' ? at === sizeBytes : parts.some(({ last }) => last);
  if (!isWhole) differences.push(missingPart(key, at, compression === 'none' ? String(sizeBytes) : 'its end'));
  return differences;
}

function missingPart(key: string, from: number, to: string): Difference {
  return difference(
    'PART_MISSING',
    key,
    `no entry for the bytes from ${from} to ${to}: that part was not ingested. Drop the file again, which changes nothing else`,
  );
}

/** @param accounted what is no document for a known reason: dead letters, and what was erased */
function documentDifferences(key: string, produced: number, documents: number, accounted: number): Difference[] {
  const missing = produced - documents - accounted;
  if (missing > 0) {
    return [
      difference(
        'DOCUMENTS_MISSING',
        key,
        `${missing} of ${counted(produced, 'line')} became neither a document nor a dead letter. Look at the lag of the topic, then drop the file again`,
      ),
    ];
  }
  if (missing === 0) return [];
  const why = 'a longer file of this name and beginning was ingested before';
  return [difference('DOCUMENTS_EXTRA', key, `${counted(-missing, 'document')} more than lines: ${why}`)];
}

/**
 * Names the objects of the inbox that the ledger does not know, or not as they are now.
 *
 * @param objects the inbox
 * @param parts the ledger's entries
 * @param tombstones of files that were forgotten: their objects that were kept are not ingested on purpose
 */
export function reconcileInbox(
  objects: readonly ObjectSummary[],
  parts: readonly LedgerPart[],
  settledMillis: number,
  tombstones: readonly Tombstone[] = [],
): Difference[] {
  const started = new Map<string, number>();
  for (const { key, startedMillis } of parts) started.set(key, Math.max(startedMillis, started.get(key) ?? 0));
  return objects.flatMap(({ key, storedMillis }) => {
    if (storedMillis > settledMillis) return [];
    if (tombstones.some((one) => one.key === key && one.kept && !isLater(storedMillis, one))) return [];
    const ingestedMillis = started.get(key);
    if (ingestedMillis === undefined)
      return [difference('NOT_INGESTED', key, 'the ledger does not know this object. Drop it again')];
    if (ingestedMillis + CLOCK_SLACK_MILLIS >= storedMillis) return [];
    return [difference('NOT_INGESTED', key, 'the object was stored anew after it had been ingested. Drop it again')];
  });
}

/**
 * What a forgotten file is now; `undefined` where it was dropped again, and is a file like any other. One that is there although
 * nobody dropped it came back by a message, a record or a replay that was on its way.
 *
 * @param tombstones all of the file's, at least one
 * @param parts all of the file's entries in the ledger
 */
export function reconcileForgotten(
  tombstones: readonly Tombstone[],
  parts: readonly LedgerPart[],
  { documents, outstandingLetters }: IndexedFile,
): ReconciledFile | undefined {
  const [first] = tombstones;
  const isDroppedAgain = parts.some(({ key, storedMillis }) => {
    const tombstone = tombstones.find((one) => one.key === key);
    // under a new name it cannot be what was on its way, unless it was stored before
    return tombstone === undefined ? storedMillis > (first?.forgottenMillis ?? 0) : isLater(storedMillis, tombstone);
  });
  if (first === undefined || isDroppedAgain) return undefined;
  const { fileId, key } = first;
  const isBack = documents + outstandingLetters + parts.length > 0;
  const message = `the file was forgotten, and ${counted(documents, 'document')} and ${counted(outstandingLetters, 'dead letter')} of it are there: they came back by a late delivery, or it was broken off. Forget it again: npx kafkainsight forget --id ${fileId}`;
  return {
    fileId,
    key,
    lines: 0,
    documents,
    deadLetters: outstandingLetters,
    settling: false,
    isForgotten: true,
    differences: isBack ? [difference('FORGOTTEN_BACK', key, message)] : [],
  };
}

/** Whether an object is another one than that which was forgotten. */
function isLater(storedMillis: number, tombstone: Tombstone): boolean {
  return tombstone.storedMillis === undefined || storedMillis > tombstone.storedMillis;
}

/** Names the messages that the queue has given up on. */
export function reconcileQueue(givenUp: number): Difference[] {
  if (givenUp === 0) return [];
  const message = `the dead-letter queue holds ${counted(givenUp, 'message')}: the function's log says why. Fix it and move them back to the queue`;
  return [{ kind: 'MESSAGES_GIVEN_UP', message }];
}

function difference(kind: DifferenceKind, key: string, message: string): Difference {
  return { kind, key, message };
}

function sum(parts: readonly LedgerPart[], of: (part: LedgerPart) => number): number {
  return parts.reduce((total, part) => total + of(part), 0);
}
