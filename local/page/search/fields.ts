import { type FieldType, type LogField, logFields } from '../../../core/fields.ts';
import type { Query } from '../../../core/search/conditions.ts';
import { fieldsOfShortName } from './names.ts';
import { type Bound, problemAt, shortened, type Term, type ValueRange, type Word } from './syntax.ts';
import { addressOf, dateOf, networkOf, wholeNumberOf } from './values.ts';

/** How each type of field is searched. A value that the type cannot have is an error here, since the engine would reject it. */
interface Comparison {
  readonly word: (field: string, word: Word, context: TermContext) => Query;
  /** Converts a bound for the engine, `undefined` where it is invalid; absent where the type has no ranges. */
  readonly bound?: (text: string) => string | undefined;
  /** What the field holds, for the reader. */
  readonly holds: string;
}

export interface TermContext {
  /** Position of its value, from 1. */
  readonly position: number;
  /** IANA zone of times without one. */
  readonly timeZone: string;
}

/** Automata of longer words exceed the engines' limits (Lucene's Operations: 1,000 states deep); these words are compared literally. */
const MAX_AUTOMATON_CHARACTERS = 200;
/** Each star multiplies the states of the automaton, of which the engines allow 10,000 (Lucene's wildcard queries). */
const MAX_STARS = 6;
const MAX_QUESTION_MARKS_BESIDE_STARS = 3;
/** Digits of the largest 64-bit integer. */
const MAX_DIGITS = 19;

const flattenedFields = namesOf(['flattened']);

/** Whether there is a field of this name in log documents, a flattened one that may contain it, or a short name for some. */
export function isField(name: string): boolean {
  return typeOf(name) !== undefined || fieldsOfShortName(name) !== undefined;
}

/** The fields searched by a word without a field: all texts, as in the index's default. */
export const textFields: readonly string[] = [
  ...namesOf(['text']),
  ...namesOf(['searchable_keyword']).map((name) => `${name}.text`),
];

/** The fields of these types. */
export function namesOf(types: readonly FieldType[]): readonly LogField[] {
  return (Object.keys(logFields) as LogField[]).filter((name) => types.includes(logFields[name]));
}

/**
 * The query for a term with a field.
 *
 * @throws KafkaInsightError USAGE_INVALID where the field cannot have the value
 */
export function fieldQuery(name: string, term: Term, timeZone: string): Query {
  const [only, ...more] = fieldsOfShortName(name) ?? [name];
  const query = singleFieldQuery(only, term, timeZone);
  return more.length === 0 ? query : either(query, ...more.map((field) => singleFieldQuery(field, term, timeZone)));
}

function singleFieldQuery(field: string, { value, position }: Term, timeZone: string): Query {
  const type = typeOf(field);
  if (type === undefined) throw new TypeError('A term names a field that there is not.');
  const context = { position, timeZone };
  if (value.kind === 'range') return rangeQuery(field, comparisons[type], value, context);
  if (value.pattern === '*') return { exists: { field } };
  return comparisons[type].word(field, value, context);
}

/** Fields that an unknown name may mean, the shortest three: `status` is a part of `http.response.status_code`. */
export function likeFields(name: string): readonly string[] {
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z\d]/g, '');
  const wanted = plain(name.split('.').at(-1) ?? name);
  const isLike = (field: string): boolean => {
    const last = field.split('.').at(-1) ?? field;
    return [last, ...last.split('_')].some((part) => plain(part) === wanted);
  };
  const like = Object.keys(logFields).filter(isLike);
  return like.sort((one, other) => one.length - other.length).slice(0, 3);
}

/** Whether a field's values are compared whole. */
export function isWhole(name: string): boolean {
  const [field] = fieldsOfShortName(name) ?? [name];
  return ['keyword', 'long_keyword', 'flattened'].includes(typeOf(field) ?? '');
}

function typeOf(name: string): FieldType | undefined {
  if (Object.hasOwn(logFields, name)) return logFields[name as LogField];
  return flattenedFields.some((field) => name.startsWith(`${field}.`) && !name.endsWith('.')) ? 'flattened' : undefined;
}

/** A whole value, ignoring the case of ASCII letters, as the engines do. */
export function wholeQuery(field: string, word: Word, context: TermContext): Query {
  if (word.stars > 0) return wildcardQuery(field, word, context);
  const { literal } = word;
  if (literal.length > MAX_AUTOMATON_CHARACTERS) return { term: { [field]: { value: literal } } };
  return orWildcard({ term: { [field]: { value: literal, case_insensitive: true } } }, field, word);
}

/** A sequence of words, or the beginning, middle or end of one word. */
export function wordsQuery(field: string, word: Word, context: TermContext): Query {
  if (word.stars > 0) return wildcardQuery(field, word, context);
  return orWildcard({ match_phrase: { [field]: { query: word.literal } } }, field, word);
}

/**
 * A question mark is more often part of a URL than a wildcard, so it is searched as both; except in words that are too long for an
 * automaton.
 */
function orWildcard(query: Query, field: string, { pattern, questionMarks }: Word): Query {
  if (questionMarks === 0 || pattern.length > MAX_AUTOMATON_CHARACTERS) return query;
  return either(query, patternQuery(field, pattern));
}

function wildcardQuery(field: string, { pattern, stars, questionMarks }: Word, { position }: TermContext): Query {
  const isTooMuch = stars > MAX_STARS || (stars > 0 && questionMarks > MAX_QUESTION_MARKS_BESIDE_STARS);
  if (isTooMuch || pattern.length > MAX_AUTOMATON_CHARACTERS)
    throw problemAt(
      position,
      `a word with wildcards can have ${MAX_AUTOMATON_CHARACTERS} characters, among them ${MAX_STARS} \`*\` and, next to a \`*\`, ${MAX_QUESTION_MARKS_BESIDE_STARS} \`?\`. ` +
        'Shorten it, or put it in quotes where these are no wildcards.',
    );
  return patternQuery(field, pattern);
}

function patternQuery(field: string, pattern: string): Query {
  return { wildcard: { [field]: { value: pattern, case_insensitive: true } } };
}

/** A query that matches what any of these matches. */
export function either(...should: readonly Query[]): Query {
  return { bool: { should, minimum_should_match: 1 } };
}

function searchableQuery(field: string, word: Word, context: TermContext): Query {
  const whole = wholeQuery(field, word, context);
  if (word.stars > 0) return whole;
  const words = heldQuery(field, word) ?? wordsQuery(`${field}.text`, word, context);
  return either(whole, words);
}

/**
 * Values that hold several words as they are typed, in capitals or not; undefined for a single word, which the index of words has, and for
 * more than a pattern can be. An index of words without their places knows no phrases: it would compare one document after the other.
 */
export function heldQuery(field: string, { literal, pattern }: Word): Query | undefined {
  if (pattern.length > MAX_AUTOMATON_CHARACTERS || !SEVERAL_WORDS.test(literal)) return undefined;
  return either(patternQuery(field, `*${pattern}*`), ignoredQuery(field, literal));
}

/** Values that are too long for a keyword (`ignore_above`) can only be found by their words. */
function ignoredQuery(field: string, literal: string): Query {
  const words = { match_phrase: { [`${field}.text`]: { query: literal } } };
  return { bool: { filter: [{ term: { _ignored: { value: field } } }, words] } };
}

const SEVERAL_WORDS = /[\p{L}\p{N}][^\p{L}\p{N}]+[\p{L}\p{N}]/u;

function addressQuery(field: string, { literal }: Word, { position }: TermContext): Query {
  const network = networkOf(literal) ?? addressOf(literal);
  if (network !== undefined) return { term: { [field]: { value: network } } };
  throw wrongValue({ field, text: literal, position }, comparisons.ip);
}

/** A whole number, or its first digits: `50*` and `50?`. */
function numberQuery(field: string, { literal, pattern }: Word, { position }: TermContext): Query {
  const number = wholeNumberOf(literal);
  if (number !== undefined) return { term: { [field]: { value: number } } };
  const [, digits, open] = /^([1-9]\d*)(\*|\?+)$/.exec(pattern) ?? [];
  if (digits === undefined || open === undefined || digits.length + open.length >= MAX_DIGITS)
    throw wrongValue({ field, text: literal, position }, comparisons.long);
  const following =
    open === '*' ? Array.from({ length: MAX_DIGITS - digits.length }, (_, count) => count) : [open.length];
  return either(
    ...following.map((count) => {
      const lowest = BigInt(digits) * 10n ** BigInt(count);
      return { range: { [field]: { gte: String(lowest), lt: String(lowest + 10n ** BigInt(count)) } } };
    }),
  );
}

function dateQuery(field: string, { literal }: Word, { position, timeZone }: TermContext): Query {
  const date = dateOf(literal);
  if (date === undefined) throw wrongValue({ field, text: literal, position }, comparisons.date);
  // the engine completes a partial date, downwards at one end and upwards at the other
  return { range: { [field]: { gte: date, lte: date, time_zone: timeZone, format: DATE_FORMAT } } };
}

const DATE_FORMAT = 'strict_date_optional_time';

/** Not every version of the engines supports wildcards in values of flattened objects; a trailing star becomes a prefix query. */
function flattenedQuery(
  field: string,
  { literal, pattern, stars, questionMarks }: Word,
  { position }: TermContext,
): Query {
  if (stars === 0) return { term: { [field]: { value: literal } } };
  const isPrefix = stars === 1 && questionMarks === 0 && pattern.endsWith('*');
  if (isPrefix) return { prefix: { [field]: { value: literal.slice(0, -1) } } };
  throw problemAt(position, `values of ${field} are found whole or by their beginning, as in ${field}:abc*.`);
}

function booleanQuery(field: string, { literal }: Word, { position }: TermContext): Query {
  if (literal === 'true' || literal === 'false') return { term: { [field]: { value: literal } } };
  throw wrongValue({ field, text: literal, position }, comparisons.boolean);
}

const comparisons: Readonly<Record<FieldType, Comparison>> = {
  keyword: { word: wholeQuery, holds: 'words' },
  long_keyword: { word: wholeQuery, holds: 'words' },
  searchable_keyword: { word: searchableQuery, holds: 'words' },
  text: { word: wordsQuery, holds: 'words' },
  flattened: { word: flattenedQuery, holds: 'any values' },
  ip: { word: addressQuery, bound: addressOf, holds: 'addresses, as 203.0.113.7, 203.0.113.0/24 or 203.0.113.*' },
  long: { word: numberQuery, bound: wholeNumberOf, holds: 'whole numbers, as 503, 50* or [500 TO 599]' },
  date: { word: dateQuery, bound: dateOf, holds: 'times, as 2026-11-22, 2026-11-22T09:30 or [2026-11-22 TO *]' },
  boolean: { word: booleanQuery, holds: 'true or false' },
};

function rangeQuery(field: string, comparison: Comparison, { from, to }: ValueRange, context: TermContext): Query {
  const { bound: read, holds } = comparison;
  if (read === undefined)
    throw problemAt(context.position, `${field} has no ranges: it holds ${holds}. Put the text in quotes.`);
  const readBound = (bound: Bound): string => {
    const value = read(bound.text);
    if (value === undefined) throw wrongValue({ field, text: bound.text, position: context.position }, comparison);
    return value;
  };
  if (from === undefined && to === undefined) return { exists: { field } };
  return {
    range: {
      [field]: {
        ...(from === undefined ? {} : { [from.inclusive ? 'gte' : 'gt']: readBound(from) }),
        ...(to === undefined ? {} : { [to.inclusive ? 'lte' : 'lt']: readBound(to) }),
        ...(comparison === comparisons.date ? { time_zone: context.timeZone, format: DATE_FORMAT } : {}),
      },
    },
  };
}

function wrongValue(
  { field, text, position }: { field: string; text: string; position: number },
  { holds }: Comparison,
): Error {
  return problemAt(position, `"${shortened(text)}" is not a value of ${field}, which holds ${holds}.`);
}
