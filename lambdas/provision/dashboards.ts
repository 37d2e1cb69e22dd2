import { createHash } from 'node:crypto';
import type { Dashboards } from '../../adapters/search/dashboards.ts';
import { KafkaInsightError } from '../../core/errors.ts';
import type { Site } from '../../core/site/site.ts';
import { defaultTimeSettings, exportFile, savedObjects } from '../../dashboards/saved-objects/export.ts';
import type { SavedObject } from '../../dashboards/saved-objects/saved-object.ts';
import type { Provided, StepOutcome } from './outcome.ts';

/**
 * Imports our dashboards, unless these are the ones imported last: an import overwrites people's changes, so it only happens for a new
 * version, and if the site has changed. The version is at the end of a dashboard's description, which is written once everything is imported.
 */
export async function provisionDashboards(dashboards: Dashboards | undefined, site?: Site): Promise<Provided> {
  return dashboards === undefined ? [] : [['dashboards', await importDashboards(dashboards, site)]];
}

/** Dashboards keep the range that the reader chose; this is what they begin with, unless somebody has set it otherwise. */
export async function provisionTimeRange(dashboards: Dashboards | undefined): Promise<Provided> {
  if (dashboards === undefined) return [];
  return [['time range', (await dashboards.setUnset(defaultTimeSettings)) ? 'created' : 'unchanged']];
}

async function importDashboards(dashboards: Dashboards, site: Site | undefined): Promise<StepOutcome> {
  const file = exportFile(dashboards.platform, site);
  const version = createHash('sha256').update(file).digest('hex').slice(0, 12);
  const marked = markedDashboard(savedObjects(dashboards.platform, site), version);
  const existing = await dashboards.attributesOf(marked.type, marked.id);
  if (existing?.['description'] === marked.attributes['description']) return 'unchanged';
  await dashboards.import(file);
  await dashboards.import(`${JSON.stringify(marked)}\n`);
  return existing === undefined ? 'created' : 'updated';
}

/** The last dashboard, with the version of all at the end of its description. */
function markedDashboard(objects: readonly SavedObject[], version: string): SavedObject {
  const last = objects.findLast(({ type }) => type === 'dashboard');
  if (last === undefined) {
    throw new KafkaInsightError(
      'DASHBOARDS_NOT_IMPORTED',
      'dashboards/ defines no dashboard: there is none to import.',
    );
  }
  const description = `${String(last.attributes['description'])} (version ${version})`;
  return { ...last, attributes: { ...last.attributes, description } };
}
