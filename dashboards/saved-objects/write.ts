/**
 * Writes the export files: `node dashboards/saved-objects/write.ts [SITE]`. The committed ones are for no site, since they are for everybody's;
 * a test compares them with the definitions. SITE is a file such as local/site.json: then they are for importing by hand, not for committing.
 */
import { readFile, writeFile } from 'node:fs/promises';
import * as v from 'valibot';
import { siteSchema } from '../../core/site/site-schema.ts';
import { exportFile } from './export.ts';

const [siteFile] = process.argv.slice(2);
const site = siteFile === undefined ? undefined : v.parse(siteSchema, JSON.parse(await readFile(siteFile, 'utf8')));

await writeFile(new URL('../opensearch/kafkainsight.ndjson', import.meta.url), exportFile('opensearch', site));
await writeFile(new URL('../kibana/kafkainsight.ndjson', import.meta.url), exportFile('kibana', site));
