import { setTimeout as sleep } from 'node:timers/promises';
import { refreshAll } from '../../adapters/search/counts.ts';
import { KafkaInsightError } from '../../core/errors.ts';
import { erasedOf, type ErasedPart, erasedPartDocument } from '../../core/ledger/erasures.ts';
import type { LedgerPart } from '../../core/ledger/ledger-part.ts';
import type { SearchEngine } from '../../core/ports.ts';
import { type KeptErasedPart, readErasedParts } from '../inspect/erasures.ts';
import { readLedgerOf } from '../inspect/search.ts';
import { deleteFound, type FoundDocument, lookAgain, writeNext } from './find-documents.ts';
import type { ForgetPorts } from './ports.ts';

/** Deletes documents of a person, and records in the ledger how many there were of each part. */
export interface Eraser {
  /**
   * Returns how many are gone, whoever deleted them; those that were overwritten stay. Errors: those of the search engine, and
   * SEARCH_REFUSED.
   */
  erase(found: readonly FoundDocument[]): Promise<number>;
  /** Completes interrupted deletions. */
  finishPending(): Promise<void>;
}

/** Longer than an engine remembers the version of a deleted document (60 s), below which nothing can be written. */
const MAX_CONFLICTS = 90;
const CONFLICT_MILLIS = 1_000;

/**
 * What is about to be deleted is first written into the ledger with its ids, and again without them when it is done: whatever is
 * interrupted in between is deleted later and counted once. Of several concurrent erasures each writes a part's record only if it is
 * unchanged, and checks what it found again after reading the record: so nothing is counted twice.
 */
export function createEraser({ engine }: Pick<ForgetPorts, 'engine'>): Eraser {
  const records = createRecords(engine);

  /** Deletes documents of parts that no other invocation is erasing. Returns the others. */
  async function eraseSome(found: readonly FoundDocument[]): Promise<readonly FoundDocument[]> {
    const groups = records.of(found);
    const ours = groups.flatMap(({ record }) => record ?? []);
    const written = await writeNext(engine, ours.map(documentOf));
    const refused = new Set(ours.filter((_record, at) => written[at] !== true));
    const ofNoPart = groups.filter(({ record }) => record === undefined);
    await deleteFound(
      engine,
      ofNoPart.flatMap(({ some }) => some),
    );
    const claimed = ours.filter((record) => !refused.has(record));
    records.keep(await finish(engine, claimed));
    records.forget(refused);
    return groups.filter(({ record }) => record !== undefined && refused.has(record)).flatMap(({ some }) => some);
  }

  return {
    async erase(found) {
      let left = found;
      let changed = 0;
      for (let conflicts = 0; left.length > 0; conflicts += 1) {
        if (conflicts === MAX_CONFLICTS) throw conflict();
        if (conflicts > 0) await sleep(CONFLICT_MILLIS);
        if (await records.learn(left)) {
          const now = await lookAgain(engine, left);
          left = now.same;
          changed += now.changed;
        }
        left = await eraseSome(left);
      }
      return found.length - changed;
    },
    async finishPending() {
      const broken = (await readErasedParts(engine, {})).filter(isPending);
      await finish(engine, broken);
      if (broken.length > 0) await refreshAll(engine);
    },
  };
}

/** Documents of one part, and its record once they are erased; no record where the ledger has no such part. */
interface PartErasure {
  readonly some: readonly FoundDocument[];
  readonly record: KeptErasedPart | undefined;
}

/** The known parts of files, and what was erased from them. */
interface Records {
  /** Reads records that are not known yet, and completes pending deletions in them; returns whether there were any. */
  learn(found: readonly FoundDocument[]): Promise<boolean>;
  of(found: readonly FoundDocument[]): readonly PartErasure[];
  keep(records: readonly KeptErasedPart[]): void;
  /** Drops records that another invocation has written: they have to be read again. */
  forget(records: Iterable<ErasedPart>): void;
}

function createRecords(engine: SearchEngine): Records {
  const parts = new Map<string, readonly LedgerPart[]>();
  const records = new Map<string, KeptErasedPart>();

  /** The part's newest entry: what was erased before it has been ingested again. */
  function partOf({ fileId = '', offset = NaN }: FoundDocument): LedgerPart | undefined {
    const ofFile = parts.get(fileId) ?? [];
    const around = ofFile.filter(({ start, end }) => start <= offset && offset < end);
    return around.sort((a, b) => b.startedMillis - a.startedMillis)[0];
  }

  function keep(some: readonly KeptErasedPart[]): void {
    for (const record of some) records.set(placeOf(record), record);
  }

  return {
    async learn(found) {
      const ids = new Set(found.flatMap(({ fileId = [] }) => fileId));
      const fileIds = [...ids].filter((id) => !parts.has(id));
      if (fileIds.length === 0) return false;
      await refreshAll(engine);
      const entries = Map.groupBy(await readLedgerOf(engine, 0, fileIds), ({ fileId }) => fileId);
      for (const id of fileIds) parts.set(id, entries.get(id) ?? []);
      const erased = await readErasedParts(engine, { fileIds });
      keep(erased);
      keep(await finish(engine, erased.filter(isPending)));
      return true;
    },
    of: (found) =>
      Array.from(Map.groupBy(found, partOf), ([part, some]) => {
        return { some, record: part && added(part, records.get(placeOf(part)), some) };
      }),
    keep,
    forget(some) {
      for (const { fileId } of some) parts.delete(fileId);
    },
  };
}

function added(part: LedgerPart, before: KeptErasedPart | undefined, found: readonly FoundDocument[]): KeptErasedPart {
  const { fileId, key, start, startedMillis } = part;
  return {
    fileId,
    key,
    start,
    documents: erasedOf(before, startedMillis) + found.length,
    pending: found.map(({ index, id, version = 0 }) => `${index}/${id}/${version}`),
    erasedMillis: Date.now(),
    version: (before?.version ?? 0) + 1,
  };
}

/** Deletes what records name and marks them as done, unless another invocation did. Returns the records as they are then. */
async function finish(engine: SearchEngine, records: readonly KeptErasedPart[]): Promise<KeptErasedPart[]> {
  await deleteFound(
    engine,
    records.flatMap(({ pending }) => pending.map(fromPending)),
  );
  const done = records.map((record) => ({ ...record, pending: [], version: record.version + 1 }));
  await writeNext(engine, done.map(documentOf));
  return done;
}

function documentOf(record: KeptErasedPart): ReturnType<typeof erasedPartDocument> & { readonly version: number } {
  return { ...erasedPartDocument(record), version: record.version };
}

function isPending({ pending }: ErasedPart): boolean {
  return pending.length > 0;
}

function placeOf({ fileId, start }: Pick<ErasedPart, 'fileId' | 'start'>): string {
  return `${fileId}/${start}`;
}

function fromPending(text: string): FoundDocument {
  const [index = '', id = '', version] = text.split('/');
  return { index, id, version: Number(version) };
}

function conflict(): KafkaInsightError {
  return new KafkaInsightError(
    'SEARCH_REFUSED',
    'Another invocation keeps erasing documents of the same files. Wait until it is done, and run the command again.',
  );
}
