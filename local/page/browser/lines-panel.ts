import { counted } from '../../../core/wording.ts';
import type { FieldName, LinesPanel } from '../../../dashboards/definition.ts';
import type { LinesAnswer } from '../protocol.ts';
import { button, element } from './dom.ts';
import { type Document, lineFields, textOf } from './line-fields.ts';
import { changeDetector, emptyNotice, type PageActions, panelFrame, panelQuestion, type PanelView } from './panel.ts';
import { ask } from './questions.ts';
import { time, visible } from './text.ts';

const FIRST_LINES = 50;
const MOST_LINES = 500;
const MORE = 2;

/** The newest log lines that match the filters and the search; each can be opened to show all its fields. */
export function linesPanel(panel: LinesPanel, heightUnits: number, actions: PageActions): PanelView {
  const frame = panelFrame(panel, heightUnits);
  const total = element('span', { class: 'lines-total', attributes: { 'aria-live': 'polite' } });
  frame.buttons.append(total);
  const list = element('div', { class: 'lines' });
  let limit = FIRST_LINES;
  let again: (() => void) | undefined;
  const more = button(
    'Show more',
    () => {
      limit = Math.min(limit * MORE, MOST_LINES);
      again?.();
    },
    { class: 'more' },
  );
  frame.content.append(list, more);
  const open = new Set<string>();
  const isNew = changeDetector();

  const view: PanelView = {
    element: frame.element,
    refresh: (context) => {
      again = () => void view.refresh(context);
      return frame.during(context, async () => {
        const answer = await ask('lines', { ...panelQuestion(panel, context), limit }, context.signal);
        if (!isNew(answer)) return;
        total.textContent = counted(answer.total, 'line');
        more.hidden = answer.total <= answer.lines.length || limit === MOST_LINES;
        const lines = answer.lines.map(({ id, document }) => line(panel, { id, document }, open, actions));
        list.replaceChildren(...(lines.length === 0 ? [emptyNotice()] : lines));
      });
    },
  };
  return view;
}

function line(
  { dataView }: LinesPanel,
  { id, document }: LinesAnswer['lines'][number],
  open: Set<string>,
  actions: PageActions,
): HTMLElement {
  const summary = element('summary', {}, [
    element('time', { text: time(Date.parse(String(document['@timestamp']))) }),
    ...badges(document),
    element('bdi', { text: visible(messageOf(document)) }),
  ]);
  const details = element('details', {}, [summary]);
  const fill = (): void => {
    if (details.childElementCount === 1) details.append(lineFields(dataView, document, actions));
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

/** The line's summary: its message, else its request, else the whole line. */
function messageOf(document: Document): string {
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

function badges(document: Document): HTMLElement[] {
  const status = document['http.response.status_code'];
  const level = document['log.level'];
  return [
    ...(typeof status === 'number' ? [badge(String(status), statusTone(status))] : []),
    ...(typeof level === 'string' ? [badge(visible(level), levelTone(level))] : []),
    badge(visible(textOf(document['event.dataset'] ?? '')), ''),
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
