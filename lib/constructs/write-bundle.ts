/** Writes a bundle in a separate process, since CDK does not wait for promises: `node write-bundle.ts ENTRY FILE`. */
import { writeBundle } from './function-bundle.ts';

const [entry = '', file = ''] = process.argv.slice(2);
await writeBundle(entry, file);
