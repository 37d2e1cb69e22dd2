/** `install-engines.ts [NAME...]`: fetches the engines named, or all; prepare.mjs runs it once there is a Node for TypeScript. */
import { KafkaInsightError } from '../../core/errors.ts';
import { engineCatalogue, type EngineName } from './catalogue.ts';
import { installEngine } from './libraries.ts';

const all = Object.keys(engineCatalogue) as EngineName[];
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !all.some((engine) => engine === name));
if (unknown.length > 0) {
  console.error(`No engine is called ${unknown.join(', ')}. There are: ${all.join(', ')}.`);
  process.exit(2);
}
try {
  for (const name of all) if (asked.length === 0 || asked.includes(name)) await installEngine(name);
} catch (error) {
  if (!(error instanceof KafkaInsightError)) throw error;
  console.error(error.message);
  process.exit(1);
}
