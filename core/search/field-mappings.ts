import { type Fields, type FieldType, type LogField, logFields, scannedFields } from '../fields.ts';
import type { SearchEngineKind } from '../ports.ts';
import { derivedFields } from './derived-source.ts';

/**
 * How words are found in URLs, referrers and user agents (`searchable_keyword`): in an index of their words, or by wildcards over the whole
 * values (`*checkout*`), which takes less room and less work to index.
 */
export const wordSearches = ['words', 'wildcard'] as const;
export type WordSearch = (typeof wordSearches)[number];

/** The mapping of fields in an index that keeps a copy of its documents. */
export function properties(engine: SearchEngineKind, fields: Fields, wordSearch: WordSearch): Record<string, object> {
  const isScanned = (name: string): boolean => fields === logFields && scannedFields.has(name);
  return Object.fromEntries(
    Object.entries(fields).map(([name, type]) => {
      const mapped = property(engine, type, wordSearch);
      return [name, isScanned(name) ? { ...mapped, index: false } : mapped];
    }),
  );
}

/**
 * What derived source refuses, or would lose, is left out: lengths that keywords may have (no document here is longer than a term can be),
 * and objects of any keys. The order of addresses that proxies sent along is part of what they say, and values that are sorted do not keep it.
 */
export function derivedProperties(engine: SearchEngineKind, wordSearch: WordSearch): Record<string, object> {
  return Object.fromEntries(derivedFields.map((name) => [name, derivedProperty(engine, name, wordSearch)]));
}

function derivedProperty(engine: SearchEngineKind, name: LogField, wordSearch: WordSearch): object {
  const type = logFields[name];
  const index = scannedFields.has(name) ? { index: false } : {};
  if (name === 'kafkainsight.address.forwarded') return { type: 'keyword', doc_values: false, store: true };
  if (type === 'searchable_keyword') return { type: 'keyword', ...wordsField(engine, wordSearch) };
  if (type === 'keyword' || type === 'long_keyword') return { type: 'keyword' };
  if (type === 'date') return { type, format: DATE_FORMATS, ...index };
  return { ...property(engine, type, wordSearch), ...index };
}

/**
 * What OpenSearch reads as a time by default, after the form that all times of documents have. Each format before the right one costs as much
 * as that one; `rfc3339_lenient`, its own fast reader, never accepts anything as one of several formats (3.5), and alone reads no time without
 * a zone and no number.
 */
const DATE_FORMATS = 'strict_date_time||strict_date_time_no_millis||strict_date_optional_time||epoch_millis';

/** Nobody ranks log lines by how well they match, so norms are left out. */
const WORDS = { type: 'text', norms: false };
/**
 * The words of whole values: in OpenSearch without their places, so that phrases of them are compared with the values, by the page without
 * these. Elasticsearch has the type in a module that `npm start` cannot get.
 */
const WORDS_OF_VALUES = { opensearch: { type: 'match_only_text' }, elasticsearch: WORDS } as const;
const KEYWORD_CHARACTERS = 1024;
/** A character of UTF-8 takes up to 4 bytes; Lucene's longest term has 32,766. */
const LONG_KEYWORD_CHARACTERS = 8191;

function wordsField(engine: SearchEngineKind, wordSearch: WordSearch): object {
  return wordSearch === 'words' ? { fields: { text: WORDS_OF_VALUES[engine] } } : {};
}

function property(engine: SearchEngineKind, type: FieldType, wordSearch: WordSearch): object {
  switch (type) {
    case 'keyword':
      return { type: 'keyword', ignore_above: KEYWORD_CHARACTERS };
    case 'long_keyword':
      return { type: 'keyword', ignore_above: LONG_KEYWORD_CHARACTERS };
    case 'searchable_keyword':
      return { type: 'keyword', ignore_above: LONG_KEYWORD_CHARACTERS, ...wordsField(engine, wordSearch) };
    case 'text':
      return WORDS;
    case 'flattened':
      return engine === 'opensearch'
        ? { type: 'flat_object' }
        : { type: 'flattened', ignore_above: KEYWORD_CHARACTERS };
    case 'ip':
    case 'date':
    case 'long':
    case 'boolean':
      return { type };
  }
}
