import type { MetricPanel } from '../../../dashboards/definition.ts';
import type { PanelRow } from '../../../dashboards/search.ts';
import { element } from './dom.ts';
import { panelFrame, panelQuestion, type PanelView, toneClass } from './panel.ts';
import { ask } from './questions.ts';
import { count } from './text.ts';

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
        const { rows, trend = [] } = await ask('panel', panelQuestion(panel, context), context.signal);
        const value = rows[0]?.values[0] ?? 0;
        const tone = value === 0 ? '' : toneClass(panel);
        frame.content.replaceChildren(
          element('div', { class: `number-value ${tone}` }, [
            element('strong', { text: count(value) }),
            element('span', { text: panel.metric.label }),
          ]),
          sparkline(trend, tone),
        );
      }),
  };
}

/** The sparkline is hidden from screen readers: the charts below have its numbers. */
function sparkline(trend: readonly PanelRow[], tone: string): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', `sparkline ${tone}`);
  const values = trend.map(({ values: [value = 0] }) => value);
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
