/**
 * The app of a stage as somebody would change stages.ts: with `-c organisation=FILE` one in what the outputs in the file say that there is,
 * with `-c changed=true` with other settings, and with `-c placed=true` with addresses, zones and networks of its own.
 */
import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { buildStage } from '../../lib/app.ts';
import type { Stage } from '../../lib/configuration/stage.ts';
import { stages } from '../../lib/configuration/stages.ts';
import { guestStage, type Organisation, organisationStage } from '../stacks/organisation.ts';
import { placedStage, samlMetadata } from '../stacks/synthesis.ts';

const app = new App();
const name = app.node.getContext('stage') as string;
const file: unknown = app.node.tryGetContext('organisation');
const known = typeof file === 'string' ? stagesOf(JSON.parse(readFileSync(file, 'utf8')) as Organisation) : stages;
const isAsked = (change: string): boolean => app.node.tryGetContext(change) === 'true';
buildStage(app, name, isAsked('changed') ? known.map(changed) : isAsked('placed') ? known.map(placedStage) : known);

function stagesOf(has: Organisation): Stage[] {
  return [organisationStage(has), guestStage(has)];
}

/** More memory, and the provider's metadata, which come with the second deployment (docs/configuration.md). */
function changed(stage: Stage): Stage {
  const { indexer, search } = stage;
  return {
    ...stage,
    indexer: { ...indexer, memoryMib: indexer.memoryMib + 64 },
    ...(search.saml && { search: { ...search, saml: { ...search.saml, metadata: samlMetadata } } }),
  };
}
