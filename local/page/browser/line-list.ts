import type { DataViewName, FieldName, LinesPanel } from '../../../dashboards/definition.ts';
import type { FoundLine } from '../protocol.ts';
import { button, element } from './dom.ts';
import { lineActions, type LineList } from './line-actions.ts';
import { lineFields, printedValue } from './line-fields.ts';
import type { PageActions } from './panel.ts';
import { time, visible } from './text.ts';
import { type LineDocument, namedValues } from './value-filters.ts';
import { visitBadges, visitText } from './visit-text.ts';

/** Creates an empty list of lines. */
export function lineList({ dataView }: Pick<LinesPanel, 'dataView'>, actions: PageActions): LineList {
  const list = element('div', { class: 'lines' });
  const open = new Set<string>();
  let columns: readonly string[] = [];
  const elements = (lines: readonly FoundLine[]): HTMLElement[] =>
    lines.map((line) => lineElement(dataView, line, { open, columns }, actions));
  return {
    element: list,
    append: (lines) => {
      list.append(...elements(lines));
    },
    replace: (lines, empty, chosen = []) => {
      columns = chosen;
      const head = columns.length === 0 || lines.length === 0 ? [] : [columnsHead(columns, actions)];
      list.replaceChildren(...head, ...(lines.length === 0 ? [empty] : elements(lines)));
    },
  };
}

/** One line: what it says, and once it is open its fields and where they lead. */
function lineElement(
  dataView: DataViewName,
  line: FoundLine,
  { open, columns }: { readonly open: Set<string>; readonly columns: readonly string[] },
  actions: PageActions,
): HTMLElement {
  const { id, document } = line;
  const summary = element('summary', {}, [
    element('time', { text: time(Date.parse(String(document['@timestamp']))) }),
    ...(columns.length === 0 ? badges(dataView, document) : cells(document, columns)),
    element('bdi', { text: dataView === 'visits' ? visitText(document) : visible(messageOf(document)) }),
  ]);
  const details = element('details', {}, [summary]);
  const fill = (): void => {
    if (details.childElementCount > 1) return;
    details.append(lineActions(dataView, line, actions, lineList), lineFields(dataView, line, actions));
  };
  details.addEventListener('toggle', () => {
    if (details.open) {
      open.add(id);
      fill();
    } else open.delete(id);
  });
  if (open.has(id)) {
    details.open = true;
    fill();
  }
  return details;
}

/** The names of the columns; a click takes one away. */
function columnsHead(columns: readonly string[], actions: PageActions): HTMLElement {
  const names = columns.map((name) =>
    button(
      `${visible(name)} ×`,
      () => {
        actions.column(name);
      },
      { class: 'column', label: `Take the column ${visible(name)} × away` },
    ),
  );
  return element('div', { class: 'lines-head' }, [element('span', { class: 'time', text: 'Time' }), ...names]);
}

function cells(document: LineDocument, columns: readonly string[]): HTMLElement[] {
  const values = namedValues(document);
  return columns.map((name) => {
    const texts = values.filter((each) => each.name === name).map(({ value }) => visible(printedValue(value)));
    return element('span', { class: 'column', text: texts.join(', '), attributes: { title: visible(name) } });
  });
}

/** The line's summary: its message, else its request, else the whole line. */
function messageOf(document: LineDocument): string {
  const text = (name: FieldName): string => {
    const value = document[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };
  const request = [text('source.address'), text('user.name'), text('http.request.method'), text('url.original')]
    .filter((part) => part !== '')
    .join(' ');
  const said = text('message') || (text('url.original') === '' ? '' : request) || text('event.original');
  return said || text('error.message') || JSON.stringify(document);
}

function badges(dataView: DataViewName, document: LineDocument): HTMLElement[] {
  if (dataView === 'visits') return visitBadges(document).map(([text, tone]) => badge(text, tone));
  const status = document['http.response.status_code'];
  const level = document['log.level'];
  const [rule, confidence] = [document['rule.name'], document['kafkainsight.finding.confidence']];
  if (typeof rule === 'string' && typeof confidence === 'string')
    return [badge(visible(confidence), confidence === 'high' ? 'tone-bad' : 'tone-warning'), badge(visible(rule), '')];
  return [
    ...(typeof status === 'number' ? [badge(String(status), statusTone(status))] : []),
    ...(typeof level === 'string' ? [badge(visible(level), levelTone(level))] : []),
    badge(visible(printedValue(document['event.dataset'] ?? '')), ''),
  ];
}

function badge(text: string, tone: string): HTMLElement {
  return element('span', { class: `badge ${tone}`, text });
}

function statusTone(status: number): string {
  if (status >= 500) return 'tone-bad';
  return status >= 400 ? 'tone-warning' : 'tone-good';
}

function levelTone(level: string): string {
  if (/^(err|crit|alert|emerg|fatal|panic)/i.test(level)) return 'tone-bad';
  return /^warn/i.test(level) ? 'tone-warning' : '';
}
