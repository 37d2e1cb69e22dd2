import type { ControlsPanel, GuidePanel } from '../../../dashboards/definition.ts';
import { button, element } from './dom.ts';
import { type PageActions, panelFrame, panelQuestion, type PanelView } from './panel.ts';
import { ask } from './questions.ts';
import { count, visible } from './text.ts';

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

/** Renders `**bold**`, and nothing else of Markdown. */
function emphasised(line: string): (Node | string)[] {
  return line.split('**').map((part, index) => (index % 2 === 1 ? element('strong', { text: part }) : part));
}

/** Lists of a field's values to choose from. */
export function controlsPanel(panel: ControlsPanel, heightUnits: number, actions: PageActions): PanelView {
  const frame = panelFrame(panel, heightUnits);
  const lists = panel.controls.map(({ field, label }) => {
    const select = element('select', { attributes: { name: field } });
    frame.content.append(element('label', {}, [element('span', { text: label }), select]));
    const offered = new Map<string, string | number>();
    select.addEventListener('change', () => {
      const value = offered.get(select.value);
      if (value !== undefined) actions.filter([{ kind: 'value', field, value, negated: false }]);
    });
    return { field, label, select, offered };
  });
  return {
    element: frame.element,
    refresh: (context) =>
      frame.during(context.signal, async () => {
        await Promise.all(
          lists.map(async ({ field, label, select, offered }) => {
            const { values } = await ask('values', { ...panelQuestion(panel, context), field }, context.signal);
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
            select.replaceChildren(element('option', { text: any, attributes: { value: '' } }), ...options);
            select.disabled = values.length === 0;
          }),
        );
      }),
  };
}
