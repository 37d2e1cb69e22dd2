import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { App, Stack } from 'aws-cdk-lib';
import cdk from '../../cdk.json' with { type: 'json' };
import { buildStage } from '../../lib/app.ts';
import { stages } from '../../lib/configuration/stages.ts';
import { preset, synthesise } from './synthesis.ts';

test('only the stacks of the named stage are made, directly below the app', () => {
  const app = new App({ context: { ...cdk.context, 'aws:cdk:bundling-stacks': [] } });
  buildStage(app, 'prod', stages);
  const names = app.node.children.filter((child) => 'stackName' in child).map((child) => (child as Stack).stackName);
  assert.equal(names.length, 11);
  assert.ok(names.every((name) => name.startsWith('kafkainsight-prod-')));
});

test('a stage that does not exist is refused with those that do', () => {
  assert.throws(
    () => {
      buildStage(new App(), 'test', stages);
    },
    { code: 'CONFIGURATION_INVALID', message: /no stage "test".*dev, prod/ },
  );
});

test('a stage that cannot work is refused with all its problems', () => {
  const { kafka, search } = preset('dev');
  const stage = preset('dev', { kafka: { ...kafka, partitions: 0 }, search: { ...search, version: '2.0' } });
  assert.throws(
    () => {
      buildStage(new App(), 'dev', [stage]);
    },
    { code: 'CONFIGURATION_INVALID', message: /kafka\.partitions is 0.*search\.version is "2\.0"/s },
  );
});

test('the program says what is wrong in one message and ends with 1', async () => {
  const run = promisify(execFile)(process.execPath, ['bin/app.ts'], {
    env: { ...process.env, CDK_CONTEXT_JSON: '{"stage":"nowhere"}' },
  });
  await assert.rejects(run, (error: { code: number; stderr: string }) => {
    assert.equal(error.code, 1);
    assert.match(error.stderr, /^There is no stage "nowhere"; .*\n$/);
    return true;
  });
});

test('stages whose data is kept are protected from being deleted', () => {
  const protectedOf = (stage: 'dev' | 'prod'): unknown[] =>
    Object.values(synthesise(preset(stage)).stacks).map(({ terminationProtection }) => terminationProtection);
  assert.ok(protectedOf('prod').every((value) => value === true));
  assert.ok(protectedOf('dev').every((value) => value === false));
});

test('the first deployment protects nothing yet, and says so by one word alone', () => {
  const appWith = (first: string): App =>
    new App({ context: { ...cdk.context, 'aws:cdk:bundling-stacks': [], first } });
  const app = appWith('true');
  buildStage(app, 'prod', stages);
  const made = app.node.children.filter((child) => Stack.isStack(child));
  assert.ok(made.length > 10);
  assert.ok(made.every(({ terminationProtection }) => !terminationProtection));
  assert.throws(() => buildStage(appWith('yes'), 'prod', stages), {
    code: 'CONFIGURATION_INVALID',
    message: /-c first="yes" means nothing; write -c first=true/,
  });
});

test('a region that the stage names is where its stacks go', () => {
  const { stacks } = synthesise(preset('dev', { region: 'eu-central-1' }));
  assert.ok(Object.values(stacks).every(({ region }) => region === 'eu-central-1'));
});
