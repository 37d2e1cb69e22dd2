/** Writes a bundle from a process of its own, since CDK does not wait for promises: `node write-bundle.ts ENTRY FILE`. */
import { writeBundle } from './function-bundle.ts';

const [entry = '', file = ''] = process.argv.slice(2);
await writeBundle(entry, file);
