/**
 * Which attributes the saved objects may have, transcribed from what both products' sources declare for these types (no release is pinned:
 * the paths below are those of the main branches), for machines on which neither product runs; `npm test -- products` imports into real
 * ones. Kibana's schemas of dashboards and searches forbid what they do not declare, so nothing else is written for either product.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as v from 'valibot';
import { shopSite } from '../../test/helpers/shop-site.ts';
import { savedObjects } from './export.ts';
import type { Product } from './saved-object.ts';

const text = v.string();
const number = v.optional(v.number());
const searchSource = v.strictObject({ searchSourceJSON: text });
const common = { title: text, description: text, version: number, kibanaSavedObjectMeta: searchSource };
/** Neither product rejects others: both map them as `dynamic: false`. Kibana: data_views/server/saved_objects/data_views.ts. */
const indexPattern = v.strictObject({ title: text, timeFieldName: text, fields: text, fieldFormatMap: text });
/** The same in both: `visualizations/server/saved_objects/visualization.ts`. */
const visualization = v.strictObject({ ...common, visState: text, uiStateJSON: text });
/** `dashboard/server/saved_objects/dashboard.ts`, and of Kibana `dashboard_saved_object/schema/v1/v1.ts`. */
const dashboard = {
  ...common,
  hits: number,
  panelsJSON: text,
  optionsJSON: text,
  timeRestore: v.optional(v.boolean()),
};
/** `discover/server/saved_objects/search.ts`, and of Kibana `saved_search/server/saved_objects/schema.ts`. */
const search = {
  ...common,
  hits: number,
  columns: v.array(text),
  sort: v.array(v.pipe(v.array(text), v.maxLength(2))),
};

const accepted: Readonly<Record<Product, Readonly<Record<string, v.GenericSchema>>>> = {
  opensearch: {
    'index-pattern': indexPattern,
    visualization,
    dashboard: v.strictObject(dashboard),
    search: v.strictObject(search),
  },
  kibana: {
    'index-pattern': indexPattern,
    visualization,
    dashboard: v.strictObject({
      ...dashboard,
      controlGroupInput: v.optional(
        v.strictObject({ panelsJSON: text, controlStyle: text, chainingSystem: text, ignoreParentSettingsJSON: text }),
      ),
    }),
    search: v.strictObject({
      ...search,
      grid: v.optional(v.strictObject({ columns: v.record(text, v.strictObject({ width: v.number() })) })),
    }),
  },
};

for (const product of ['opensearch', 'kibana'] as const)
  for (const [of, site] of [
    ['no site', undefined],
    ['the shop', shopSite],
  ] as const)
    test(`${product}: the import declares every attribute of the objects of ${of}`, () => {
      const objects = savedObjects(product, site);
      assert.deepEqual(
        [...new Set(objects.map(({ type }) => type))].toSorted(),
        Object.keys(accepted[product]).toSorted(),
      );
      for (const { type, id, attributes } of objects) {
        const schema = accepted[product][type] ?? assert.fail(type);
        const { issues = [] } = v.safeParse(schema, attributes);
        assert.deepEqual(
          issues.map((issue) => `${v.getDotPath(issue) ?? ''}: ${issue.message}`),
          [],
          `${type} ${id}`,
        );
      }
    });
