import type { ErrorCode } from '../errors.ts';
import type { LedgerPart } from './ledger-part.ts';

/** What the ledger says of one content of a file: of an object under one key, with one etag. */
export interface FileContent {
  readonly fileId: string;
  readonly key: string;
  readonly etag: string;
  readonly versionId?: string;
  readonly compression: string;
  readonly sizeBytes: number;
  /** When it was stored last, and its newest entry finished; epoch milliseconds. */
  readonly storedMillis: number;
  readonly finishedMillis: number;
  /** All that there are, by where they start. */
  readonly parts: readonly LedgerPart[];
  /** Those that follow one another from the beginning: all, unless one is missing or has another part size. */
  readonly run: readonly LedgerPart[];
  /** Where they end. */
  readonly end: number;
  /** It was read to its end: nothing is missing, and nothing broke. */
  readonly isWhole: boolean;
}

/** Of a part whose object was overwritten before it was read: nothing is known of the content. */
export const CHANGED: ErrorCode = 'OBJECT_CHANGED';
/** What the ledger calls a file without layers. */
const PLAIN = 'none';

/**
 * The contents that the entries of one file belong to, the one that was read last first; one without parts where each was overwritten
 * before it was read.
 *
 * @param parts at least one
 */
export function contentsOf(parts: readonly [LedgerPart, ...LedgerPart[]]): readonly [FileContent, ...FileContent[]] {
  const known = parts.filter(({ errorCode }) => errorCode !== CHANGED);
  const byContent = Map.groupBy(known, ({ key, etag }) => JSON.stringify([key, etag]));
  const contents = Array.from(byContent.values(), (some) => toContent(newestOf(some), some));
  const [first, ...rest] = contents.toSorted((a, b) => b.finishedMillis - a.finishedMillis);
  return first === undefined ? [toContent(newestOf(parts), [])] : [first, ...rest];
}

function toContent(newest: LedgerPart, parts: readonly LedgerPart[]): FileContent {
  const sorted = parts.toSorted((a, b) => a.start - b.start);
  const run = runOf(sorted);
  const last = run.at(-1);
  const { fileId, key, etag, versionId, compression, sizeBytes, storedMillis } = newest;
  const end = last?.end ?? 0;
  const isRead = compression === PLAIN ? end === sizeBytes && run.length > 0 : last?.last === true;
  return {
    ...{ fileId, key, etag, compression, sizeBytes, storedMillis, parts: sorted, run, end },
    ...(versionId !== undefined && { versionId }),
    finishedMillis: Math.max(newest.finishedMillis, ...sorted.map(({ finishedMillis }) => finishedMillis)),
    isWhole: isRead && run.every(({ errorCode }) => errorCode === undefined),
  };
}

function newestOf(parts: readonly LedgerPart[]): LedgerPart {
  return parts.reduce((newest, part) => (part.finishedMillis > newest.finishedMillis ? part : newest));
}

function runOf(sorted: readonly LedgerPart[]): LedgerPart[] {
  const run: LedgerPart[] = [];
  for (const part of sorted) if (part.start === (run.at(-1)?.end ?? 0)) run.push(part);
  return run;
}

/** The longest content that was read to its end; of several, the one that was read last. */
export function longestWhole(contents: readonly FileContent[]): FileContent | undefined {
  const whole = contents.filter(({ isWhole }) => isWhole);
  return whole.toSorted((a, b) => b.end - a.end || b.finishedMillis - a.finishedMillis)[0];
}

/** The content of each key that was stored last: that is what the key's object has, or had last. */
export function latestOfKeys(contents: readonly FileContent[]): FileContent[] {
  const byKey = Map.groupBy(contents, ({ key }) => key);
  return [...byKey.values()].flatMap(
    (some) => some.toSorted((a, b) => b.storedMillis - a.storedMillis || b.finishedMillis - a.finishedMillis)[0] ?? [],
  );
}

/** How long a content is at least known to be; Infinity where only reading it to its end would show it. */
export function lengthOf({ compression, sizeBytes, end, isWhole }: FileContent): number {
  if (isWhole) return end;
  return compression === PLAIN ? sizeBytes : Infinity;
}

/** What is missing between a content's parts, and after them, as `[from, to)`; `to` is absent where the end is not known. */
export function gapsOf({
  parts,
  compression,
  sizeBytes,
}: FileContent): { readonly from: number; readonly to?: number }[] {
  const gaps: { from: number; to?: number }[] = [];
  let at = 0;
  for (const { start, end } of parts) {
    if (start > at) gaps.push({ from: at, to: start });
    at = Math.max(at, end);
  }
  if (compression === PLAIN) {
    if (at !== sizeBytes) gaps.push({ from: at, to: sizeBytes });
  } else if (!parts.some(({ last }) => last)) gaps.push({ from: at });
  return gaps;
}
