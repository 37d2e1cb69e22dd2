/** Writes the committed export files: `node dashboards/saved-objects/write.ts`. A test compares them with the definitions. */
import { writeFile } from 'node:fs/promises';
import { exportFile } from './export.ts';

await writeFile(new URL('../opensearch/kafkainsight.ndjson', import.meta.url), exportFile('opensearch'));
await writeFile(new URL('../kibana/kafkainsight.ndjson', import.meta.url), exportFile('kibana'));
