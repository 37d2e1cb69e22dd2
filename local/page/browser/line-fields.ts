import type { DataViewName } from '../../../dashboards/definition.ts';
import { isLogField } from '../filterable.ts';
import type { FoundLine } from '../protocol.ts';
import { button, element } from './dom.ts';
import { filtersOfValue } from './filters.ts';
import type { PageActions } from './panel.ts';
import { visible } from './text.ts';

/** A document by its dotted names, as the server gives it. */
export type LineDocument = FoundLine['document'];

/** One value of a document under the name by which it is found: one in a flattened field has its own name. */
export interface NamedValue {
  readonly name: string;
  readonly value: unknown;
}

/** What follows one request or one visitor through the logs comes first. */
const ID = /(^|[._-])(trace|request|session|correlation|transaction|span)[._-]?id$/i;

/** All values of a line by the names of their fields. */
export function namedValues(document: LineDocument): NamedValue[] {
  return Object.entries(document).flatMap(([name, value]) => valuesOf(name, value));
}

/**
 * All fields of an opened line, those that identify a request or a session first, what its dataset says of it last; each value that can be
 * filtered by has buttons for it.
 */
export function lineFields(
  dataView: DataViewName,
  { document, ofDataset = {} }: FoundLine,
  actions: PageActions,
): HTMLElement {
  const values = namedValues(document);
  const [ids, others] = [values.filter(({ name }) => ID.test(name)), values.filter(({ name }) => !ID.test(name))];
  return element('dl', {}, [
    ...[...ids, ...others].map((named) => row(dataView, named, actions)),
    ...namedValues(ofDataset).map(({ name, value }) => rowOf(name, [element('bdi', { text: textOf(value) })])),
  ]);
}

/** The text of a value, whatever it is. */
export function printedValue(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function valuesOf(name: string, value: unknown): NamedValue[] {
  if (typeof value !== 'object' || value === null) return [{ name, value }];
  if (!Array.isArray(value)) return Object.entries(value).flatMap(([key, inner]) => valuesOf(`${name}.${key}`, inner));
  const all: readonly unknown[] = value;
  return all.every((each) => typeof each !== 'object') ? all.map((each) => ({ name, value: each })) : [{ name, value }];
}

function row(dataView: DataViewName, { name, value }: NamedValue, actions: PageActions): HTMLElement {
  const text = textOf(value);
  const filters = filtersOfValue(dataView, name, value).concat(
    typeof value === 'string' ? [] : filtersOfValue(dataView, name, String(value)),
  );
  const buttons = filters.slice(0, 1).flatMap((filter) => [
    button(
      '+',
      () => {
        actions.filter([filter]);
      },
      { label: `Show only ${name} ${text}` },
    ),
    button(
      '−',
      () => {
        actions.filter([{ ...filter, negated: true }]);
      },
      { label: `Show all but ${name} ${text}` },
    ),
  ]);
  const column = button(
    '▥',
    () => {
      actions.column(name);
    },
    { label: `Show ${visible(name)} as a column, or no longer` },
  );
  return rowOf(name, [
    element('bdi', { text }),
    ...buttons,
    ...(dataView === 'logs' && isLogField(name) ? [column] : []),
  ]);
}

function rowOf(name: string, value: readonly HTMLElement[]): HTMLElement {
  return element('div', {}, [element('dt', { text: visible(name) }), element('dd', {}, value)]);
}

function textOf(value: unknown): string {
  return visible(printedValue(value));
}
