/** The entry of the image: `main.ts STEP`. Each service of compose.yaml names its step. */
import type { Environment } from '../../adapters/environment-variables.ts';
import { KafkaInsightError } from '../../core/errors.ts';
import { runPipeline } from './pipeline.ts';
import { makeSecrets } from './secrets.ts';
import { importDashboards, setUp } from './setup.ts';

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    stopping.abort();
  });
}

const steps = new Map<string, (environment: Environment) => void | Promise<void>>([
  ['secrets', makeSecrets],
  ['setup', setUp],
  ['dashboards', importDashboards],
  ['pipeline', (environment) => runPipeline(environment, stopping.signal)],
]);

const [name = ''] = process.argv.slice(2);
const step = steps.get(name);
try {
  if (step === undefined) {
    const names = [...steps.keys()].join(', ');
    throw new KafkaInsightError('USAGE_INVALID', `There is no step ${name}. There are ${names}.`);
  }
  await step(process.env);
} catch (error) {
  if (!(error instanceof KafkaInsightError)) throw error;
  process.stderr.write(`${name}: ${error.code}\n${error.message}\n`);
  process.exitCode = 1;
}
// The functions keep their connections open, as in Lambda: only this ends the process.
process.stdout.write('', () => process.exit());
