import type { TablePanel, TagCloudPanel } from '../../../dashboards/definition.ts';
import type { PanelRow } from '../../../dashboards/search.ts';
import { button, element } from './dom.ts';
import { filtersOfKey } from './filters.ts';
import {
  changeDetector,
  emptyNotice,
  hasBefore,
  type PageActions,
  panelFrame,
  panelQuestion,
  type PanelView,
} from './panel.ts';
import { ask } from './questions.ts';
import { leftOutText, rowsTable } from './table.ts';
import { count, textOfKey } from './text.ts';

const SMALLEST_EM = 0.85;
const GROWTH_EM = 1.35;

/** A panel with a table or a tag cloud: both consist of buttons that filter. */
export function textPanel(panel: TablePanel | TagCloudPanel, heightUnits: number, actions: PageActions): PanelView {
  const frame = panelFrame(panel, heightUnits);
  const isNew = changeDetector();
  return {
    element: frame.element,
    refresh: (context) =>
      frame.during(context, async () => {
        const question = { ...panelQuestion(panel, context), before: panel.kind === 'table' && hasBefore(context) };
        const { rows, others, before } = await ask('panel', question, context.signal);
        if (!isNew([rows, others, before, context.isUncounted])) return;
        frame.foot.textContent = leftOutText(panel, others);
        if (rows.length === 0) frame.content.replaceChildren(emptyNotice(panel.empty, context));
        else
          frame.content.replaceChildren(
            panel.kind === 'table' ? rowsTable(panel, rows, actions, before) : cloud(panel, rows, actions),
          );
      }),
  };
}

/** Words sized by the square root of their frequency, so that one does not dwarf the others. */
function cloud(panel: TagCloudPanel, rows: readonly PanelRow[], actions: PageActions): HTMLElement {
  const highest = Math.max(1, ...rows.map(({ values: [value] }) => value ?? 0));
  const words = rows.map(({ keys: [key = ''], values: [number] }) => {
    const value = number ?? 0;
    const text = textOfKey(key);
    const choose = (): void => {
      actions.filter(filtersOfKey(panel.dataView, panel.tags, key));
    };
    const word = button(text, choose, { label: `${text}: ${count(value)} ${panel.metric.label}. Show only this.` });
    word.style.fontSize = `${SMALLEST_EM + GROWTH_EM * Math.sqrt(value / highest)}em`;
    return element('li', {}, [word]);
  });
  return element('ul', { class: 'cloud' }, words);
}
