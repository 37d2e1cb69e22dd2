import { aggregationOf, type AggregationPanel, type Metric, type PanelBucket } from '../../../dashboards/definition.ts';
import type { PanelRow } from '../../../dashboards/search.ts';
import { numberText, unitOf } from '../../../dashboards/units.ts';
import type { PanelAnswer } from '../protocol.ts';
import { button, element } from './dom.ts';
import { filtersOfKey } from './filters.ts';
import type { PageActions } from './panel.ts';
import { countedDocuments, textOfKey, time } from './text.ts';

/** The most rows shown; a chart can have thousands. */
const MAX_ROWS = 500;

/** What a panel says of the documents whose values it does not show; empty where it shows all. */
export function leftOutText(panel: AggregationPanel, documents: number, areDrawn = false): string {
  const [outermost] = aggregationOf(panel).buckets;
  if (documents === 0 || areDrawn || outermost?.kind !== 'terms') return '';
  return `The first ${outermost.size} are shown, without ${countedDocuments(documents, panel.dataView)} of others`;
}

/**
 * Rows as a table: of a table panel, or of a chart shown as a table.
 *
 * @param before the rows of the time before, if they are to be compared
 */
export function rowsTable(
  panel: AggregationPanel,
  rows: readonly PanelRow[],
  actions: PageActions,
  before?: PanelAnswer['before'],
): HTMLElement {
  const { buckets, metrics } = aggregationOf(panel);
  const earlier = new Map(before?.rows.map(({ keys, values }) => [JSON.stringify(keys), values[0] ?? 0]));
  const head = element('tr', {}, [
    ...buckets.map(({ label }) => element('th', { text: label, attributes: { scope: 'col' } })),
    ...metrics.map(({ label }) => element('th', { class: 'number', text: label, attributes: { scope: 'col' } })),
    ...(before === undefined ? [] : [beforeHead(metrics[0], before.from)]),
  ]);
  const largest = metrics.map((_, index) => Math.max(1, ...rows.map(({ values }) => values[index] ?? 0)));
  const shown = rows.filter(({ values }) => values.some((value) => (value ?? 0) > 0)).slice(0, MAX_ROWS);
  const body = shown.map(({ keys, values }) =>
    element('tr', {}, [
      ...buckets.map((bucket, index) => keyCell(panel, bucket, keys[index] ?? '', actions)),
      ...metrics.map((metric, index) => numberCell(metric, values[index] ?? null, largest[index] ?? 1)),
      ...(before === undefined ? [] : [beforeCell(metrics[0], earlier.get(JSON.stringify(keys)) ?? 0)]),
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
  const text = textOfKey(key);
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

function numberCell(metric: Metric, value: number | null, largest: number): HTMLElement {
  const cell = element('td', { class: 'number', attributes: { 'data-label': metric.label } }, [
    element('span', { text: numberText(value, unitOf(metric)) }),
  ]);
  const whole = unitOf(metric) === 'percent' ? 100 : largest;
  cell.style.setProperty('--share', `${((value ?? 0) / whole) * 100}%`);
  return cell;
}

function beforeHead({ label }: Metric, from: number): HTMLElement {
  const title = `${label} in the time of the same length before, since ${time(from)}`;
  return element('th', { class: 'number', text: 'Before', attributes: { scope: 'col', title } });
}

function beforeCell(metric: Metric, value: number): HTMLElement {
  return element('td', { class: 'number before', attributes: { 'data-label': 'Before' } }, [
    element('span', { text: numberText(value, unitOf(metric)) }),
  ]);
}
