import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { shopSite } from '../../test/helpers/shop-site.ts';
import { dashboardsOf } from '../dashboards.ts';
import { panelsOf } from '../definition.ts';
import { dataViews } from '../search.ts';
import { exportFile, savedObjects } from './export.ts';
import type { Product, SavedObject } from './saved-object.ts';

const dashboards = dashboardsOf();
const products: readonly Product[] = ['opensearch', 'kibana'];

/** Attributes that hold JSON as text, wherever they are. */
const JSON_ATTRIBUTE = /(JSON|^visState|^fields|^json)$/;

interface Visualization {
  readonly title: string;
  readonly type: string;
  readonly aggs: readonly {
    id: string;
    enabled: boolean;
    type: string;
    schema: string;
    params: Record<string, unknown>;
  }[];
  readonly params: Record<string, unknown>;
}

for (const product of products) {
  const objects = savedObjects(product);
  const ids = new Set(objects.map(({ type, id }) => `${type} ${id}`));

  test(`${product}: the committed file is what the definitions make; if not: node dashboards/saved-objects/write.ts`, async () => {
    const committed = await readFile(new URL(`../${product}/kafkainsight.ndjson`, import.meta.url), 'utf8');
    assert.ok(committed === exportFile(product), `dashboards/${product}/kafkainsight.ndjson is out of date`);
  });

  test(`${product}: each line is one object, and no id is used twice`, () => {
    const lines = exportFile(product).trimEnd().split('\n');
    assert.equal(lines.length, objects.length);
    for (const line of lines) assert.ok(typeof JSON.parse(line) === 'object');
    assert.equal(ids.size, objects.length);
  });

  test(`${product}: there are the data views and the dashboards`, () => {
    assert.equal(objects.filter(({ type }) => type === 'index-pattern').length, Object.keys(dataViews).length);
    assert.equal(objects.filter(({ type }) => type === 'dashboard').length, dashboards.length);
  });

  test(`${product}: every reference resolves, before it is needed`, () => {
    const imported = new Set<string>();
    for (const { type, id, references } of objects) {
      for (const reference of references)
        assert.ok(
          imported.has(`${reference.type} ${reference.id}`),
          `${id} refers to ${reference.type} ${reference.id}`,
        );
      imported.add(`${type} ${id}`);
    }
  });

  test(`${product}: every name of a reference within an object is one of its references, and the other way about`, () => {
    for (const { id, attributes, references } of objects) {
      const within = JSON.stringify(unfold(attributes));
      const names = [...within.matchAll(/"(?:indexRefName|indexPatternRefName|panelRefName)":"([^"]+)"/g)].map(
        ([, name]) => name,
      );
      const known = references
        .map(({ name }) => (product === 'kibana' ? name.replace(/^\d+:/, '') : name))
        .filter((name) => !name.startsWith('controlGroup_'));
      assert.deepEqual([...new Set(names)].sort(), [...known].sort(), id);
    }
  });

  test(`${product}: every JSON text within parses`, () => {
    for (const { attributes } of objects) assert.doesNotThrow(() => unfold(attributes));
  });

  test(`${product}: no two panels of a dashboard overlap, and none leaves the grid of 48 columns`, () => {
    for (const { id, attributes } of dashboardObjects(objects)) {
      const taken = new Set<string>();
      for (const { gridData } of panelsIn(attributes)) {
        assert.ok(gridData.x >= 0 && gridData.x + gridData.w <= 48, id);
        for (let x = gridData.x; x < gridData.x + gridData.w; x++)
          for (let y = gridData.y; y < gridData.y + gridData.h; y++) {
            assert.ok(!taken.has(`${x} ${y}`), `${id}: two panels at ${x}, ${y}`);
            taken.add(`${x} ${y}`);
          }
      }
    }
  });

  test(`${product}: dashboards link to all others, and none puts a time range of its own over the reader's`, () => {
    for (const { id, attributes } of dashboardObjects(objects)) {
      assert.equal(attributes['timeRestore'], false);
      assert.ok(!('timeFrom' in attributes) && !('refreshInterval' in attributes));
      const guide = objects.find((object) => object.id === `${id}-guide`);
      assert.ok(guide);
      const text = String(visState(guide).params['markdown']);
      for (const other of dashboardObjects(objects))
        if (other.id !== id) assert.ok(text.includes(`(#/view/${other.id})`), `${id} has no link to ${other.id}`);
    }
  });

  // The types that vislib, table, metric, heat map, tag cloud and markdown register in both products, and the schemas that
  // each takes: seen in the exports that docs/dashboards.md names.
  test(`${product}: visualizations are of known types, with the aggregations that those take`, () => {
    const schemas: Readonly<Record<string, readonly string[]>> = {
      metric: ['metric'],
      line: ['metric', 'segment', 'group'],
      area: ['metric', 'segment', 'group'],
      histogram: ['metric', 'segment', 'group'],
      horizontal_bar: ['metric', 'segment', 'group'],
      pie: ['metric', 'segment'],
      table: ['metric', 'bucket'],
      heatmap: ['metric', 'segment', 'group'],
      tagcloud: ['metric', 'segment'],
      metrics: [],
      markdown: [],
      input_control_vis: [],
    };
    for (const object of objects.filter(({ type }) => type === 'visualization')) {
      const { type, aggs, title } = visState(object);
      assert.equal(title, object.attributes['title']);
      const allowed = schemas[type];
      assert.ok(allowed, `${object.id} is a ${type}`);
      assert.ok(product === 'opensearch' || type !== 'input_control_vis', 'Kibana has controls in the dashboard');
      assert.deepEqual(
        aggs.map(({ id }) => id),
        aggs.map((_, index) => String(index + 1)),
      );
      for (const { schema, params, type: aggregation } of aggs) {
        assert.ok(allowed.includes(schema), `${object.id}: ${schema}`);
        if (aggregation === 'terms') assert.equal(params['orderBy'], '1', 'the first metric');
      }
    }
  });
}

test('a panel without what it needs of the site is a text in its place, in both products', () => {
  for (const product of products) {
    const told = savedObjects(product, shopSite);
    const untold = savedObjects(product);
    assert.deepEqual(
      untold.map(({ id, attributes }) => [id, attributes['title']]),
      told.map(({ id, attributes }) => [id, attributes['title']]),
    );
    const texts = untold
      .filter(({ type }) => type === 'visualization')
      .map((object) => visState(object))
      .filter(({ type, params }) => type === 'markdown' && String(params['markdown']).startsWith('This needs `site.'));
    assert.ok(texts.length > 0);
    assert.doesNotMatch(exportFile(product, shopSite), /This needs `site\./);
  }
});

for (const product of products)
  test(`${product}: names in lists say whose they are; in a dashboard a panel is its question`, () => {
    for (const { type, attributes } of savedObjects(product)) {
      if (type !== 'index-pattern') assert.match(String(attributes['title']), /^\[KafkaInsight\] \S/);
      if (type !== 'dashboard') continue;
      const panels = JSON.parse(String(attributes['panelsJSON'])) as { title: string }[];
      assert.ok(panels.every(({ title }) => title !== '' && !title.startsWith('[')));
    }
  });

test('sizes are shown as bytes, durations in milliseconds, and names that are numbers without separators', () => {
  const [logs] = savedObjects('opensearch').filter(({ id }) => id === 'kafkainsight-logs');
  const formats = JSON.parse(String(logs?.attributes['fieldFormatMap'])) as Record<string, { id: string }>;
  assert.deepEqual(
    ['http.response.body.bytes', 'event.duration', 'source.port', 'http.response.status_code', 'log.offset'].map(
      (field) => formats[field]?.id,
    ),
    ['bytes', 'duration', 'string', 'string', undefined],
  );
});

test('of visits, durations are minutes, averages of 0 and 1 are percent, and an address leads to its requests', () => {
  const visits = savedObjects('kibana').find(({ id }) => id === 'kafkainsight-visits') ?? assert.fail();
  const formats = JSON.parse(String(visits.attributes['fieldFormatMap'])) as Record<string, Record<string, unknown>>;
  assert.partialDeepStrictEqual(formats, {
    'event.duration': { id: 'duration', params: { outputFormat: 'asMinutes' } },
    'kafkainsight.visit.bounces': { id: 'percent' },
    'source.address': { id: 'url' },
  });
  const entries = savedObjects('opensearch', shopSite).find(({ id }) => id.endsWith('-entry-pages')) ?? assert.fail();
  const rates = visState(entries).aggs.flatMap(({ type, params }) => (type === 'avg' ? [params['field']] : []));
  assert.deepEqual(rates, ['kafkainsight.visit.bounces', 'kafkainsight.visit.conversions']);
});

test('both products get the same panels, but for controls', () => {
  const titles = (product: Product): unknown[] =>
    savedObjects(product)
      .filter(
        ({ type, attributes }) =>
          type !== 'index-pattern' && !String(attributes['visState']).includes('"type":"input_control_vis"'),
      )
      .map(({ attributes }) => attributes['title']);
  assert.deepEqual(titles('kibana'), titles('opensearch'));
});

test('every control of a definition is a control of each product', () => {
  const fields = dashboards
    .flatMap(panelsOf)
    .flatMap((panel) => (panel.kind === 'controls' ? panel.controls : [])).length;
  const opensearch = savedObjects('opensearch')
    .filter(({ type }) => type === 'visualization')
    .map(visState);
  const listed = opensearch.flatMap(({ params }) => (params['controls'] as unknown[] | undefined) ?? []);
  const kibana = dashboardObjects(savedObjects('kibana')).flatMap(({ attributes }) => {
    const { panelsJSON } = attributes['controlGroupInput'] as { panelsJSON: string };
    return Object.keys(JSON.parse(panelsJSON) as object);
  });
  assert.equal(listed.length, fields);
  assert.equal(kibana.length, fields);
});

test('versions are those that the oldest supported products know', () => {
  // OpenSearch Dashboards 2.7 exports these (docs/dashboards.md); a newer one would be rejected with 422.
  for (const { type, migrationVersion } of savedObjects('opensearch'))
    assert.deepEqual(migrationVersion, {
      [type]: { 'index-pattern': '7.6.0', visualization: '7.10.0', search: '7.9.3', dashboard: '7.9.3' }[type],
    });
  for (const { coreMigrationVersion } of savedObjects('kibana')) assert.equal(coreMigrationVersion, '8.3.0');
});

test('OpenSearch Dashboards is told the fields of each index pattern, each once', () => {
  for (const { attributes, type } of savedObjects('opensearch')) {
    if (type !== 'index-pattern') continue;
    const fields = JSON.parse(String(attributes['fields'])) as { name: string; type: string }[];
    assert.equal(new Set(fields.map(({ name }) => name)).size, fields.length);
    assert.ok(fields.some(({ name, type: kind }) => name === '@timestamp' && kind === 'date'));
  }
});

function dashboardObjects(objects: readonly SavedObject[]): SavedObject[] {
  return objects.filter(({ type }) => type === 'dashboard');
}

function panelsIn(
  attributes: SavedObject['attributes'],
): { gridData: { x: number; y: number; w: number; h: number } }[] {
  return JSON.parse(String(attributes['panelsJSON'])) as ReturnType<typeof panelsIn>;
}

function visState({ attributes }: SavedObject): Visualization {
  return JSON.parse(String(attributes['visState'])) as Visualization;
}

/** Parses every nested JSON text. */
function unfold(value: unknown, name = ''): unknown {
  if (typeof value === 'string') return JSON_ATTRIBUTE.test(name) ? unfold(JSON.parse(value) as unknown) : value;
  if (Array.isArray(value)) return value.map((item) => unfold(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unfold(inner, key)]));
}
