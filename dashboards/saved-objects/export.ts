import type { Site } from '../../core/site/site.ts';
import { dashboardsOf } from '../dashboards.ts';
import type { DataViewName } from '../definition.ts';
import { dataViews } from '../search.ts';
import { dashboardObjects } from './dashboard.ts';
import { indexPattern } from './index-pattern.ts';
import type { Product, SavedObject } from './saved-object.ts';

/** All saved objects of a product, for a site: index patterns first, then each dashboard, after the objects it refers to. */
export function savedObjects(product: Product, site?: Site): SavedObject[] {
  const dashboards = dashboardsOf(site);
  return [
    ...(Object.keys(dataViews) as DataViewName[]).map((dataView) => indexPattern(dataView, product)),
    ...dashboards.flatMap((dashboard) => dashboardObjects(dashboard, dashboards, product)),
  ];
}

/** The export file of a product (NDJSON). Its text is deterministic. */
export function exportFile(product: Product, site?: Site): string {
  return savedObjects(product, site)
    .map((object) => `${JSON.stringify(object)}\n`)
    .join('');
}

/**
 * What a dashboard shows where the reader has not chosen a time, and how often it looks again: a range in which a release or a campaign is visible,
 * twice a minute. Advanced settings of both products, under their names.
 */
export const defaultTimeSettings: Readonly<Record<string, string>> = {
  'timepicker:timeDefaults': JSON.stringify({ from: 'now-7d', to: 'now' }),
  'timepicker:refreshIntervalDefaults': JSON.stringify({ pause: false, value: 30_000 }),
};
