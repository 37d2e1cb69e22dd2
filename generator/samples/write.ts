/** Writes local/sample-logs/formats/: `node generator/samples/write.ts`. A test compares it with what is there. */
import { writeFile } from 'node:fs/promises';
import { sampleFiles } from './sample-lines.ts';

const folder = new URL('../../local/sample-logs/formats/', import.meta.url);
for (const [name, content] of Object.entries(sampleFiles())) await writeFile(new URL(name, folder), content);
