import { aggregationOf } from '../../../dashboards/definition.ts';
import { colouredBucket, type DrawnPanel, legendOf } from '../../../dashboards/legend.ts';
import { OTHER } from '../../../dashboards/others.ts';
import type { PanelRow } from '../../../dashboards/search.ts';
import { numberText, unitOf } from '../../../dashboards/units.ts';
import { vegaLiteSpec } from '../../../dashboards/vega-lite.ts';
import type { PanelAnswer } from '../protocol.ts';
import { type Chart, drawChart } from './chart.ts';
import { button, element } from './dom.ts';
import { filtersOfKey, filtersOfKeys } from './filters.ts';
import { marksOver, unmarkedText } from './marks.ts';
import {
  emptyNotice,
  type PageActions,
  type PanelContext,
  panelFrame,
  panelQuestion,
  type PanelView,
} from './panel.ts';
import { ask } from './questions.ts';
import { leftOutText, rowsTable } from './table.ts';
import { isUtc, textOfKey, time } from './text.ts';
import { palette } from './theme.ts';

const LONGEST_LEGEND = 12;

interface ShownAnswer {
  readonly answer: PanelAnswer;
  readonly context: PanelContext;
}

/** A panel with a chart and its legend, and a button that shows the same as a table. */
export function chartPanel(panel: DrawnPanel, heightUnits: number, actions: PageActions): PanelView {
  const frame = panelFrame(panel, heightUnits);
  let chart: Chart | undefined;
  let shown = '';
  let asTable = false;
  let last: ShownAnswer | undefined;

  const toggle = button('Table', () => {
    asTable = !asTable;
    toggle.setAttribute('aria-pressed', String(asTable));
    void show();
  });
  toggle.setAttribute('aria-pressed', 'false');
  frame.buttons.append(toggle);
  new ResizeObserver(() => void show()).observe(frame.content);

  async function show(): Promise<void> {
    if (last === undefined) return;
    const { answer, context } = last;
    const key = JSON.stringify([
      answer,
      context.scope,
      context.isUncounted,
      isUtc(),
      asTable,
      frame.content.clientWidth,
      palette(),
    ]);
    if (key === shown) return;
    shown = key;
    const isEmpty = answer.rows.every(({ values }) => values.every((value) => value === 0 || value === null));
    const drawn = isEmpty || asTable ? undefined : await draw(panel, frame.content, last, actions);
    if (shown !== key) {
      drawn?.finish();
      return;
    }
    chart?.finish();
    chart = drawn;
    if (drawn === undefined)
      frame.content.replaceChildren(
        isEmpty ? emptyNotice(panel.empty, context) : rowsTable(panel, answer.rows, actions),
      );
    else frame.content.replaceChildren(withMarks(drawn, last, actions), legend(panel, answer.rows, actions));
    const areDrawn = answer.rows.some(({ keys }) => keys[0] === OTHER);
    const said = [leftOutText(panel, answer.others, areDrawn), answer.marks ? unmarkedText(answer.marks) : ''];
    frame.foot.textContent = isEmpty ? '' : said.filter((text) => text !== '').join(' · ');
  }

  return {
    element: frame.element,
    refresh: (context) =>
      frame.during(context, async () => {
        last = { answer: await ask('panel', panelQuestion(panel, context), context.signal), context };
        await show();
      }),
  };
}

async function draw(
  panel: DrawnPanel,
  content: HTMLElement,
  { answer, context: { scope } }: ShownAnswer,
  actions: PageActions,
): Promise<Chart> {
  const style = getComputedStyle(content);
  const hasLegend = colouredBucket(panel) !== undefined;
  const legendPixels = hasLegend ? Number.parseFloat(style.getPropertyValue('--legend-height')) : 0;
  const specification = vegaLiteSpec(panel, {
    rows: answer.rows,
    palette: palette(),
    widthPixels: Math.max(120, content.clientWidth),
    heightPixels: Math.max(120, Number.parseFloat(style.minHeight) - legendPixels),
    fromMillis: scope.from,
    toMillis: scope.to,
    stepMillis: answer.stepMillis,
    show: textOfKey,
    showTime: time,
    utc: isUtc(),
  });
  const chart = await drawChart(specification, {
    choose: (keys) => {
      const from = timeOf(panel, keys);
      if (from === undefined) actions.filter(filtersOfKeys(panel, keys));
      else actions.zoom(Math.max(from, scope.from), Math.min(from + answer.stepMillis, scope.to));
    },
    zoom: actions.zoom,
  });
  chart.element.setAttribute('role', 'img');
  chart.element.setAttribute('aria-label', describe(panel, answer.rows));
  return chart;
}

/** A chart, and over it what was found in what it shows. */
function withMarks(
  { element: drawing, pixelsOf }: Chart,
  { answer: { marks }, context: { scope } }: ShownAnswer,
  actions: PageActions,
): HTMLElement {
  if (marks === undefined) return drawing;
  return element('div', { class: 'marked' }, [drawing, marksOver(marks, { pixelsOf, ...scope }, actions)]);
}

/** When the step of a clicked mark begins; its colour is chosen in the legend. */
function timeOf(panel: DrawnPanel, keys: readonly (string | number)[]): number | undefined {
  const index = aggregationOf(panel).buckets.findIndex(({ kind }) => kind === 'time');
  return index === -1 || keys[index] === undefined ? undefined : Number(keys[index]);
}

/** The legend consists of buttons: a screen reader can read what a colour means, and a click shows only that. */
function legend(panel: DrawnPanel, rows: readonly PanelRow[], actions: PageActions): HTMLElement {
  const bucket = colouredBucket(panel);
  const entries = legendOf(panel, rows, palette()).slice(0, LONGEST_LEGEND);
  const items = entries.map(({ key, colour }) => {
    const text = textOfKey(key);
    const choose = (): void => {
      if (bucket !== undefined) actions.filter(filtersOfKey(panel.dataView, bucket, key));
    };
    const item = button(text, choose, { label: `Show only ${text}` });
    item.style.setProperty('--colour', colour);
    return element('li', {}, [item]);
  });
  return element('ul', { class: 'legend', attributes: items.length === 0 ? { hidden: '' } : {} }, items);
}

/** Describes a chart in one sentence, for readers who cannot see it. */
function describe(panel: DrawnPanel, rows: readonly PanelRow[]): string {
  const { buckets, metrics } = aggregationOf(panel);
  const [top] = [...rows].sort((one, other) => (other.values[0] ?? 0) - (one.values[0] ?? 0));
  if (top === undefined) return panel.title;
  const place = top.keys.map((key, index) => (buckets[index]?.kind === 'time' ? time(Number(key)) : textOfKey(key)));
  return `${panel.title} Most ${metrics[0].label.toLowerCase()}: ${numberText(top.values[0] ?? null, unitOf(metrics[0]))} (${place.join(', ')}).`;
}
