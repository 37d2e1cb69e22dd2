import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { App } from 'aws-cdk-lib';
import { networkFile } from '../../adapters/networks/network-file.ts';
import cdk from '../../cdk.json' with { type: 'json' };
import { buildStage } from '../../lib/app.ts';
import type { Stage } from '../../lib/configuration/stage.ts';
import { stages } from '../../lib/configuration/stages.ts';
import { answeringServer } from '../helpers/http-server.ts';

/**
 * Loads and calls what Lambda gets, in a place without packages and sources. Nothing listens at the addresses of the environment, so each
 * function ends with its error for that, which proves that all of it was loaded.
 */
const folder = mkdtempSync(path.join(tmpdir(), 'kafkainsight-bundles-'));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Template {
  readonly Resources: Readonly<
    Record<
      string,
      {
        readonly Type: string;
        readonly Properties: {
          readonly Code?: { readonly S3Key?: string };
          readonly Handler?: string;
          readonly Environment?: { readonly Variables: Readonly<Record<string, unknown>> };
        };
      }
    >
  >;
}

const out = path.join(folder, 'out');
const app = new App({ outdir: out, context: cdk.context });
const notifications: NonNullable<Stage['notifications']> = [{ name: 'own', kind: 'webhook' }];
buildStage(
  app,
  'dev',
  stages.map((stage) => ({ ...stage, notifications })),
);
app.synth();

interface Bundle {
  readonly asset: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** What Lambda gets for the function of a stack whose logical id begins so. */
function bundleOf(part: string, id = ''): Bundle {
  const template = JSON.parse(
    readFileSync(path.join(out, `kafkainsight-dev-${part}.template.json`), 'utf8'),
  ) as Template;
  const [properties = assert.fail('no function')] = Object.entries(template.Resources).flatMap(
    ([logicalId, resource]) =>
      resource.Type === 'AWS::Lambda::Function' && resource.Properties.Environment && logicalId.startsWith(id)
        ? [resource.Properties]
        : [],
  );
  assert.equal(properties.Handler, 'index.handler');
  const asset = path.join(out, `asset.${path.basename(properties.Code?.S3Key ?? '', '.zip')}`);
  return { asset, variables: properties.Environment?.Variables ?? {} };
}

/**
 * Loads the bundle of a stack's function in an empty folder, with the options of Node in its variables, and calls it; returns its output.
 */
async function call(part: string, event: object, environment: Record<string, string>, id = ''): Promise<string> {
  const { asset, variables } = bundleOf(part, id);
  const home = path.join(folder, part + id);
  mkdirSync(home);
  cpSync(path.join(asset, 'index.js'), path.join(home, 'index.js'));
  writeFileSync(
    path.join(home, 'call.mjs'),
    `import { handler } from './index.js';
const context = { getRemainingTimeInMillis: () => 8000, functionName: 'test', awsRequestId: '1' };
const answer = await handler(${JSON.stringify(event)}, context).catch(({ code }) => ({ code }));
console.log(JSON.stringify({ answer }));
process.exit(0);`,
  );
  const options = String(variables['NODE_OPTIONS']);
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['call.mjs'], {
    cwd: home,
    env: {
      NODE_OPTIONS: options,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'a',
      AWS_SECRET_ACCESS_KEY: 'b',
      ...environment,
    },
  });
  return stdout + stderr;
}

/** Lambda's for a zip that is uploaded directly; the zip is smaller. */
const MAX_FUNCTION_BYTES = 50_000_000;

const search = { SEARCH_ENGINE: 'opensearch', SEARCH_URL: 'https://127.0.0.1:1', SEARCH_AUTHENTICATION: 'sigv4' };

test('the functions that make documents, and no others, have the table of networks that their variable names', () => {
  for (const part of ['ingest', 'index']) {
    const { asset, variables } = bundleOf(part);
    const table = readFileSync(path.join(asset, String(variables['NETWORKS_FILE'])));
    assert.ok(table.equals(readFileSync(networkFile())));
    assert.ok(table.length + statSync(path.join(asset, 'index.js')).size < MAX_FUNCTION_BYTES);
  }
  for (const [part, id] of [
    ['provisioning', ''],
    ['reconcile', 'inspect'],
    ['reconcile', 'forget'],
  ] as const) {
    const { asset, variables } = bundleOf(part, id);
    assert.deepEqual([readdirSync(asset), variables['NETWORKS_FILE']], [['index.js'], undefined]);
  }
});

test('the bundle of the provisioning function runs by itself', async () => {
  assert.match(await call('provisioning', {}, search), /\{"answer":\{"code":"PROVISIONING_FAILED"\}\}/);
});

test('the bundle of the inspect function runs by itself', async () => {
  const output = await call(
    'reconcile',
    { question: 'status' },
    {
      ...search,
      BUCKET: 'b',
      QUEUE_URL: 'http://127.0.0.1:1/1/q',
      DEAD_LETTER_QUEUE_URL: 'http://127.0.0.1:1/1/d',
      AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:1',
      RETENTION_DAYS: '30',
    },
    'inspect',
  );
  assert.match(output, /\{"answer":\{"code":"SEARCH_UNAVAILABLE"\}\}/);
});

test('the bundle of the forget function runs by itself', async () => {
  const queue = { QUEUE_URL: 'http://127.0.0.1:1/1/q', AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:1' };
  const event = { question: 'forget', fileId: 'a', keepObject: false, untilMillis: 0 };
  const output = await call('reconcile', event, { ...search, ...queue, BUCKET: 'b' }, 'forget');
  assert.match(output, /\{"answer":\{"code":"SEARCH_UNAVAILABLE"\}\}/);
});

test('the bundle of the findings function runs by itself', async () => {
  assert.match(await call('findings', {}, search, 'findings'), /\{"answer":\{"code":"SEARCH_UNAVAILABLE"\}\}/);
});

test('the bundle of the notify function runs by itself', async () => {
  const environment = {
    DESTINATIONS: JSON.stringify(notifications),
    DESTINATION_SECRET_ID: 'secret',
    TOPIC_ARN: 'arn:aws:sns:eu-central-1:123456789012:cases',
    AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://127.0.0.1:1',
  };
  const message = {
    id: 'i',
    key: 'k',
    kind: 'opened',
    confidence: 'high',
    title: 't',
    text: 't',
    facts: [],
    proof: [],
    sinceMillis: 0,
  };
  const event = { Records: [{ body: JSON.stringify({ destination: 'own', message }) }] };
  assert.match(
    await call('findings', event, environment, 'Notificationsnotify'),
    /\{"answer":\{"code":"SECRET_UNAVAILABLE"\}\}/,
  );
});

for (const [part, properties, reason] of [
  [
    'stream',
    { ClusterArn: 'arn:aws:kafka:eu-central-1:123456789012:cluster/c/1', BrokerCount: '3' },
    /^MSK returned no bootstrap/,
  ],
  [
    'search',
    { IdentityPoolId: 'eu-central-1:1', UserPoolProvider: 'cognito-idp', AuthenticatedRoleArn: 'arn' },
    /^Reading the providers of the identity pool eu-central-1:1 failed/,
  ],
] as const) {
  test(`the bundle of the custom resource of ${part} runs by itself, and tells CloudFormation`, async () => {
    const cloudFormation = await answeringServer((response) => response.end());
    const event = {
      RequestType: 'Create',
      ResponseURL: cloudFormation.url,
      ...{ StackId: 's', RequestId: 'r', LogicalResourceId: 'l', ResourceProperties: properties },
    };
    const nowhere = 'http://127.0.0.1:1';
    await call(part, event, { AWS_ENDPOINT_URL_KAFKA: nowhere, AWS_ENDPOINT_URL_COGNITO_IDENTITY: nowhere });
    await cloudFormation.close();
    const [answer] = cloudFormation.seen.map(({ body }) => JSON.parse(body.toString()) as Record<string, string>);
    assert.equal(answer?.['Status'], 'FAILED');
    assert.match(answer['Reason'] ?? '', reason);
  });
}

test('the bundle of the indexer runs by itself', async () => {
  const record = { topic: 'kafkainsight.logs', partition: 0, offset: 7, timestamp: 0, value: 'bGluZQ==', headers: [] };
  const output = await call(
    'index',
    { records: { 'kafkainsight.logs-0': [record] } },
    {
      ...search,
      BUCKET: 'b',
      INDEX_PERIOD: 'month',
      RETENTION_DAYS: '30',
      POLLING_MODE: 'provisioned',
      METRICS_STAGE: 'dev',
    },
  );
  assert.match(output, /"SEARCH_UNAVAILABLE"/);
  assert.match(output, /"Namespace":"KafkaInsight".*"RecordsHandedBack":1/);
  const itemIdentifier = { partition: 'kafkainsight.logs-0', offset: 7 };
  assert.ok(output.includes(JSON.stringify({ answer: { batchItemFailures: [{ itemIdentifier }] } })), output);
});

test('the bundle of the ingest function runs by itself', async () => {
  const body = JSON.stringify({
    Records: [
      {
        eventSource: 'aws:s3',
        eventName: 'ObjectCreated:Put',
        s3: { bucket: { name: 'b' }, object: { key: 'inbox/a.log' } },
      },
    ],
  });
  const output = await call(
    'ingest',
    { Records: [{ eventSource: 'aws:sqs', messageId: 'm', receiptHandle: 'r', body, attributes: {} }] },
    {
      KAFKA_BROKERS: '127.0.0.1:1',
      KAFKA_SECURITY: 'iam',
      QUEUE_URL: 'http://127.0.0.1:1/1/q',
      AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1',
      AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:1',
    },
  );
  assert.match(output, /"OBJECT_STORE_UNAVAILABLE"/);
  assert.match(output, /\{"answer":\{"batchItemFailures":\[\{"itemIdentifier":"m"\}\]\}\}/);
});
