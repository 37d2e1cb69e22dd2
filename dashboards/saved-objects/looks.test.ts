import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shopSite } from '../../test/helpers/shop-site.ts';
import { dashboardsOf } from '../dashboards.ts';
import { panelsOf } from '../definition.ts';
import { savedObjects } from './export.ts';
import type { Product, SavedObject } from './saved-object.ts';

// How the panels look: what is cut, colours, widths and heights. That the objects are whole is tested in export.test.ts.

const dashboards = dashboardsOf(shopSite);
const products: readonly Product[] = ['opensearch', 'kibana'];

interface Visualization {
  readonly type: string;
  readonly aggs: readonly { type: string; params: Record<string, unknown> }[];
  readonly params: Record<string, unknown>;
}

test('what a chart cuts is drawn as "Other" where it can be added up, a share as a quotient of two counts', () => {
  for (const product of products) {
    const byId = new Map(savedObjects(product, shopSite).map((object) => [object.id, object]));
    const stateOf = (id: string): Visualization => visState(byId.get(id) ?? assert.fail(id));
    const terms = ({ aggs }: Visualization): unknown =>
      aggs.find(({ type }) => type === 'terms')?.params['otherBucket'];
    assert.equal(terms(stateOf('kafkainsight-bugs-failures-over-time')), true);
    assert.equal(terms(stateOf('kafkainsight-bugs-failure-codes')), true);
    assert.equal(terms(stateOf('kafkainsight-bugs-error-messages')), false);
    const { type, params } = stateOf('kafkainsight-bugs-failure-rate');
    assert.equal(type, 'metrics');
    const [series] = params['series'] as { metrics: { type: string; numerator: object }[] }[];
    assert.deepEqual(series?.metrics[0]?.numerator, {
      query: '(http.response.status_code >= 500 and http.response.status_code < 600)',
      language: 'kuery',
    });
    // a table has no such column
    assert.deepEqual(
      stateOf('kafkainsight-bugs-path-rates').aggs.map((aggregation) => aggregation.type),
      ['count', 'percentiles', 'terms'],
    );
  }
});

test('red is failure in every panel that can show one, by status and by level', () => {
  for (const product of products) {
    const colours = new Map<string, string>();
    for (const object of savedObjects(product, shopSite)) {
      const { vis } = uiStateOf(object) as { vis?: { colors?: object } };
      for (const [value, colour] of Object.entries(vis?.colors ?? {}) as [string, string][]) {
        assert.equal(colours.get(value) ?? colour, colour, `${value} has two colours`);
        colours.set(value, colour);
      }
    }
    for (const value of ['500', 'error', 'Failed (5xx)', 'high']) {
      const [, red = '', green = '', blue = ''] =
        /^#(..)(..)(..)$/.exec(colours.get(value) ?? '') ?? assert.fail(`${value} has no colour`);
      assert.ok(
        Number.parseInt(red, 16) > 1.5 * Math.max(Number.parseInt(green, 16), Number.parseInt(blue, 16)),
        value,
      );
    }
  }
});

test('each column of a table has a width, and a guide or a control all the room that it needs', () => {
  for (const product of products) {
    for (const object of savedObjects(product, shopSite)) {
      if (object.type === 'visualization' && visState(object).type === 'table') {
        const { vis } = uiStateOf(object) as {
          vis: { columnsWidth?: object[]; params?: { colWidth: object[] } };
        };
        const widths = product === 'kibana' ? vis.params?.colWidth : vis.columnsWidth;
        assert.equal(widths?.length, visState(object).aggs.length, object.id);
      }
      if (object.type !== 'dashboard') continue;
      const [first] = panelsIn(object.attributes);
      const dashboard = dashboards.find(({ id }) => object.id === `kafkainsight-${id}`) ?? assert.fail();
      const [guide] = panelsOf(dashboard);
      assert.ok(guide?.kind === 'guide');
      // a line for the links, and one at least for each sentence
      assert.ok((first?.gridData.h ?? 0) >= guide.lines.length + 4, object.id);
    }
  }
});

function visState({ attributes }: SavedObject): Visualization {
  return JSON.parse(String(attributes['visState'])) as Visualization;
}

function uiStateOf({ attributes }: SavedObject): unknown {
  const { uiStateJSON } = attributes;
  return typeof uiStateJSON === 'string' ? JSON.parse(uiStateJSON) : {};
}

function panelsIn(attributes: SavedObject['attributes']): { gridData: { h: number } }[] {
  return JSON.parse(String(attributes['panelsJSON'])) as ReturnType<typeof panelsIn>;
}
