import { aggregationOf, type AggregationPanel, type Metric, type PanelBucket } from '../../../dashboards/definition.ts';
import type { PanelRow } from '../../../dashboards/search.ts';
import { button, element } from './dom.ts';
import { filtersOfKey } from './filters.ts';
import type { PageActions } from './panel.ts';
import { count, time, visible } from './text.ts';

/** The most rows shown; a chart can have thousands. */
const MAX_ROWS = 500;

/** Rows as a table: of a table panel, or of a chart shown as a table. */
export function rowsTable(panel: AggregationPanel, rows: readonly PanelRow[], actions: PageActions): HTMLElement {
  const { buckets, metrics } = aggregationOf(panel);
  const head = element('tr', {}, [
    ...buckets.map(({ label }) => element('th', { text: label, attributes: { scope: 'col' } })),
    ...metrics.map(({ label }) => element('th', { class: 'number', text: label, attributes: { scope: 'col' } })),
  ]);
  const largest = metrics.map((_, index) => Math.max(1, ...rows.map(({ values }) => values[index] ?? 0)));
  const shown = rows.filter(({ values }) => values.some((value) => value > 0)).slice(0, MAX_ROWS);
  const body = shown.map(({ keys, values }) =>
    element('tr', {}, [
      ...buckets.map((bucket, index) => keyCell(panel, bucket, keys[index] ?? '', actions)),
      ...metrics.map((metric, index) => numberCell(metric, values[index] ?? 0, largest[index] ?? 1)),
    ]),
  );
  return element(
    'div',
    { class: 'table-scroll', attributes: { tabindex: '0', role: 'group', 'aria-label': panel.title } },
    [element('table', {}, [element('thead', {}, [head]), element('tbody', {}, body)])],
  );
}

function keyCell(
  { dataView }: AggregationPanel,
  bucket: PanelBucket,
  key: string | number,
  actions: PageActions,
): HTMLElement {
  if (bucket.kind === 'time') return element('td', { text: time(Number(key)) });
  const text = visible(String(key));
  const filters = filtersOfKey(dataView, bucket, key);
  if (filters.length === 0) return element('td', { class: 'key', text });
  const choose = button(
    text,
    () => {
      actions.filter(filters);
    },
    { class: 'value', label: `Show only ${text}` },
  );
  return element('td', { class: 'key' }, [choose]);
}

function numberCell(metric: Metric, value: number, largest: number): HTMLElement {
  const cell = element('td', { class: 'number', attributes: { 'data-label': metric.label } }, [
    element('span', { text: count(value) }),
  ]);
  cell.style.setProperty('--share', `${(value / largest) * 100}%`);
  return cell;
}
