/** A condition on a document, by fields of these names. */
export type Condition<Field extends string> =
  | { readonly field: Field; readonly is: string | number | readonly (string | number)[] }
  /** At least `from`, and below `below`. */
  | { readonly field: Field; readonly from: number; readonly below?: number }
  | { readonly field: Field; readonly exists: true }
  /** `*` matches any characters, even at the beginning. */
  | { readonly field: Field; readonly like: string }
  | { readonly all: readonly Condition<Field>[] }
  | { readonly any: readonly Condition<Field>[] }
  | { readonly not: Condition<Field> };

/** A query in the engines' Query DSL. */
export type Query = Readonly<Record<string, unknown>>;

/** Writes a condition in the engines' Query DSL, as a filter: it selects and does not score. */
export function queryOf(condition: Condition<string>): Query {
  if ('all' in condition) return { bool: { filter: condition.all.map(queryOf) } };
  if ('any' in condition) return { bool: { should: condition.any.map(queryOf), minimum_should_match: 1 } };
  if ('not' in condition) return { bool: { must_not: [queryOf(condition.not)] } };
  const { field } = condition;
  if ('exists' in condition) return { exists: { field } };
  if ('like' in condition) return { wildcard: { [field]: { value: condition.like } } };
  if ('from' in condition) {
    const { from, below } = condition;
    return { range: { [field]: { gte: from, ...(below === undefined ? {} : { lt: below }) } } };
  }
  return typeof condition.is === 'object' ? { terms: { [field]: condition.is } } : { term: { [field]: condition.is } };
}

/** The fields that a condition looks at. */
export function fieldsOfCondition<Field extends string>(condition: Condition<Field>): readonly Field[] {
  if ('all' in condition) return condition.all.flatMap(fieldsOfCondition);
  if ('any' in condition) return condition.any.flatMap(fieldsOfCondition);
  return 'not' in condition ? fieldsOfCondition(condition.not) : [condition.field];
}
