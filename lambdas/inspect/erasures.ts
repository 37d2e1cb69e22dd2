import * as v from 'valibot';
import type { ErasedPart, Tombstone } from '../../core/ledger/erasures.ts';
import { ERASED_DATASET, FORGOTTEN_DATASET, LEDGER_INDEX } from '../../core/names.ts';
import type { SearchEngine } from '../../core/ports.ts';
import { searchAll } from './search.ts';

const time = v.pipe(v.string(), v.transform(Date.parse));
const texts = v.pipe(
  v.optional(v.union([v.string(), v.array(v.string())]), []),
  v.transform((some) => [some].flat()),
);

const tombstoneSchema = v.object({
  '@timestamp': time,
  'kafkainsight.file.id': v.string(),
  'log.file.path': v.string(),
  'kafkainsight.file.etag': texts,
  'kafkainsight.forgotten.stored': v.optional(time),
  'kafkainsight.forgotten.kept': v.boolean(),
});

const erasedSchema = v.object({
  '@timestamp': time,
  'kafkainsight.file.id': v.string(),
  'log.file.path': v.string(),
  'kafkainsight.part.start': v.number(),
  'kafkainsight.erased.documents': v.number(),
  'kafkainsight.erased.pending': texts,
});

/** Which of them are read: those that match all given criteria. */
export interface ErasureFilter {
  readonly sinceMillis?: number;
  readonly key?: string;
  readonly fileIds?: readonly string[];
}

/** File ids of one request. */
const CHUNK = 500;

/** Reads the records of forgotten files. Errors: those of the search engine's port. */
export async function readTombstones(engine: SearchEngine, filter: ErasureFilter): Promise<Tombstone[]> {
  const found: Tombstone[] = [];
  for await (const { source } of readDataset(engine, FORGOTTEN_DATASET, filter)) {
    const fields = v.parse(tombstoneSchema, source);
    const stored = fields['kafkainsight.forgotten.stored'];
    found.push({
      fileId: fields['kafkainsight.file.id'],
      key: fields['log.file.path'],
      etags: fields['kafkainsight.file.etag'],
      ...(stored === undefined ? {} : { storedMillis: stored }),
      kept: fields['kafkainsight.forgotten.kept'],
      forgottenMillis: fields['@timestamp'],
    });
  }
  return found;
}

/** An erased part with its version in the ledger. */
export interface KeptErasedPart extends ErasedPart {
  /** The version of its document. */
  readonly version: number;
}

/** Reads the records of erased documents. Errors: those of the search engine's port. */
export async function readErasedParts(engine: SearchEngine, filter: ErasureFilter): Promise<KeptErasedPart[]> {
  const found: KeptErasedPart[] = [];
  for await (const { source, version } of readDataset(engine, ERASED_DATASET, filter)) {
    const fields = v.parse(erasedSchema, source);
    found.push({
      version,
      fileId: fields['kafkainsight.file.id'],
      key: fields['log.file.path'],
      start: fields['kafkainsight.part.start'],
      documents: fields['kafkainsight.erased.documents'],
      pending: fields['kafkainsight.erased.pending'],
      erasedMillis: fields['@timestamp'],
    });
  }
  return found;
}

async function* readDataset(
  engine: SearchEngine,
  dataset: string,
  { sinceMillis, key, fileIds }: ErasureFilter,
): AsyncGenerator<{ readonly source: unknown; readonly version: number }> {
  const filter: object[] = [{ term: { 'event.dataset': dataset } }];
  if (sinceMillis !== undefined) filter.push({ range: { '@timestamp': { gte: new Date(sinceMillis).toISOString() } } });
  if (key !== undefined) filter.push({ term: { 'log.file.path': key } });
  const sort = ['kafkainsight.file.id', '@timestamp', 'log.file.path'];
  for (let at = 0; at === 0 || at < (fileIds?.length ?? 0); at += CHUNK) {
    if (fileIds?.length === 0) return;
    const ids = fileIds === undefined ? [] : [{ terms: { 'kafkainsight.file.id': fileIds.slice(at, at + CHUNK) } }];
    const query = { bool: { filter: [...filter, ...ids] } };
    for await (const { _source, _version = 0 } of searchAll(engine, LEDGER_INDEX, query, sort)) {
      yield { source: _source, version: _version };
    }
  }
}
