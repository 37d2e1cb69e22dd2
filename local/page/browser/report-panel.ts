import type { ReportPanel } from '../../../dashboards/definition.ts';
import { numberText } from '../../../dashboards/units.ts';
import type { ReportAnswer, ReportRow, ReportUnit } from '../protocol.ts';
import { button, element } from './dom.ts';
import { changeDetector, emptyNotice, type PageActions, panelFrame, panelQuestion, type PanelView } from './panel.ts';
import { ask } from './questions.ts';
import { lengthText, time, visible } from './text.ts';
import { filtersOfValue } from './value-filters.ts';

/** Around a range that is shown: the lines before and after it are its story. */
const MARGIN = 0.5;

/** A panel with a table of answers; the first cell of a row narrows the view, a length of time shows that time. */
export function reportPanel(panel: ReportPanel, heightUnits: number, actions: PageActions): PanelView {
  const frame = panelFrame(panel, heightUnits);
  const isNew = changeDetector();
  return {
    element: frame.element,
    refresh: (context) =>
      frame.during(context, async () => {
        const answer = await ask('report', panelQuestion(panel, context), context.signal);
        if (!isNew(answer)) return;
        const { rows, empty, notes } = answer;
        frame.content.replaceChildren(rows.length === 0 ? emptyNotice(empty) : table(panel, answer, actions));
        frame.foot.textContent = rows.length === 0 ? '' : notes.map(noteText).join(' · ');
      }),
  };
}

function noteText({ text, millis }: ReportAnswer['notes'][number]): string {
  return millis === undefined ? text : `${text} ${time(millis)}`;
}

function table(panel: ReportPanel, { columns, rows }: ReportAnswer, actions: PageActions): HTMLElement {
  const head = columns.map(({ label, unit }) =>
    element('th', { class: unit === 'text' ? '' : 'number', text: label, attributes: { scope: 'col' } }),
  );
  const body = rows.map((row) =>
    element(
      'tr',
      {},
      columns.map(({ label, unit }, index) => cell(panel, row, { label, unit, index }, actions)),
    ),
  );
  return element(
    'div',
    { class: 'table-scroll', attributes: { tabindex: '0', role: 'group', 'aria-label': panel.title } },
    [element('table', {}, [element('thead', {}, [element('tr', {}, head)]), element('tbody', {}, body)])],
  );
}

interface Column {
  readonly label: string;
  readonly unit: ReportUnit;
  readonly index: number;
}

function cell(
  { dataView }: ReportPanel,
  { cells, filter, range }: ReportRow,
  { label, unit, index }: Column,
  actions: PageActions,
): HTMLElement {
  const text = cellText(cells[index] ?? null, unit);
  const filters = index === 0 && filter !== undefined ? filtersOfValue(dataView, filter.field, filter.value) : [];
  if (filters.length > 0) {
    const choose = (): void => {
      actions.filter(filters);
    };
    return element('td', { class: 'key' }, [button(text, choose, { class: 'value', label: `Show only ${text}` })]);
  }
  if (unit === 'text') return element('td', { class: 'key', text });
  const shows = unit === 'milliseconds' && index === 1 && range !== undefined;
  const zoom = (): void => {
    if (range === undefined) return;
    const margin = Math.ceil((range.to - range.from) * MARGIN);
    actions.zoom(range.from - margin, range.to + margin);
  };
  return element('td', { class: 'number', attributes: { 'data-label': label } }, [
    shows ? button(text, zoom, { class: 'value', label: `${text}: show this time` }) : element('span', { text }),
  ]);
}

function cellText(value: string | number | null, unit: ReportUnit): string {
  if (unit === 'text') return visible(String(value ?? ''));
  const number = typeof value === 'number' ? value : null;
  if (unit === 'time') return number === null ? '–' : time(number);
  if (unit === 'milliseconds') return number === null ? '–' : lengthText(number);
  return numberText(number, unit);
}
