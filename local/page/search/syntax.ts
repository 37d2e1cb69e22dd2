import { KafkaInsightError } from '../../../core/errors.ts';

/**
 * The language of the search box: that of the engines' query string (Apache Lucene's classic query parser), read so that pasted text is
 * never a syntax error: quotes and parentheses may stay open, brackets and slashes are text, and a name before a colon is a field only if
 * it exists.
 */

/** A word or phrase to search for. */
export interface Word {
  readonly kind: 'word';
  /** As typed, with escapes resolved and wildcards unchanged. */
  readonly literal: string;
  /** In the engines' wildcard syntax, with literal characters escaped. */
  readonly pattern: string;
  /** How many `*` and `?` are wildcards. */
  readonly stars: number;
  readonly questionMarks: number;
}

export interface Bound {
  readonly text: string;
  readonly inclusive: boolean;
}

/** The values between two bounds. */
export interface ValueRange {
  readonly kind: 'range';
  readonly from?: Bound;
  readonly to?: Bound;
}

/** A value to search for, in a field or anywhere. */
export interface Term {
  readonly kind: 'term';
  /** As typed. */
  readonly text: string;
  /** Position of its value, from 1. */
  readonly position: number;
  readonly field?: string;
  readonly value: Word | ValueRange;
}

/** A search as a tree. */
export type Clause =
  | Term
  | { readonly kind: 'all' | 'any'; readonly clauses: readonly Clause[] }
  | { readonly kind: 'not'; readonly clause: Clause };

/** The state of the parser. */
interface Cursor {
  readonly text: string;
  readonly isField: (name: string) => boolean;
  at: number;
  depth: number;
  /** The field of the surrounding group, as in `user.name:(one OR other)`. */
  field?: string | undefined;
}

const MAX_DEPTH = 5;
const MAX_QUOTED_CHARACTERS = 60;
const SPACE = /\s/;
const SPACES = /\s*/y;
const OPERATOR = /(AND|OR|NOT|&&|\|\|)(?=[\s()"]|$)/y;
const FIELD = /([@\p{L}_][\p{L}\p{N}_.@-]*):/uy;
const COMPARISON = /([<>]=?)\s*/y;
const RANGE = /([[{])\s*("[^"]*"|[^\s\]}]+)\s+TO\s+("[^"]*"|[^\s\]}]+)\s*([\]}])/y;
/** Characters that the engines' analyser puts into words; a word without any is ignored, as by the analyser. */
const WORD_CHARACTER = /[\p{L}\p{N}\p{M}\p{So}]/u;
const WILDCARDS = new Set(['*', '?']);
const SPECIAL_IN_PATTERNS = new Set([...WILDCARDS, '\\']);
/** Characters that a backslash escapes; before others it is literal, as in `CORP\anna`. */
const ESCAPABLE = /[\s\\"():*?[\]{}<>!+-]/;

/**
 * Reads what was typed.
 *
 * @param isField whether there is a field of this name
 * @returns `undefined` where there is nothing to search for
 * @throws KafkaInsightError USAGE_INVALID that says what is wrong and where
 */
export function readClause(text: string, isField: (name: string) => boolean): Clause | undefined {
  const cursor: Cursor = { text, isField, at: 0, depth: 0 };
  return readAny(cursor);
}

/** The error of a search: what is wrong, and at which character (from 1). */
export function problemAt(position: number, sentence: string): KafkaInsightError {
  return new KafkaInsightError('USAGE_INVALID', `The search is unclear at character ${position}: ${sentence}`);
}

/** Shortens what was typed, so that a sentence can quote it. */
export function shortened(text: string): string {
  return text.length > MAX_QUOTED_CHARACTERS ? `${text.slice(0, MAX_QUOTED_CHARACTERS - 1)}…` : text;
}

function readAny(cursor: Cursor): Clause | undefined {
  const clauses = [readAll(cursor)];
  for (let operator = takeOperator(cursor, ['OR', '||']); operator; operator = takeOperator(cursor, ['OR', '||'])) {
    if (!isFollowed(cursor)) throw dangling(operator);
    clauses.push(readAll(cursor));
  }
  return joined('any', clauses);
}

function readAll(cursor: Cursor): Clause | undefined {
  const clauses: (Clause | undefined)[] = [];
  while (!isAtEnd(cursor) && peekOperator(cursor, ['OR', '||']) === undefined) {
    const operator = takeOperator(cursor, ['AND', '&&']);
    if (operator !== undefined && (clauses.length === 0 || !isFollowed(cursor))) throw dangling(operator);
    clauses.push(readOne(cursor));
  }
  const operator = peekOperator(cursor, ['OR', '||']);
  if (clauses.length === 0 && operator !== undefined) throw dangling(operator);
  return joined('all', clauses);
}

function readOne(cursor: Cursor): Clause | undefined {
  let isNegated = false;
  for (let sign = takeSign(cursor); sign !== undefined; sign = takeSign(cursor)) isNegated = isNegated !== sign;
  const clause = readOperand(cursor);
  return isNegated && clause !== undefined ? { kind: 'not', clause } : clause;
}

/** `true` for a negating sign, `false` for another, `undefined` for none. */
function takeSign(cursor: Cursor): boolean | undefined {
  const operator = takeOperator(cursor, ['NOT']);
  if (operator !== undefined) {
    if (!isFollowed(cursor)) throw dangling(operator);
    return true;
  }
  const sign = cursor.text.charAt(cursor.at);
  const next = cursor.text.charAt(cursor.at + 1);
  if (sign === '' || !'+-!'.includes(sign) || next === '' || SPACE.test(next) || next === sign) return undefined;
  cursor.at++;
  return sign !== '+';
}

function readOperand(cursor: Cursor): Clause | undefined {
  if (cursor.text[cursor.at] === '(') return readGroup(cursor);
  const start = cursor.at;
  const name = match(cursor, FIELD)?.[1];
  if (name === undefined || !cursor.isField(name)) {
    cursor.at = start;
    const word = readWord(cursor);
    const isSomething = word.stars > 0 || word.questionMarks > 0 || WORD_CHARACTER.test(word.literal);
    return isSomething || cursor.field !== undefined ? termOf(cursor, start, start, word) : undefined;
  }
  match(cursor, SPACES);
  if (isAtEnd(cursor)) throw problemAt(start + 1, `${name}: is a field and needs a value.`);
  return readFieldValue({ cursor, start, name });
}

function readFieldValue({ cursor, start, name }: { cursor: Cursor; start: number; name: string }): Clause | undefined {
  const outer = cursor.field;
  cursor.field = name;
  const valueStart = cursor.at;
  const first = cursor.text[cursor.at] ?? '';
  try {
    if (first === '(') return readGroup(cursor);
    const value = '[{'.includes(first) ? readRange(cursor) : (readComparison(cursor) ?? readWord(cursor));
    return termOf(cursor, start, valueStart, value);
  } finally {
    cursor.field = outer;
  }
}

function termOf(cursor: Cursor, start: number, valueStart: number, value: Word | ValueRange): Term {
  const { field } = cursor;
  const typed = cursor.text.slice(start, cursor.at);
  const common = { kind: 'term', position: valueStart + 1, value } as const;
  if (field === undefined) return { ...common, text: typed };
  return { ...common, field, text: start < valueStart ? typed : `${field}:${typed}` };
}

function readGroup(cursor: Cursor): Clause | undefined {
  if (cursor.depth === MAX_DEPTH)
    throw problemAt(
      cursor.at + 1,
      `at most ${MAX_DEPTH} parentheses can be open. For the character itself, put \\ before it.`,
    );
  cursor.at++;
  cursor.depth++;
  const clause = readAny(cursor);
  cursor.depth--;
  if (cursor.text[cursor.at] === ')') cursor.at++;
  return clause;
}

function readRange(cursor: Cursor): ValueRange {
  const position = cursor.at + 1;
  const [, opening, from = '', to = '', closing] = match(cursor, RANGE) ?? [];
  if (opening === undefined)
    throw problemAt(position, 'a range is written as [500 TO 599], with * for an open end. Put other text in quotes.');
  return {
    kind: 'range',
    ...(from === '*' ? {} : { from: { text: unquoted(from), inclusive: opening === '[' } }),
    ...(to === '*' ? {} : { to: { text: unquoted(to), inclusive: closing === ']' } }),
  };
}

function readComparison(cursor: Cursor): ValueRange | undefined {
  const sign = match(cursor, COMPARISON)?.[1];
  if (sign === undefined) return undefined;
  const bound = { text: readWord(cursor).literal, inclusive: sign.endsWith('=') };
  return sign.startsWith('>') ? { kind: 'range', from: bound } : { kind: 'range', to: bound };
}

function unquoted(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1) : text;
}

/** A word up to the next space, or a phrase in quotes. */
function readWord(cursor: Cursor): Word {
  const isQuoted = cursor.text[cursor.at] === '"';
  if (isQuoted) cursor.at++;
  const word = { literal: '', pattern: '', stars: 0, questionMarks: 0 };
  for (const isEnd = isQuoted ? isQuote : endOfWord(cursor.depth > 0); cursor.at < cursor.text.length; cursor.at++) {
    const typed = cursor.text.charAt(cursor.at);
    if (isEnd(typed)) break;
    const isEscaped = typed === '\\' && ESCAPABLE.test(cursor.text.charAt(cursor.at + 1));
    if (isEscaped) cursor.at++;
    const character = cursor.text.charAt(cursor.at);
    const isWildcard = WILDCARDS.has(character) && !isEscaped && !isQuoted;
    if (isWildcard) word[character === '*' ? 'stars' : 'questionMarks']++;
    word.literal += character;
    word.pattern += !isWildcard && SPECIAL_IN_PATTERNS.has(character) ? `\\${character}` : character;
  }
  if (isQuoted && cursor.at < cursor.text.length) cursor.at++;
  return { kind: 'word', ...word };
}

function isQuote(character: string): boolean {
  return character === '"';
}

/** A parenthesis opened in the word belongs to it; another one ends the word if it is in a group. */
function endOfWord(isInGroup: boolean): (character: string) => boolean {
  let open = 0;
  return (character) => {
    if (character === '(') open++;
    if (character === ')' && open-- === 0 && isInGroup) return true;
    return SPACE.test(character);
  };
}

function joined(kind: 'all' | 'any', clauses: readonly (Clause | undefined)[]): Clause | undefined {
  const present = clauses.filter((clause) => clause !== undefined);
  return present.length > 1 ? { kind, clauses: present } : present[0];
}

function match(cursor: Cursor, pattern: RegExp): RegExpExecArray | undefined {
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(cursor.text) ?? undefined;
  if (found !== undefined) cursor.at = pattern.lastIndex;
  return found;
}

interface Operator {
  readonly name: string;
  readonly position: number;
}

function peekOperator(cursor: Cursor, names: readonly string[]): Operator | undefined {
  const { at } = cursor;
  const operator = takeOperator(cursor, names);
  cursor.at = at;
  return operator;
}

function takeOperator(cursor: Cursor, names: readonly string[]): Operator | undefined {
  match(cursor, SPACES);
  const { at } = cursor;
  const name = match(cursor, OPERATOR)?.[1];
  if (name !== undefined && names.includes(name)) {
    match(cursor, SPACES);
    return { name, position: at + 1 };
  }
  cursor.at = at;
  return undefined;
}

/** Whether an operand follows. */
function isFollowed(cursor: Cursor): boolean {
  return !isAtEnd(cursor) && peekOperator(cursor, ['AND', '&&', 'OR', '||']) === undefined;
}

function dangling({ name, position }: Operator): KafkaInsightError {
  return problemAt(position, `${name} needs something on both sides. To look for the word itself, put it in quotes.`);
}

function isAtEnd(cursor: Cursor): boolean {
  match(cursor, SPACES);
  return cursor.at >= cursor.text.length || (cursor.depth > 0 && cursor.text[cursor.at] === ')');
}
