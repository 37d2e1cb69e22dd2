import type { LinesPanel } from '../../../dashboards/definition.ts';
import type { ExportFormat, FoundLine, LinesAnswer } from '../protocol.ts';
import { button, element } from './dom.ts';
import { lineList } from './line-list.ts';
import {
  changeDetector,
  emptyNotice,
  type PageActions,
  type PanelContext,
  panelFrame,
  panelQuestion,
  type PanelView,
} from './panel.ts';
import { ask } from './questions.ts';
import { createTail } from './tail.ts';
import { countedDocuments } from './text.ts';
import { NOT_COUNTED } from './uncounted.ts';
import type { View } from './view.ts';

const FIRST_LINES = 50;
const MORE_LINES = 200;
const NOTHING: LinesAnswer = { total: 0, lines: [] };

/** The lines that match the filters and the search, page by page; each can be opened to show all its fields. */
export function linesPanel(panel: LinesPanel, heightUnits: number, actions: PageActions): PanelView {
  const frame = panelFrame(panel, heightUnits);
  const list = lineList(panel, actions);
  let latest: PanelContext | undefined;
  let columns: readonly string[] = [];
  let shown: { readonly of: string; readonly context: PanelContext; readonly answer: LinesAnswer } | undefined;
  const isNew = changeDetector();
  const tail = createTail(panel, {
    show: (lines) => {
      showLines(lines, emptyNotice('No line has come yet.'));
      for (const each of [more, first]) each.hidden = true;
    },
    end: () => void again(),
  });
  const head = listHead(panel, tail.buttons, actions);
  const more = button('Show more', () => void next(), { class: 'more' });
  const first = button('Back to the first lines', () => void again(), { class: 'more' });
  frame.buttons.append(...head.elements);
  frame.content.append(tail.status, first, list.element, more);

  async function refresh(context: PanelContext): Promise<void> {
    const of = listOf(context.view);
    latest = context;
    if (panel.dataView === 'logs') columns = context.view.columns;
    if (tail.update(context, of)) return;
    const isReading = shown?.of === of && shown.answer.lines.length > FIRST_LINES;
    const answer = await ask('lines', question(panel, context, isReading ? 1 : FIRST_LINES), context.signal);
    // what is being read stays where it is
    shown = { of, context, answer: isReading ? { ...(shown?.answer ?? NOTHING), total: answer.total } : answer };
    show(context);
  }

  async function next(): Promise<void> {
    if (shown === undefined) return;
    const { of, context, answer } = shown;
    await frame.during({ ...context, signal: new AbortController().signal }, async () => {
      const asked = { ...question(panel, context, MORE_LINES), after: answer.last };
      const page = await ask('lines', asked, new AbortController().signal);
      if (shown?.of !== of) return;
      shown = { of, context, answer: { ...page, lines: [...answer.lines, ...page.lines] } };
      list.append(page.lines);
      isNew([columns, shown.answer.lines, context.isUncounted]);
      show(context);
    });
  }

  async function again(): Promise<void> {
    if (latest === undefined) return;
    const context = { ...latest, signal: new AbortController().signal };
    shown = undefined;
    await frame.during(context, () => refresh(context));
  }

  function show(context: PanelContext): void {
    const { lines, total } = shown?.answer ?? NOTHING;
    head.update(context, total);
    more.hidden = lines.length >= total;
    first.hidden = lines.length <= FIRST_LINES;
    showLines(lines, emptyNotice(panel.empty, context), context.isUncounted);
  }

  function showLines(lines: readonly FoundLine[], empty: HTMLElement, isUncounted = false): void {
    if (isNew([columns, lines, isUncounted])) list.replace(lines, empty, columns);
  }

  return { element: frame.element, refresh: (context) => frame.during(context, () => refresh(context)) };
}

/** What is above a list: how many lines there are, their order, how to follow them, and links to all of them as files. */
function listHead(
  panel: LinesPanel,
  tailButtons: readonly HTMLElement[],
  actions: PageActions,
): { readonly elements: readonly HTMLElement[]; readonly update: (context: PanelContext, total: number) => void } {
  const count = element('span', { class: 'lines-total', attributes: { 'aria-live': 'polite' } });
  const exports = (['csv', 'ndjson'] as const).map((format) => exportLink(format));
  let shown: View['order'] = 'newest';
  const order = button('', () => {
    actions.show({ order: shown === 'oldest' ? 'newest' : 'oldest' });
  });
  return {
    // lines alone come one by one
    elements: [count, order, ...(panel.dataView === 'logs' ? tailButtons : []), ...exports.map(({ link }) => link)],
    update(context, total) {
      shown = context.view.order;
      count.textContent = total === 0 && context.isUncounted ? NOT_COUNTED : countedDocuments(total, panel.dataView);
      order.textContent = shown === 'oldest' ? 'Oldest first' : 'Newest first';
      for (const each of exports) each.update(panel, context);
    },
  };
}

/** What a list is of: another order, search, filter or time is another list. */
function listOf({ dashboard, range, filters, search, story, order }: View): string {
  return JSON.stringify([dashboard.id, range, filters, search, story, order]);
}

function question(panel: LinesPanel, context: PanelContext, limit: number): object {
  return { ...panelQuestion(panel, context), order: context.view.order, limit };
}

/** A link to a file with everything found. */
function exportLink(format: ExportFormat): {
  readonly link: HTMLElement;
  readonly update: (panel: LinesPanel, context: PanelContext) => void;
} {
  const name = format.toUpperCase();
  const link = element('a', {
    text: name,
    class: 'export',
    attributes: { title: `Everything found, as ${name}`, download: `kafkainsight-lines.${format}` },
  });
  return {
    link,
    update(panel, context) {
      const asked = { ...panelQuestion(panel, context), order: context.view.order, format };
      link.href = `api/export?${new URLSearchParams({ question: JSON.stringify(asked) }).toString()}`;
    },
  };
}
