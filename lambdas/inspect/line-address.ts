import * as v from 'valibot';
import { LENIENT, LOG_INDICES } from '../../adapters/search/counts.ts';
import { KafkaInsightError } from '../../core/errors.ts';
import { fileOfDocument, offsetIn } from '../../core/files/file-id.ts';
import type { LedgerPart } from '../../core/ledger/ledger-part.ts';
import type { SearchEngine } from '../../core/ports.ts';
import { readLedgerOf } from './search.ts';

const object = v.object({
  key: v.string(),
  /** What the ledger keeps of its etag, see `unhashedEtag`. */
  etag: v.string(),
  versionId: v.exactOptional(v.string()),
  /** As `layersText` writes its layers. */
  compression: v.string(),
  /** When the file was last modified, of which this content is: epoch milliseconds. */
  modifiedMillis: v.number(),
});

/** Reads a {@link LineAddress} that the inspect function returned. */
export const lineAddressSchema = v.object({
  id: v.string(),
  fileId: v.string(),
  offset: v.number(),
  timeMillis: v.number(),
  objects: v.pipe(v.array(object), v.readonly()),
});

/**
 * Where the line of a document is: the file, the byte of its decompressed content, and the objects that the ledger has for the file, each
 * pinned to the content that was read, the newest first. `timeMillis` is the time of the line, epoch milliseconds.
 */
export type LineAddress = Readonly<v.InferOutput<typeof lineAddressSchema>>;

/** One of the objects of a {@link LineAddress}. */
export type LineObject = LineAddress['objects'][number];

const millis = v.tuple([v.pipe(v.union([v.string(), v.number()]), v.transform(Number), v.transform(Math.floor))]);
const hitsSchema = v.object({
  hits: v.object({
    hits: v.array(v.object({ _version: v.number(), fields: v.object({ '@timestamp': millis }) })),
  }),
});

/**
 * Finds where the line of a document is. Errors: LINE_UNKNOWN, and those of the search engine's port.
 *
 * @param id a document id, see DOCUMENT_ID_PATTERN
 */
export async function findLine(engine: SearchEngine, id: string): Promise<LineAddress> {
  const fileId = fileOfDocument(id);
  const body = {
    query: { ids: { values: [id] } },
    version: true,
    _source: false,
    docvalue_fields: [{ field: '@timestamp', format: 'epoch_millis' }],
  };
  const answer = await engine.request('POST', `/${LOG_INDICES}/_search?${LENIENT}`, body);
  const hits = answer === undefined ? [] : v.parse(hitsSchema, answer).hits.hits;
  const [newest] = hits.toSorted((one, other) => other._version - one._version);
  if (newest === undefined) {
    throw new KafkaInsightError(
      'LINE_UNKNOWN',
      `There is no document ${id}. It may be older than documents are kept, or deleted; the page's "Copy" of an opened line has the _id.`,
    );
  }
  const parts = await readLedgerOf(engine, 0, [fileId]);
  return {
    id,
    fileId,
    offset: offsetIn(fileId, id),
    timeMillis: newest.fields['@timestamp'][0],
    objects: objectsOf(parts),
  };
}

function objectsOf(parts: readonly LedgerPart[]): LineObject[] {
  const newestFirst = parts.toSorted((one, other) => other.storedMillis - one.storedMillis);
  const objects = newestFirst.map(({ key, etag, versionId, compression, modifiedMillis }) => ({
    ...{ key, etag, compression, modifiedMillis },
    ...(versionId !== undefined && { versionId }),
  }));
  const byPin = new Map(objects.map((one) => [JSON.stringify([one.key, one.etag, one.versionId]), one]));
  return [...byPin.values()];
}
