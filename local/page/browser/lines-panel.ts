import { counted } from '../../../core/wording.ts';
import type { LinesPanel } from '../../../dashboards/definition.ts';
import type { ExportFormat, LinesAnswer } from '../protocol.ts';
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
import type { View } from './view.ts';

const FIRST_LINES = 50;
const MORE_LINES = 200;

/** The lines that match the filters and the search, page by page; each can be opened to show all its fields. */
export function linesPanel(panel: LinesPanel, heightUnits: number, actions: PageActions): PanelView {
  const frame = panelFrame(panel, heightUnits);
  const total = element('span', { class: 'lines-total', attributes: { 'aria-live': 'polite' } });
  const exports = (['csv', 'ndjson'] as const).map((format) => exportLink(format));
  const list = lineList(panel, actions);
  let shown: { readonly of: string; readonly context: PanelContext; readonly answer: LinesAnswer } | undefined;
  const isNew = changeDetector();

  const order = button('', () => {
    actions.show({ order: shown?.context.view.order === 'oldest' ? 'newest' : 'oldest' });
  });
  const more = button('Show more', () => void next(), { class: 'more' });
  const first = button('Back to the first lines', () => void again(), { class: 'more' });
  frame.buttons.append(total, order, ...exports.map(({ link }) => link));
  frame.content.append(first, list.element, more);

  async function refresh(context: PanelContext): Promise<void> {
    const of = listOf(context.view);
    const isReading = shown?.of === of && shown.answer.lines.length > FIRST_LINES;
    const answer = await ask('lines', question(panel, context, isReading ? 1 : FIRST_LINES), context.signal);
    // what is being read stays where it is
    shown = { of, context, answer: isReading ? { ...shownAnswer(), total: answer.total } : answer };
    show(context.view);
  }

  function shownAnswer(): LinesAnswer {
    return shown?.answer ?? { total: 0, lines: [] };
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
      isNew(shown.answer.lines);
      show(context.view);
    });
  }

  async function again(): Promise<void> {
    if (shown === undefined) return;
    const { context } = shown;
    shown = undefined;
    await frame.during(context, () => refresh(context));
  }

  function show(view: View): void {
    const { lines, total: found } = shownAnswer();
    total.textContent = counted(found, 'line');
    order.textContent = view.order === 'oldest' ? 'Oldest first' : 'Newest first';
    more.hidden = lines.length >= found;
    first.hidden = lines.length <= FIRST_LINES;
    for (const each of exports) each.update(panel, shown?.context);
    if (isNew(lines)) list.replace(lines, emptyNotice());
  }

  return { element: frame.element, refresh: (context) => frame.during(context, () => refresh(context)) };
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
  readonly update: (panel: LinesPanel, context: PanelContext | undefined) => void;
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
      if (context === undefined) return;
      const asked = { ...panelQuestion(panel, context), order: context.view.order, format };
      link.href = `api/export?${new URLSearchParams({ question: JSON.stringify(asked) }).toString()}`;
    },
  };
}
