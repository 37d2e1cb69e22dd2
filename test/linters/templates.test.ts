/** Runs the CDK app as `cdk synth` does, and AWS's linter for CloudFormation templates on its output. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import cdk from '../../cdk.json' with { type: 'json' };
import { installPythonPackages } from '../helpers/python-packages.ts';
import { everyStage } from '../stacks/every-stage.ts';
import { synthesise } from '../stacks/synthesis.ts';

const run = promisify(execFile);
/** W3005: a DependsOn that a reference implies. CDK writes both where a dependency is added to a construct, which changes nothing. */
const IGNORED = 'W3005';

const folder = mkdtempSync(path.join(tmpdir(), 'kafkainsight-templates-'));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

let packages: string;
before(async () => {
  packages = await installPythonPackages('cfn-lint==1.58.0');
});

/** What cfn-lint finds in templates: empty where it finds nothing. */
async function lint(...templates: readonly string[]): Promise<string> {
  const args = [path.join(packages, 'bin', 'cfn-lint'), '--ignore-checks', IGNORED, '--regions', 'us-east-1'];
  return run('python3', [...args, '--template', ...templates], {
    env: { ...process.env, PYTHONPATH: packages },
  }).then(
    ({ stdout }) => stdout,
    (error: unknown) => {
      const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string };
      assert.notEqual(stdout, '', stderr);
      return stdout;
    },
  );
}

/** Synthesises a stage with the app's entry, without bundling the functions; returns its messages. */
async function synth(stage: string): Promise<string> {
  const context = { ...cdk.context, stage, 'aws:cdk:bundling-stacks': [] };
  const env = { ...process.env, CDK_OUTDIR: path.join(folder, stage), CDK_CONTEXT_JSON: JSON.stringify(context) };
  const { stderr } = await run(process.execPath, ['bin/app.ts'], {
    cwd: path.join(import.meta.dirname, '..', '..'),
    env,
  });
  return stderr;
}

test('each preset is synthesised, with its price on the way, to templates in which the linter finds nothing', async () => {
  const messages = await Promise.all(['dev', 'prod'].map(synth));
  assert.match(messages[0] ?? '', /^Stage dev costs about \$[\d,]+ a month before any log/m);
  assert.match(messages[1] ?? '', /^Stage prod costs about \$[\d,]+ a month before any log/m);
  // the example names nobody
  assert.match(messages[1] ?? '', /^Nobody hears the alarms of the stage prod/m);
  assert.doesNotMatch(messages[0] ?? '', /Nobody hears/);
  const templates = globSync(path.join(folder, '*', '*.template.json'));
  assert.ok(templates.length >= 20, String(templates.length));
  assert.equal(await lint(...templates), '');
});

test('the linter finds nothing in the templates of any other stage', async () => {
  const others = Object.values(everyStage).slice(2);
  const texts = new Set(
    others.flatMap((stage) =>
      Object.values(synthesise(stage).templates).map((template) => JSON.stringify(template.toJSON())),
    ),
  );
  assert.ok(texts.size > 50, String(texts.size));
  const templates = Array.from(texts, (text, at) => {
    const template = path.join(folder, `${at}.template.json`);
    writeFileSync(template, text);
    return template;
  });
  assert.equal(await lint(...templates), '');
});

test('the linter finds a property that does not exist and a value that is none', async () => {
  const template = path.join(folder, 'wrong.template.json');
  const Properties = { BucketNames: 'a', VersioningConfiguration: { Status: 'On' } };
  writeFileSync(template, JSON.stringify({ Resources: { Bucket: { Type: 'AWS::S3::Bucket', Properties } } }));
  const findings = await lint(template);
  assert.match(findings, /^E3002 .*BucketNames/m);
  assert.match(findings, /^E3030 .*'On' is not one of/m);
});
