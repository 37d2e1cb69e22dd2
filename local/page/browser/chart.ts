import { type Item, parse, View as VegaView } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { compile, type TopLevelSpec } from 'vega-lite';
import { type Specification, TIME_SELECTION } from '../../../dashboards/vega-lite.ts';
import { element } from './dom.ts';

/** Events of a chart. */
export interface ChartActions {
  /** A mark was clicked; `keys` are those of its buckets. */
  readonly choose: (keys: readonly (string | number)[]) => void;
  /** A time range was drawn, epoch milliseconds. */
  readonly zoom: (from: number, to: number) => void;
}

/** A drawn chart. */
export interface Chart {
  readonly element: HTMLElement;
  /** How many pixels from its left a value of its horizontal axis is; `undefined` where it has none. */
  readonly pixelsOf: (value: number) => number | undefined;
  /** Releases its resources. */
  readonly finish: () => void;
}

const TOOLTIP_OFFSET_PIXELS = 14;
const SHORTEST_ZOOM_MILLIS = 1000;

/**
 * Draws a Vega-Lite specification as SVG. Expressions are interpreted and not compiled to functions, as the page's content security
 * policy requires (vega-interpreter: "CSP compliant interpreter").
 */
export async function drawChart(specification: Specification, actions: ChartActions): Promise<Chart> {
  const container = element('div', { class: 'drawing' });
  const { spec } = compile(specification as unknown as TopLevelSpec);
  const view = new VegaView(parse(spec, undefined, { ast: true }), {
    expr: expressionInterpreter,
    renderer: 'svg',
    container,
    hover: false,
    tooltip: (_handler, event, _item, value) => {
      showTooltip(event, value);
    },
  });
  view.addEventListener('click', (_event, item) => {
    const keys = keysOf(item);
    if (keys !== undefined) actions.choose(keys);
  });
  if ('params' in specification)
    container.addEventListener('pointerup', () => {
      const chosen = chosenTime(view);
      if (chosen !== undefined) actions.zoom(...chosen);
    });
  container.addEventListener('pointerleave', hideTooltip);
  await view.runAsync();
  // whoever shows it says what it shows
  container.querySelector('svg')?.setAttribute('aria-hidden', 'true');
  return {
    element: container,
    pixelsOf: (value) => pixelsIn(view, value),
    finish: () => {
      hideTooltip();
      view.finalize();
    },
  };
}

/** The plot begins behind the padding and the axis beside it. */
function pixelsIn(view: VegaView, value: number): number | undefined {
  const scale: unknown = view.scale('x');
  if (typeof scale !== 'function') return undefined;
  const [origin] = view.origin();
  const padding = view.padding();
  const pixels: unknown = (scale as (value: number) => unknown)(value);
  if (typeof pixels !== 'number') return undefined;
  return origin + pixels + (typeof padding === 'number' ? padding : (padding.left ?? 0));
}

function keysOf(item: Item | null | undefined): (string | number)[] | undefined {
  const datum: unknown = item?.datum;
  if (typeof datum !== 'object' || datum === null || !('k0' in datum) || !('k1' in datum)) return undefined;
  return [datum.k0, datum.k1].filter((key) => typeof key === 'string' || typeof key === 'number');
}

/** The selection's signal holds the range under the name of the field that it was drawn on. */
function chosenTime(view: VegaView): [number, number] | undefined {
  const selection = view.signal(TIME_SELECTION) as Readonly<Record<string, readonly [number, number]>> | undefined;
  const [range] = Object.values(selection ?? {});
  if (range === undefined) return undefined;
  const [from, to] = [Math.min(...range), Math.max(...range)].map(Math.round) as [number, number];
  return to - from >= SHORTEST_ZOOM_MILLIS ? [from, to] : undefined;
}

const tooltip = element('div', { class: 'tooltip', attributes: { role: 'tooltip', hidden: '' } });

function showTooltip(event: MouseEvent, value: unknown): void {
  if (typeof value !== 'object' || value === null) {
    hideTooltip();
    return;
  }
  const lines = Object.entries(value).map(([label, shown]) =>
    element('div', {}, [element('span', { text: label }), element('b', { text: String(shown) })]),
  );
  tooltip.replaceChildren(...lines);
  if (!tooltip.isConnected) document.body.append(tooltip);
  tooltip.hidden = false;
  const { width, height } = tooltip.getBoundingClientRect();
  const left = Math.min(event.clientX + TOOLTIP_OFFSET_PIXELS, window.innerWidth - width - 4);
  const below = event.clientY + TOOLTIP_OFFSET_PIXELS;
  tooltip.style.left = `${Math.max(4, left)}px`;
  tooltip.style.top = `${below + height > window.innerHeight ? event.clientY - height - TOOLTIP_OFFSET_PIXELS : below}px`;
}

function hideTooltip(): void {
  tooltip.hidden = true;
}
