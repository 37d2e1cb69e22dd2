import type { ControlsPanel, FieldName, GuidePanel, NoticePanel } from '../../../dashboards/definition.ts';
import { listName } from '../reach.ts';
import { button, element } from './dom.ts';
import { appliedFilters } from './notes.ts';
import { type PageActions, type PanelContext, panelFrame, type PanelView } from './panel.ts';
import { ask } from './questions.ts';
import { count, visible } from './text.ts';
import { filtersOfValue } from './value-filters.ts';
import type { Filter, ValueFilter } from './view.ts';

/** How to read the dashboard; folded on a phone, where it would take the first screen. */
export function guidePanel(panel: GuidePanel, heightUnits: number): PanelView {
  const frame = panelFrame(panel, heightUnits);
  const toggle = button('', () => {
    fold(!frame.content.hidden);
  });
  const fold = (folded: boolean): void => {
    frame.content.hidden = folded;
    toggle.textContent = folded ? 'Show' : 'Hide';
    toggle.setAttribute('aria-expanded', String(!folded));
  };
  fold(matchMedia('(max-width: 700px)').matches);
  frame.buttons.append(toggle);
  frame.content.append(
    element(
      'ul',
      {},
      panel.lines.map((line) => element('li', {}, emphasised(line))),
    ),
  );
  return { element: frame.element, refresh: () => Promise.resolve() };
}

/** Renders `**bold**` and code in backticks, and nothing else of Markdown. */
function emphasised(line: string): (Node | string)[] {
  return line
    .split('**')
    .flatMap((part, index) => (index % 2 === 1 ? [element('strong', { text: part })] : withCode(part)));
}

function withCode(text: string): (Node | string)[] {
  return text.split('`').map((part, index) => (index % 2 === 1 ? element('code', { text: part }) : part));
}

/** What is in place of a panel that needs to know more of the site. */
export function noticePanel(panel: NoticePanel, heightUnits: number): PanelView {
  const frame = panelFrame(panel, heightUnits);
  frame.content.append(element('p', { class: 'empty' }, emphasised(panel.text)));
  return { element: frame.element, refresh: (context) => frame.during(context, () => Promise.resolve()) };
}

/** Lists of a field's values to choose from; another choice is added to what was chosen. */
export function controlsPanel(panel: ControlsPanel, heightUnits: number, actions: PageActions): PanelView {
  const frame = panelFrame(panel, heightUnits);
  const lists = panel.controls.map(({ field, label }) => {
    const select = element('select', { attributes: { name: field } });
    frame.content.append(element('label', {}, [element('span', { text: label }), select]));
    const offered = new Map<string, string | number>();
    select.addEventListener('change', () => {
      const value = offered.get(select.value);
      if (value !== undefined) actions.filter(filtersOfValue(panel.dataView, field, value));
    });
    return { field, label, select, offered };
  });
  return {
    element: frame.element,
    refresh: (context) =>
      frame.during(context, async () => {
        await Promise.all(
          lists.map(async ({ field, label, select, offered }) => {
            const { chosen, question } = listQuestion(panel, field, context);
            const { values } = await ask('values', question, context.signal);
            if (document.activeElement === select) return;
            offered.clear();
            const options = values.map(({ value, count: lines }) => {
              offered.set(String(value), value);
              return element('option', {
                text: `${visible(String(value))} (${count(lines)})`,
                attributes: { value: String(value) },
              });
            });
            const any = values.length === 0 ? `No ${label.toLowerCase()}` : `Any ${label.toLowerCase()}`;
            const first =
              chosen.length === 0 ? any : `${label}: ${chosen.map((value) => visible(String(value))).join(' or ')}`;
            select.replaceChildren(element('option', { text: first, attributes: { value: '' } }), ...options);
            select.disabled = values.length === 0;
          }),
        );
      }),
  };
}

/** The values of a list, whatever of them is chosen already. */
function listQuestion(
  { id, dataView }: ControlsPanel,
  field: FieldName,
  { view, scope, reach }: PanelContext,
): { readonly chosen: readonly (string | number)[]; readonly question: object } {
  const { filters } = appliedFilters(view, dataView, reach[listName(id, field)]);
  const isOwn = (filter: Filter): filter is ValueFilter =>
    filter.kind === 'value' && filter.field === field && !filter.negated;
  return {
    chosen: filters.filter(isOwn).flatMap(({ values }) => values),
    question: { dataView, field, scope: { ...scope, filters: filters.filter((filter) => !isOwn(filter)) } },
  };
}
