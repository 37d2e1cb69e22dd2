import assert from 'node:assert/strict';
import { copyOf, createDocumentBuilder } from '../../core/documents/documents.ts';
import { documentId, fileId } from '../../core/files/file-id.ts';
import { detectFormat } from '../../core/formats/detect.ts';
import { LOCAL_BUCKET } from '../../local/store/store.ts';
import { indexedDocument } from '../helpers/indexed-document.ts';
import { naiveLines } from '../helpers/naive-lines.ts';
import { readers } from '../integration/sample-readers.ts';
import type { Differences, Documents } from './documents.ts';

/** The final content of a file, in whole lines. */
export interface ExpectedFile {
  /** Its key in the bucket. */
  readonly key: string;
  /** Decompressed. */
  readonly content: Buffer;
  /** Epoch milliseconds: what a line's time leaves out is inferred from it. */
  readonly modifiedMillis: number;
  /** The sample file whose format it has: its lines are read by {@link readers} too. */
  readonly like: keyof typeof readers;
}

/** Fields in which two deliveries of a line may differ, even if its file grew or was renamed. */
const VOLATILE = ['event.ingested', 'kafkainsight.file.version', 'log.file.path', 'file.mtime'];

type Fields = Record<string, unknown>;

/**
 * The expected documents by id: computed from the files' bytes, line by line by the definition of a line, without bucket, queue, topic,
 * ingest and index function; each has the values that regular expressions find in its line.
 */
export function expectedDocuments(files: readonly ExpectedFile[]): ReadonlyMap<string, string> {
  const expected = new Map<string, string>();
  for (const { key, content, modifiedMillis, like } of files) {
    const id = fileId(LOCAL_BUCKET, key, content);
    const origin = { fileId: id, path: key, version: 0, modifiedMillis, ingestedMillis: 0 };
    const format = detectFormat(content);
    const builder = createDocumentBuilder(
      { ...origin, format, source: { prefix: '' } },
      { keepOriginal: 'failed', userAgentDetails: true },
    );
    for (const [line, offset, lengthBytes] of naiveLines(content)) {
      const bytes = Buffer.from(line, 'latin1');
      const built = copyOf(builder.build({ bytes, start: 0, end: bytes.length, offset, lengthBytes })).toString();
      const document = JSON.parse(built) as Fields;
      for (const [name, value] of Object.entries(readers[like]?.(bytes.toString()) ?? {}))
        assert.deepEqual(document[name], value, `${name} of a line of ${key}`);
      expected.set(documentId(id, offset), lasting(indexedDocument(document)));
    }
  }
  return expected;
}

/** Compares the whole index with the expected documents, by id and content; an id in two indices counts as doubled. */
export function compareWithFiles(expected: ReadonlyMap<string, string>, documents: Documents): Differences {
  const found = new Map<string, string>();
  let doubled = 0;
  for (const [place, content] of documents) {
    const id = place.slice(place.indexOf(' ') + 1);
    if (found.has(id) || !expected.has(id)) doubled += 1;
    found.set(id, lasting(JSON.parse(content) as Fields));
  }
  const missing = [...expected.keys()].filter((id) => !found.has(id));
  const changed = [...expected].filter(([id, content]) => found.has(id) && found.get(id) !== content);
  return { lost: missing.length, doubled, changed: changed.length };
}

function lasting(document: Fields): string {
  const names = Object.keys(document).filter((name) => !VOLATILE.includes(name));
  return JSON.stringify(Object.fromEntries(names.sort().map((name) => [name, valuesOf(document[name])])));
}

/** A list as an engine gives it back that keeps no copies (ADR 24): sorted, without repetitions, and one value without its list. */
function valuesOf(value: unknown): unknown[] {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return [...new Set(values)].sort();
}
