import type { LogField } from '../../../core/fields.ts';
import type { Query } from '../../../core/search/conditions.ts';
import { either, heldQuery, namesOf, type TermContext, textFields, wholeQuery, wordsQuery } from './fields.ts';
import type { Word } from './syntax.ts';
import { addressOf, networkOf, wholeNumberOf } from './values.ts';

/**
 * Where a word without a field is searched in addition to texts: in values that a reader would type in full. Not in paths of log files,
 * since a search for `error` does not mean every line of error.log; and of numbers only in the status, since others are too often sizes
 * or ports.
 */
const wholeFields: readonly LogField[] = [
  'client.address',
  'destination.address',
  'error.code',
  'error.type',
  'event.action',
  'event.code',
  'event.dataset',
  'host.hostname',
  'host.name',
  'http.request.id',
  'http.request.method',
  'log.level',
  'log.logger',
  'process.name',
  'service.name',
  'source.address',
  'span.id',
  'trace.id',
  'transaction.id',
  'url.domain',
  'url.path',
  'user.email',
  'user.id',
  'user.name',
];
const NUMBER_FIELD: LogField = 'http.response.status_code';
const addressFields = namesOf(['ip']);
const flattenedFields = namesOf(['flattened']);
const searchableFields = namesOf(['searchable_keyword']);

/**
 * The query for a word or phrase without a field: in texts, and as a whole value. An address or network is also searched in the address
 * fields, a whole number in the status.
 */
export function anywhereQuery(word: Word, context: TermContext): Query {
  const { literal, pattern, stars, questionMarks } = word;
  if (pattern === '*') return { match_all: {} };
  const network = networkOf(literal) ?? addressOf(literal);
  const addresses =
    network === undefined ? [] : addressFields.map((field) => ({ term: { [field]: { value: network } } }));
  const hasWildcards = stars + questionMarks > 0;
  const number = wholeNumberOf(literal);
  const literals =
    stars > 0
      ? []
      : [
          ...flattenedFields.map((field) => ({ term: { [field]: { value: literal } } })),
          ...(number === undefined ? [] : [{ term: { [NUMBER_FIELD]: { value: number } } }]),
          ...phraseQueries(word),
        ];
  return either(
    ...addresses,
    ...wholeFields.map((field) => wholeQuery(field, word, context)),
    // with wildcards: the whole URL, and the words in it
    ...(hasWildcards ? searchableFields.map((field) => wholeQuery(field, word, context)) : []),
    ...(hasWildcards ? textFields.map((field) => wordsQuery(field, word, context)) : []),
    ...literals,
  );
}

/** A word in all texts; several in messages, and as they are typed in URLs, referrers and agents. */
function phraseQueries(word: Word): Query[] {
  const phrase = (fields: readonly string[]): Query => ({
    multi_match: { query: word.literal, type: 'phrase', fields },
  });
  const held = searchableFields.map((field) => heldQuery(field, word)).filter((query) => query !== undefined);
  return held.length === 0 ? [phrase(textFields)] : [phrase(namesOf(['text'])), ...held];
}
