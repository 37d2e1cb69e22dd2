import type { MetricPanel } from '../../../dashboards/definition.ts';
import type { PanelRow } from '../../../dashboards/search.ts';
import { numberText, unitOf } from '../../../dashboards/units.ts';
import type { PanelAnswer } from '../protocol.ts';
import { comparisonOf } from './before.ts';
import { element } from './dom.ts';
import { hasBefore, type PanelContext, panelFrame, panelQuestion, type PanelView, toneClass } from './panel.ts';
import { ask } from './questions.ts';

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 160;
const HEIGHT = 36;

/** A panel with one number and its sparkline. */
export function numberPanel(panel: MetricPanel, heightUnits: number): PanelView {
  const frame = panelFrame(panel, heightUnits);
  return {
    element: frame.element,
    refresh: (context) =>
      frame.during(context, async () => {
        const question = { ...panelQuestion(panel, context), before: hasBefore(context) };
        const answer = await ask('panel', question, context.signal);
        const value = answer.rows[0]?.values[0] ?? null;
        const tone = value === null || value === 0 ? '' : toneClass(panel);
        frame.content.replaceChildren(
          element('div', { class: `number-value ${tone}` }, [
            element('strong', {
              text: numberText(value === 0 && context.isUncounted ? null : value, unitOf(panel.metric)),
            }),
            element('span', { text: panel.metric.label }),
            ...comparison(panel, value, answer, context),
          ]),
          sparkline(answer.trend ?? [], tone),
        );
      }),
  };
}

function comparison(
  { metric }: MetricPanel,
  value: number | null,
  { before }: PanelAnswer,
  context: PanelContext,
): HTMLElement[] {
  if (before === undefined) return [];
  const was = { from: before.from, value: before.rows[0]?.values[0] ?? null };
  const { text, periods } = comparisonOf(metric, value, was, context);
  return [element('small', { class: 'number-before', text, attributes: { title: periods } })];
}

/** The sparkline is hidden from screen readers: the charts below have its numbers. */
function sparkline(trend: readonly PanelRow[], tone: string): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', `sparkline ${tone}`);
  const values = trend.map(({ values: [value] }) => value ?? 0);
  const highest = Math.max(1, ...values);
  const points = values.map((value, index) => {
    const x = (index / Math.max(1, values.length - 1)) * WIDTH;
    return `${x.toFixed(1)},${(HEIGHT - 2 - (value / highest) * (HEIGHT - 4)).toFixed(1)}`;
  });
  const area = document.createElementNS(SVG, 'polygon');
  area.setAttribute('points', `0,${HEIGHT} ${points.join(' ')} ${WIDTH},${HEIGHT}`);
  const line = document.createElementNS(SVG, 'polyline');
  line.setAttribute('points', points.join(' '));
  if (values.length > 1) svg.append(area, line);
  return svg;
}
