import { KafkaInsightError } from '../../../core/errors.ts';
import type { Query } from '../../../core/search/conditions.ts';
import { counted } from '../../../core/wording.ts';
import { anywhereQuery } from './anywhere.ts';
import { fieldQuery, isField, isWhole, likeFields, textFields } from './fields.ts';
import { readLine } from './line.ts';
import { type Clause, readClause, shortened, type Term } from './syntax.ts';

/** One part of a search. */
interface SearchPart {
  /** As typed. */
  readonly text: string;
  readonly query: Query;
  /** What may be wrong with it, shown if it finds nothing. */
  readonly hint?: string;
}

/** A search as a query of the engines. */
export interface Search {
  readonly query: Query;
  /** Its parts, in the order typed. */
  readonly parts: readonly SearchPart[];
}

export const MAX_SEARCH_CHARACTERS = 8192;
const MAX_TERMS = 50;
/** Both engines allow 1,024 in one request (`indices.query.bool.max_clause_count`); the rest is for the panel. */
const MAX_CLAUSES = 900;

/**
 * Reads what was typed or pasted: a whole log line as the pipeline reads it, anything else as words, phrases and fields
 * (docs/dashboards.md). Whatever was typed, neither engine rejects the query.
 *
 * @param timeZone IANA zone of times without one
 * @returns `undefined` where nothing was typed
 * @throws KafkaInsightError USAGE_INVALID that says what is wrong and where
 */
export function readSearch(typed: string, timeZone: string): Search | undefined {
  const text = typed.toWellFormed().trim();
  if (text === '') return undefined;
  if (text.length > MAX_SEARCH_CHARACTERS)
    throw unusable(`it has ${text.length} characters, and can have ${MAX_SEARCH_CHARACTERS}. Shorten it.`);
  const said = readLine(text);
  if (said !== undefined) return { query: { bool: { filter: said.map(({ query }) => query) } }, parts: said };
  const clause = readClause(text, isField);
  if (clause === undefined) throw unusable('it has neither letters nor digits, and only those are searched.');
  const terms = termsOf(clause);
  const query = clauseQuery(clause, timeZone);
  if (terms.length > MAX_TERMS || clausesOf(query) > MAX_CLAUSES)
    throw unusable(
      `it has ${counted(terms.length, 'part')}, more than the search engine can look for in all fields at once. ` +
        'Put words that follow each other in quotes ("one two"), or name fields (message:one).',
    );
  return { query, parts: terms.map((term) => partOf(term, timeZone)) };
}

/** The number of clauses that the engine counts: one for each field of a clause. */
function clausesOf(query: Query): number {
  const { bool } = query;
  if (typeof bool !== 'object' || bool === null) return 'multi_match' in query ? textFields.length : 1;
  const inner = Object.values(bool).flatMap((clauses) => (Array.isArray(clauses) ? (clauses as Query[]) : []));
  return inner.reduce((sum, clause) => sum + clausesOf(clause), 0);
}

function unusable(reason: string): KafkaInsightError {
  return new KafkaInsightError('USAGE_INVALID', `This cannot be searched for: ${reason}`);
}

interface SignedTerm {
  readonly term: Term;
  readonly isNegated: boolean;
}

function termsOf(clause: Clause, isNegated = false): readonly SignedTerm[] {
  if (clause.kind === 'term') return [{ term: clause, isNegated }];
  if (clause.kind === 'not') return termsOf(clause.clause, !isNegated);
  return clause.clauses.flatMap((inner) => termsOf(inner, isNegated));
}

function clauseQuery(clause: Clause, timeZone: string): Query {
  if (clause.kind === 'term') return termQuery(clause, timeZone);
  if (clause.kind === 'not') return { bool: { must_not: [clauseQuery(clause.clause, timeZone)] } };
  const queries = clause.clauses.map((inner) => clauseQuery(inner, timeZone));
  return { bool: clause.kind === 'all' ? { filter: queries } : { should: queries, minimum_should_match: 1 } };
}

function termQuery(term: Term, timeZone: string): Query {
  if (term.field !== undefined) return fieldQuery(term.field, term, timeZone);
  if (term.value.kind === 'range') throw new TypeError('A range was read without a field.');
  return anywhereQuery(term.value, { position: term.position, timeZone });
}

function partOf({ term, isNegated }: SignedTerm, timeZone: string): SearchPart {
  const query = termQuery(term, timeZone);
  const text = shortened(term.text);
  if (isNegated) return { text: `NOT ${text}`, query: { bool: { must_not: [query] } } };
  const hint = hintOf(term);
  return { text, query, ...(hint === undefined ? {} : { hint }) };
}

const OPERATOR_IN_SMALL_LETTERS = /^(and|or|not)$/i;
const LIKE_A_FIELD = /^([\p{L}_@][\p{L}\p{N}_.@-]*):(?!\/\/)/u;

/** A hint at what people usually mean by such a part. */
function hintOf({ text, field, value }: Term): string | undefined {
  if (value.kind === 'range') return undefined;
  if (field !== undefined) {
    const isPartial = isWhole(field) && value.stars === 0;
    return isPartial ? `Its values are compared whole; ${field}:*…* finds a part.` : undefined;
  }
  if (OPERATOR_IN_SMALL_LETTERS.test(text)) return `As an operator it is written ${text.toUpperCase()}.`;
  const name = LIKE_A_FIELD.exec(text)?.[1];
  if (name === undefined) return undefined;
  const like = likeFields(name);
  return `There is no field ${name}${like.length === 0 ? '' : ` (there is ${like.join(', ')})`}: it was searched as text.`;
}
