/** The app of the stage that `-c stage=` names with one setting changed, as somebody would change it in stages.ts. */
import { App } from 'aws-cdk-lib';
import { buildStage } from '../../lib/app.ts';
import { stages } from '../../lib/configuration/stages.ts';

const app = new App();
const name = app.node.getContext('stage') as string;
buildStage(
  app,
  name,
  stages.map((stage) => ({ ...stage, indexer: { ...stage.indexer, memoryMib: stage.indexer.memoryMib + 64 } })),
);
