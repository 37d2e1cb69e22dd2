import type { DataViewName } from '../../../dashboards/definition.ts';
import { canFilterBy, viewsOfField } from '../filterable.ts';
import type { FoundLine } from '../protocol.ts';
import type { Filter } from './view.ts';

/** A document by its dotted names, as the server gives it. */
export type LineDocument = FoundLine['document'];

/** One value of a document under the name by which it is found: one in a flattened field has its own name. */
export interface NamedValue {
  readonly name: string;
  readonly value: unknown;
}

/** The filter for a value of a field in a document of a data view; none where the value cannot be filtered by. */
export function filtersOfValue(dataView: DataViewName, field: string, value: unknown): Filter[] {
  const canFilter = viewsOfField(field).includes(dataView) && canFilterBy(field, value);
  return canFilter ? [{ kind: 'value', field, values: [value], negated: false }] : [];
}

/** All values of a line by the names of their fields. */
export function namedValues(document: LineDocument): NamedValue[] {
  return Object.entries(document).flatMap(([name, value]) => valuesOf(name, value));
}

/** The filter for a value of an opened line; none where it cannot be filtered by. A flattened field holds numbers as texts. */
export function filtersOfNamed(dataView: DataViewName, { name, value }: NamedValue): Filter[] {
  const filters = filtersOfValue(dataView, name, value);
  const isWritten = typeof value === 'number' || typeof value === 'boolean';
  return filters.length === 0 && isWritten ? filtersOfValue(dataView, name, String(value)) : filters;
}

function valuesOf(name: string, value: unknown): NamedValue[] {
  if (typeof value !== 'object' || value === null) return [{ name, value }];
  if (Object.keys(value).length === 0) return [{ name, value }];
  if (!Array.isArray(value)) return Object.entries(value).flatMap(([key, inner]) => valuesOf(`${name}.${key}`, inner));
  const all: readonly unknown[] = value;
  return all.every((each) => typeof each !== 'object') ? all.map((each) => ({ name, value: each })) : [{ name, value }];
}
