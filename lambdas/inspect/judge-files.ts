import { type Clash, clashOf, compareContents, withoutRepeats } from '../../core/ledger/clashes.ts';
import { contentsOf, latestOfKeys } from '../../core/ledger/contents.ts';
import type { LedgerPart } from '../../core/ledger/ledger-part.ts';
import type { ReconciledFile } from '../../core/ledger/reconcile/difference.ts';
import {
  comparedContent,
  expectedDocumentCount,
  type FileParts,
  type IndexedFile,
  reconcileFile,
} from '../../core/ledger/reconcile/file.ts';
import type { SearchEngine } from '../../core/ports.ts';
import { findCopies } from './copies.ts';
import { readErasedParts } from './erasures.ts';
import type { ContentReader } from './read-content.ts';
import { countMatching, type FileTotals, readTotals } from './search.ts';

/** What judging needs. */
export interface JudgePorts {
  readonly engine: SearchEngine;
  readonly reader: ContentReader;
}

/** A file that is being judged. */
interface Case {
  readonly fileId: string;
  readonly parts: FileParts;
  readonly totals: FileTotals;
  indexed: IndexedFile;
}

const NOTHING: FileTotals = { documents: 0, lastOffset: -1, outstandingLetters: 0 };

/**
 * Judges files by all of their entries. For all files it asks what is cheap: how many documents there are. Where these do not add up, or
 * if thorough, it asks more: which are after the end of the content, and which are in two indices. Errors: those of the search engine's
 * port, and of the reader.
 *
 * @param isThorough whether documents in two indices are looked for even where the numbers add up: a copy can make up for a missing
 *   document
 */
export async function judgeFiles(
  { engine, reader }: JudgePorts,
  parts: readonly LedgerPart[],
  settledMillis: number,
  isThorough: boolean,
): Promise<ReconciledFile[]> {
  const cases = await casesOf(engine, parts);
  const isSettled = ({ parts: own }: Case): boolean => contentsOf(own)[0].finishedMillis <= settledMillis;
  const settled = cases.filter(isSettled);
  const odd = settled.filter(isOdd);
  await countWithin(engine, odd);
  for (const one of isThorough ? settled : odd) await countCopies(engine, one, isThorough);
  await findFormer(reader, settled);
  const files: ReconciledFile[] = [];
  for (const one of cases) {
    const clashes = isSettled(one) ? await clashesOf(reader, one.parts) : [];
    files.push(reconcileFile(one.parts, one.indexed, settledMillis, clashes));
  }
  return files;
}

async function casesOf(engine: SearchEngine, parts: readonly LedgerPart[]): Promise<Case[]> {
  const byFile = Map.groupBy(parts, ({ fileId }) => fileId);
  const ids = [...byFile.keys()];
  const totals = await readTotals(engine, ids);
  const erased = Map.groupBy(await readErasedParts(engine, { fileIds: ids }), ({ fileId }) => fileId);
  return Array.from(byFile).flatMap(([fileId, [first, ...rest]]) => {
    if (first === undefined) return [];
    const counts = totals.get(fileId) ?? NOTHING;
    const { documents, outstandingLetters } = counts;
    const indexed = { documents, outstandingLetters, erased: erased.get(fileId) ?? [] };
    return [{ fileId, parts: [first, ...rest], totals: counts, indexed }];
  });
}

/** Documents after the end could make up for as many missing ones before it. */
function isOdd({ parts, totals, indexed }: Case): boolean {
  return indexed.documents !== expectedDocumentCount(parts, indexed) || totals.lastOffset >= comparedContent(parts).end;
}

/** Counts both at the same moment, later than the totals: otherwise numbers of different moments would be subtracted. */
async function countWithin(engine: SearchEngine, odd: readonly Case[]): Promise<void> {
  const filters = odd.map(({ fileId, parts }) => {
    return { fileId, filter: { range: { 'log.offset': { lt: comparedContent(parts).end } } } };
  });
  const counts = await countMatching(engine, filters);
  for (const one of odd) {
    const { documents, matching } = counts.get(one.fileId) ?? { documents: 0, matching: 0 };
    one.indexed = { ...one.indexed, documents, within: matching };
  }
}

async function countCopies(engine: SearchEngine, one: Case, isThorough: boolean): Promise<void> {
  const { fileId, parts, indexed } = one;
  const { end } = comparedContent(parts);
  const { documents, within = documents } = indexed;
  if (!isThorough && within <= expectedDocumentCount(parts, indexed)) return;
  let copies = 0;
  let copiesWithin = 0;
  for await (const [first] of findCopies(engine, fileId)) {
    copies++;
    if (first !== undefined && first.offset < end) copiesWithin++;
  }
  one.indexed = { ...indexed, copies, within: within - copiesWithin };
}

async function clashesOf(reader: ContentReader, parts: FileParts): Promise<readonly Clash[]> {
  const { clashes, doubts } = compareContents(contentsOf(parts));
  const read: Clash[] = [];
  for (const doubt of doubts) {
    const hash = await reader.hashOf(doubt.content, doubt.start, doubt.end);
    if (hash !== undefined && hash !== doubt.hash) read.push(clashOf(doubt));
  }
  return withoutRepeats([...clashes, ...read]);
}

/**
 * Marks files with a provisional id whose content is by now, under another id, the beginning of what their key holds. It looks only at
 * those that the ledger calls provisional, and reads only as far as they reach.
 */
async function findFormer(reader: ContentReader, cases: readonly Case[]): Promise<void> {
  const contents = cases.flatMap(({ parts }) => contentsOf(parts));
  const byKey = Map.groupBy(contents, ({ key }) => key);
  for (const one of cases) {
    const [part] = one.parts;
    if (part.isProvisional !== true) continue;
    const own = comparedContent(one.parts);
    const latest = latestOfKeys(byKey.get(own.key) ?? [])[0];
    if (latest === undefined || latest.fileId === one.fileId || latest.end < own.end) continue;
    const [first, ...rest] = own.run;
    if (first?.hash === undefined || rest.length > 0 || !own.isWhole || own.end === 0) continue;
    if ((await reader.hashOf(latest, 0, own.end)) === first.hash)
      one.indexed = { ...one.indexed, becameKey: latest.key };
  }
}
