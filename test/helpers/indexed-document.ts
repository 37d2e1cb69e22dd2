import { isDeepStrictEqual } from 'node:util';

/** What a document of a record has that its index has not: by hand, and only of datasets that tests compare. */
const ofAll = { 'event.kind': 'event' };
const ofDatasets: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'apache.access': { ...ofAll, 'event.category': ['web'], 'event.type': ['access'] },
  'apache.error': { ...ofAll, 'event.category': ['web'] },
};
const ofFile = ['file.mtime', 'kafkainsight.file.version'];

/** The document of a record as it is in its index: without what its file and its dataset say (docs/fields.md). */
export function indexedDocument(document: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const same: Readonly<Record<string, unknown>> = ofDatasets[String(document['event.dataset'])] ?? ofAll;
  const kept = Object.entries(document).filter(
    ([name, value]) => !ofFile.includes(name) && !isDeepStrictEqual(value, same[name]),
  );
  return Object.fromEntries(kept);
}
