import type { DataViewName } from '../../../dashboards/definition.ts';
import { isLogField } from '../filterable.ts';
import type { FoundLine } from '../protocol.ts';
import { button, element } from './dom.ts';
import type { PageActions } from './panel.ts';
import { visible } from './text.ts';
import { filtersOfNamed, type NamedValue, namedValues } from './value-filters.ts';

/** What follows one request or one visitor through the logs comes first. */
const ID = /(^|[._-])(trace|request|session|correlation|transaction|span)[._-]?id$/i;

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

function row(dataView: DataViewName, { name, value }: NamedValue, actions: PageActions): HTMLElement {
  const text = textOf(value);
  const buttons = filtersOfNamed(dataView, { name, value }).flatMap((filter) => [
    button(
      '+',
      () => {
        actions.filter([filter]);
      },
      { label: `Show only ${visible(name)} ${text}` },
    ),
    button(
      '−',
      () => {
        actions.filter([{ ...filter, negated: true }]);
      },
      { label: `Show all but ${visible(name)} ${text}` },
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
