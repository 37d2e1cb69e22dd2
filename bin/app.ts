import { App } from 'aws-cdk-lib';
import { buildStage, isFirstDeployment } from '../lib/app.ts';
import { stageNotices } from '../lib/configuration/notices.ts';
import { stages } from '../lib/configuration/stages.ts';
import { priceOf } from '../lib/sizing/estimate.ts';

const app = new App();
const stage: unknown = app.node.tryGetContext('stage');
try {
  const built = buildStage(app, typeof stage === 'string' ? stage : 'dev', stages);
  process.stderr.write(priceOf(built));
  for (const notice of stageNotices(built, isFirstDeployment(app))) process.stderr.write(`${notice}\n`);
} catch (error) {
  // what is wrong with the configuration, without where in the code it was found
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
