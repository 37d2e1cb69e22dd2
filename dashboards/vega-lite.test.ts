import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse, View } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { compile, type TopLevelSpec } from 'vega-lite';
import { shopSite } from '../test/helpers/shop-site.ts';
import { dashboardsOf } from './dashboards.ts';
import { aggregationOf, isAggregationPanel, panelsOf } from './definition.ts';
import { type DrawnPanel, isDrawn, legendOf, type Palette } from './legend.ts';
import { OTHER } from './others.ts';
import type { PanelRow } from './search.ts';
import { type Drawing, vegaLiteSpec } from './vega-lite.ts';

const palette: Palette = {
  background: '#fff',
  text: '#333',
  faint: '#bbb',
  grid: '#eee',
  tones: { good: '#0a0', warning: '#aa0', bad: '#a00' },
  categories: ['#001', '#002', '#003'],
};
const FROM = Date.UTC(2026, 10, 22);
const STEP = 3_600_000;
const STEPS = 24;

const panels = dashboardsOf(shopSite).flatMap(({ title, ...dashboard }) =>
  panelsOf({ title, ...dashboard })
    .filter(isAggregationPanel)
    .filter(isDrawn)
    .map((panel) => ({ name: `${title}: ${panel.title}`, panel })),
);

function drawing(panel: DrawnPanel): Drawing {
  return {
    rows: rowsFor(panel),
    palette,
    widthPixels: 400,
    heightPixels: 200,
    fromMillis: FROM,
    toMillis: FROM + STEPS * STEP,
    stepMillis: STEP,
    show: String,
    showTime: String,
    utc: true,
  };
}

/** Three keys for each bucket, and all steps of a time bucket. */
function rowsFor(panel: DrawnPanel): PanelRow[] {
  const keys = aggregationOf(panel).buckets.map((bucket) => {
    if (bucket.kind === 'time') return Array.from({ length: STEPS }, (_, step) => FROM + step * STEP);
    return bucket.kind === 'terms' ? ['one', 'two <b>', 'three'] : bucket.conditions.map(({ label }) => label);
  });
  const [outer = [], inner] = keys;
  const combinations =
    inner === undefined ? outer.map((key) => [key]) : outer.flatMap((one) => inner.map((two) => [one, two]));
  return combinations.map((combination, index) => ({ keys: combination, values: [index + 1] }));
}

for (const { name, panel } of panels) {
  test(`${name} is drawn, without a warning of Vega-Lite`, async () => {
    const warnings: unknown[] = [];
    const logger = {
      warn: (...messages: unknown[]) => (warnings.push(...messages), logger),
      error: (...messages: unknown[]) => (warnings.push(...messages), logger),
      info: () => logger,
      debug: () => logger,
      level: () => logger,
    };
    const { spec } = compile(vegaLiteSpec(panel, drawing(panel)) as unknown as TopLevelSpec, {
      logger: logger,
    });
    assert.deepEqual(warnings, []);
    const view = new View(parse(spec, undefined, { ast: true }), { expr: expressionInterpreter, renderer: 'none' });
    const svg = await view.toSVG();
    assert.match(svg, /<path/);
    assert.doesNotMatch(svg, /NaN|undefined/);
    if (panel.kind === 'bar' && panel.x.kind === 'time') {
      const heights = [...svg.matchAll(/v([\d.]+)h-[\d.]+Z"/g)].map(([, height]) => Number(height));
      assert.ok(
        heights.some((height) => height > 20 && height < 180),
        'bars stand upright on zero',
      );
    }
    if (aggregationOf(panel).buckets.some(({ kind }) => kind === 'time')) {
      const axis = view.scale('x') as { domain: () => [Date, Date] };
      assert.deepEqual(axis.domain().map(Number), [FROM, FROM + STEPS * STEP]);
    }
  });
}

test('few of something are counted in whole numbers', async () => {
  const panel = byTitle('When did cases begin, by rule?');
  const rows = [1, 2].map((value, step) => ({ keys: ['one', FROM + step * STEP], values: [value] }));
  const { spec } = compile(vegaLiteSpec(panel, { ...drawing(panel), rows }) as unknown as TopLevelSpec);
  const view = new View(parse(spec, undefined, { ast: true }), { expr: expressionInterpreter, renderer: 'none' });
  const labels = [...(await view.toSVG()).matchAll(/>([\d.]+)<\/text>/g)].map(([, label]) => label);
  assert.deepEqual(labels, ['0', '1', '2']);
});

function byTitle(title: string): DrawnPanel {
  return panels.find(({ panel }) => panel.title === title)?.panel ?? assert.fail(title);
}

const coloursOf = (panel: DrawnPanel, keys: readonly (string | number)[], places = new Map<string, number>()): object =>
  Object.fromEntries(
    legendOf(
      panel,
      keys.map((key) => ({ keys: [key, FROM], values: [1] })),
      palette,
      places,
    ).map(({ key, colour }) => [key, colour]),
  );

test('named conditions have the colour of their tone; a chart without a legend has none', () => {
  const conditions = byTitle('How do requests end?');
  assert.deepEqual(
    legendOf(conditions, rowsFor(conditions), palette).map(({ colour }) => colour),
    ['#00aa00', '#bbb', '#aaaa00', '#aa0000'],
  );
  const plain = byTitle('Which paths are broken (500)?');
  assert.deepEqual(legendOf(plain, rowsFor(plain), palette), []);
});

test('a value keeps its colour whatever is beside it, in whichever order, and others get others', () => {
  const panel = byTitle('Which paths fail, and since when?');
  const places = new Map<string, number>();
  const first = coloursOf(panel, ['/a', '/b'], places);
  assert.equal(new Set(Object.values(first)).size, 2);
  assert.partialDeepStrictEqual(coloursOf(panel, ['/c', '/b', '/a'], places), first);
  // after a reload, without what was shown before
  assert.deepEqual(coloursOf(panel, ['/a']), coloursOf(panel, ['/a']));
});

test('what failed is red and what is refused a warning, whatever the chart; the values of one tone differ', () => {
  const codes = byTitle('With which status do they fail?');
  assert.deepEqual(coloursOf(codes, [500, 502, 404, 200]), {
    500: '#aa0000',
    502: '#bf4040',
    404: '#aaaa00',
    200: '#00aa00',
  });
  const levels = byTitle('Do the logs become more serious?');
  assert.partialDeepStrictEqual(coloursOf(levels, ['error', 'warn']), { error: '#aa0000', warn: '#aaaa00' });
  assert.deepEqual(coloursOf(codes, [OTHER]), { [OTHER]: '#bbb' });
});
