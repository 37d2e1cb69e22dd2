import { App } from 'aws-cdk-lib';
import { buildStage, isFirstDeployment } from '../lib/app.ts';
import { stageNotices } from '../lib/configuration/notices.ts';
import { stages } from '../lib/configuration/stages.ts';
import { priceOf } from '../lib/sizing/estimate.ts';

const app = new App();
const stage: unknown = app.node.tryGetContext('stage');
// set by the CDK's command (AWS CDK Developer Guide, "Configure environments to use with the AWS CDK")
const profileRegion = process.env['CDK_DEFAULT_REGION'] ?? '';
try {
  const built = buildStage(app, typeof stage === 'string' ? stage : 'dev', stages, profileRegion);
  process.stderr.write(priceOf(built));
  const deployment = { isFirst: isFirstDeployment(app), profileRegion };
  for (const notice of stageNotices(built, deployment)) process.stderr.write(`${notice}\n`);
} catch (error) {
  // what is wrong with the configuration, without where in the code it was found
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
