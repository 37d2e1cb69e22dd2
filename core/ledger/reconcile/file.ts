import { REPLAY_PREFIX } from '../../names.ts';
import { counted, grouped } from '../../wording.ts';
import type { Clash } from '../clashes.ts';
import { contentsOf, type FileContent, gapsOf, latestOfKeys, lengthOf, longestWhole } from '../contents.ts';
import { erasedOf, type ErasedPart } from '../erasures.ts';
import type { LedgerPart } from '../ledger-part.ts';
import { type Difference, difference, type ReconciledFile, type Repair } from './difference.ts';

/** What the search engine holds of one file. */
export interface IndexedFile {
  /** In all indices, each copy. */
  readonly documents: number;
  /** Of these, copies too many: one id in several indices. Default: none is known. */
  readonly copies?: number;
  /** The key under which all of its documents are again, under another id: its own was provisional. Default: none. */
  readonly becameKey?: string;
  /** Documents before the end of the content that the file is compared with, each once. Default: all documents. */
  readonly within?: number;
  /** Dead letters whose documents are not in the index: those that were replayed with success are left out. */
  readonly outstandingLetters: number;
  /** What the ledger says was erased of it. Default: nothing. */
  readonly erased?: readonly ErasedPart[];
}

/** All of a file's entries in the ledger; at least one. */
export type FileParts = readonly [LedgerPart, ...LedgerPart[]];

/**
 * The content that a file's documents are compared with: the longest that was read to its end, under whatever key. Each of the others
 * is its beginning, or there is a clash. Where none was read to its end, the one that was read last.
 */
export function comparedContent(parts: FileParts): FileContent {
  const contents = contentsOf(parts);
  return longestWhole(contents) ?? contents[0];
}

/**
 * Compares what the ledger says of a file with what the search engine holds of it.
 *
 * @param clashes of the file's contents
 * @param settledMillis entries that are younger may still be on their way; epoch milliseconds
 */
export function reconcileFile(
  parts: FileParts,
  indexed: IndexedFile,
  settledMillis: number,
  clashes: readonly Clash[] = [],
): ReconciledFile {
  const contents = contentsOf(parts);
  const content = comparedContent(parts);
  const { fileId, key } = content;
  const { documents, copies = 0, within = documents - copies, outstandingLetters } = indexed;
  const accounted = accountedFor(content, parts, indexed);
  const missing = isReplay(content) ? 0 : producedOf(content) - within - accounted;
  const settling = contents[0].finishedMillis > settledMillis;
  const found = [
    ...unreadOf(contents, content).flatMap(partDifferences),
    ...clashes.map((clash) => clashDifference(clash, fileId)),
    ...notProduced(content),
    ...copiesDifference(key, copies),
    ...formerDifference(key, indexed),
    // where contents clash, documents of one are in the places of the other's, and their number says nothing
    ...(clashes.length > 0 ? [] : documentDifferences(content, within, accounted)),
  ];
  return {
    fileId,
    key,
    otherKeys: [...new Set(parts.map((part) => part.key))].filter((other) => other !== key).sort(),
    lines: sum(partsOf(content), ({ lines }) => lines),
    documents,
    deadLetters: outstandingLetters,
    behind: documents - copies - within,
    settling,
    differences: settling ? [] : found,
    repairs: settling ? [] : repairsOf(indexed, missing),
  };
}

/** How many documents there are to be, each dead letter and erased document counted as one that is not there on purpose. */
export function expectedDocumentCount(parts: FileParts, indexed: IndexedFile): number {
  const content = comparedContent(parts);
  return isReplay(content) ? indexed.documents : producedOf(content) - accountedFor(content, parts, indexed);
}

/** What is no document for a known reason: dead letters, and what was erased. */
function accountedFor(
  content: FileContent,
  parts: FileParts,
  { outstandingLetters, erased = [] }: IndexedFile,
): number {
  return outstandingLetters + sum(partsOf(content), (part) => erasedFrom(part, parts, erased));
}

/** Under whichever key the part was produced again since, its documents are back. */
function erasedFrom({ start }: LedgerPart, parts: FileParts, erased: readonly ErasedPart[]): number {
  const same = parts.filter((part) => part.start === start);
  const startedMillis = Math.max(...same.map((part) => part.startedMillis));
  return erasedOf(
    erased.find((part) => part.start === start),
    startedMillis,
  );
}

/** A replayed line's document belongs to the file that it came from. */
function isReplay({ key }: FileContent): boolean {
  return key.startsWith(REPLAY_PREFIX);
}

/** Entries of another part size that were left from an earlier reading are no parts of a whole content. */
function partsOf({ isWhole, run, parts }: FileContent): readonly LedgerPart[] {
  return isWhole ? run : parts;
}

function producedOf(content: FileContent): number {
  return sum(partsOf(content), ({ produced }) => produced);
}

/**
 * What was not read to its end and may hold more than the content that was: of each key, the content that was stored last. An earlier
 * one of the same key is gone, and one that is no longer has nothing that is not there.
 */
function unreadOf(contents: readonly FileContent[], compared: FileContent): FileContent[] {
  if (!compared.isWhole) return [compared];
  return latestOfKeys(contents).filter((content) => !content.isWhole && lengthOf(content) > compared.end);
}

function partDifferences(content: FileContent): Difference[] {
  const { key, parts } = content;
  const broken = parts.flatMap(({ start, errorCode, errorMessage }) =>
    errorCode === undefined
      ? []
      : [
          difference(
            'PART_BROKEN',
            key,
            `the part at byte ${start}: ${withoutStop(errorMessage ?? errorCode)}. Then drop the file again`,
          ),
        ],
  );
  return [...gapsOf(content).map(({ from, to }) => missingPart(key, from, to)), ...broken];
}

function withoutStop(text: string): string {
  return text.replace(/\.$/, '');
}

function missingPart(key: string, from: number, to?: number): Difference {
  return difference(
    'PART_MISSING',
    key,
    `no entry for the bytes from ${from} to ${to ?? 'its end'}: that part was not ingested. Drop the file again, which changes nothing else`,
  );
}

function clashDifference({ key, otherKey, start, end }: Clash, fileId: string): Difference {
  const bytes = `between the bytes ${start} and ${end}`;
  const forget = `npx kafkainsight forget --id ${fileId}`;
  const message =
    key === otherKey
      ? `it replaced a content that begins with the same timed line and differs ${bytes}: lines of both are mixed. Run ${forget}, then drop the file again; where both are wanted, under two names`
      : `it and ${otherKey} begin with the same timed line and differ ${bytes}: they are taken for one file, and their lines overwrite each other. Move one of them to another folder, run ${forget}, then drop both again`;
  return difference('IDENTITY_CLASH', key, message);
}

function notProduced(content: FileContent): Difference[] {
  const events = sum(partsOf(content), (part) => part.events);
  const missing = events - producedOf(content);
  if (missing === 0 || isReplay(content)) return [];
  const message = `${grouped(missing)} of ${counted(events, 'event')} never reached the topic. Drop the file again`;
  return [difference('LINES_NOT_PRODUCED', content.key, message)];
}

function copiesDifference(key: string, copies: number): Difference[] {
  if (copies === 0) return [];
  const message = `${counted(copies, 'document')} of it ${copies === 1 ? 'is' : 'are'} in another index as well: another release or configuration gave the line another time or dataset. \`npx kafkainsight reconcile --repair\` deletes all but the newest`;
  return [difference('DOCUMENT_TWICE', key, message)];
}

function formerDifference(key: string, { documents, becameKey }: IndexedFile): Difference[] {
  if (becameKey === undefined) return [];
  const message = `its ${counted(documents, 'document')} ${documents === 1 ? 'is' : 'are'} there again, as the beginning of ${becameKey}: it was dropped before its first line with a date and a time was complete. \`npx kafkainsight reconcile --repair\` deletes those of before`;
  return [difference('DOCUMENT_TWICE', key, message)];
}

function repairsOf({ documents, copies = 0, becameKey }: IndexedFile, missing: number): Repair[] {
  if (becameKey !== undefined) return [{ kind: 'former', documents }];
  return [
    ...(copies > 0 ? [{ kind: 'copies', documents: copies } as const] : []),
    ...(missing > 0 ? [{ kind: 'states', documents: missing } as const] : []),
  ];
}

function documentDifferences(content: FileContent, within: number, accounted: number): Difference[] {
  if (isReplay(content)) return [];
  const { key, end, isWhole } = content;
  const produced = producedOf(content);
  const missing = produced - within - accounted;
  if (missing > 0) {
    const message = `${grouped(missing)} of ${counted(produced, 'event')} became neither a document nor a dead letter. Look at the lag of the topic, then drop the file again`;
    return [difference('DOCUMENTS_MISSING', key, message)];
  }
  // for a content that was not read to its end, the expected number is unknown
  if (missing === 0 || !isWhole) return [];
  const message = `${counted(-missing, 'document')} more than events before byte ${end}, where it ends: an earlier content or release had them in other places. Run npx kafkainsight forget ${key} --keep-object, then drop the file again`;
  return [difference('DOCUMENTS_EXTRA', key, message)];
}

function sum(parts: readonly LedgerPart[], of: (part: LedgerPart) => number): number {
  return parts.reduce((total, part) => total + of(part), 0);
}
