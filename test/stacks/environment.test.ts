import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Environment } from '../../adapters/environment-variables.ts';
import { readFindingsEnvironment } from '../../lambdas/findings/environment.ts';
import { readForgetEnvironment } from '../../lambdas/forget/environment.ts';
import { readIndexerEnvironment } from '../../lambdas/indexer/environment.ts';
import { readIngestEnvironment } from '../../lambdas/ingest/environment.ts';
import { readInspectEnvironment } from '../../lambdas/inspect/environment.ts';
import { readNotifyEnvironment } from '../../lambdas/notify/environment.ts';
import { readProvisionEnvironment } from '../../lambdas/provision/environment.ts';
import type { Stage } from '../../lib/configuration/stage.ts';
import { domainStage, preset, type StackName, synthesise } from './synthesis.ts';

/** What CloudFormation would resolve functions to; anything else is a name that AWS generates. */
const resolved: Readonly<Record<string, string>> = {
  KAFKA_BROKERS: 'b-1.example.com:9098,b-2.example.com:9098',
  QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/123456789012/queue',
  DEAD_LETTER_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/123456789012/dead-letter-queue',
  BUCKET: 'bucket',
  SEARCH_URL: 'https://search.example.com',
  INDEXER_ROLE_ARN: 'arn:aws:iam::123456789012:role/index',
  FORGET_ROLE_ARN: 'arn:aws:iam::123456789012:role/forget',
  FINDINGS_ROLE_ARN: 'arn:aws:iam::123456789012:role/findings',
  INSPECT_ROLE_ARN: 'arn:aws:iam::123456789012:role/reconcile',
  READER_ROLES: '["arn:aws:iam::123456789012:role/reader"]',
  ADMIN_ROLES: '["arn:aws:iam::123456789012:role/admin"]',
  EXISTING_DOMAIN: '{"role":"arn:aws:iam::123456789012:role/provision","version":"3.5","dataNodes":3}',
  DASHBOARDS_URL: 'https://search.example.com/_dashboards',
  DELIVERY_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/123456789012/deliveries.fifo',
  DESTINATION_SECRET_ID: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:destinations',
  TOPIC_ARN: 'arn:aws:sns:eu-central-1:123456789012:cases',
  PSEUDONYM_SECRET_ID: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:key',
};
/** Read by Node, not by environment.ts. */
const runtime = ['NODE_OPTIONS'];

interface FunctionResource {
  readonly Properties: {
    readonly Description?: string;
    readonly Environment?: { readonly Variables: Readonly<Record<string, unknown>> };
  };
}

/** The variables of the function of a stack, with AWS_REGION, which Lambda sets. `id`: what its logical id begins with. */
function environmentOf(part: StackName, stage: Stage, id = ''): Record<string, string> {
  const found = synthesise(stage).templates[part].findResources('AWS::Lambda::Function') as Readonly<
    Record<string, FunctionResource>
  >;
  const variables = Object.entries(found).flatMap(
    ([
      logicalId,
      {
        Properties: { Environment },
      },
    ]) => (Environment === undefined || !logicalId.startsWith(id) ? [] : [Environment.Variables]),
  );
  assert.equal(variables.length, 1);
  const entries = Object.entries(variables[0] ?? {}).filter(([name]) => !runtime.includes(name));
  const environment = entries.map(([name, value]): [string, string] => {
    if (typeof value === 'string') return [name, value];
    assert.ok(resolved[name] !== undefined, `${name} is left to CloudFormation`);
    return [name, resolved[name]];
  });
  return { ...Object.fromEntries(environment), AWS_REGION: 'eu-central-1' };
}

/** How a function reads an environment, or that it rejects it. */
function outcomeOf(read: (environment: Environment) => object, environment: Environment): string {
  try {
    return JSON.stringify(read(environment));
  } catch {
    return 'refused';
  }
}

const pseudonymised = preset('prod', {
  pseudonymise: true,
  sources: [{ prefix: 'zurich/', timeZone: 'Europe/Zurich' }],
  site: { hosts: ['shop.example'], internalNetworks: ['10.1.0.0/16'] },
  notifications: [
    { name: 'mail', kind: 'email', addresses: ['ops@shop.example'] },
    { name: 'ops', kind: 'slack', least: 'high', messagesPerHour: 3 },
  ],
});

test('what the ingest stack sets is what the ingest function reads', () => {
  const { aws, kafka, queueUrl, partBytes, documents, metricsStage, ...rest } = readIngestEnvironment(
    environmentOf('ingest', preset('dev')),
  );
  assert.deepEqual(rest, {});
  assert.deepEqual(aws, { region: 'eu-central-1' });
  assert.deepEqual(kafka, {
    brokers: ['b-1.example.com:9098', 'b-2.example.com:9098'],
    security: 'iam',
    topic: 'kafkainsight.logs',
    region: 'eu-central-1',
  });
  assert.equal(queueUrl, resolved['QUEUE_URL']);
  assert.equal(metricsStage, 'dev');
  assert.equal(partBytes, 64 * 1024 * 1024);
  assert.deepEqual(documents, {
    sources: [],
    recordSource: { prefix: '' },
    keepOriginal: 'failed',
    userAgentDetails: true,
    networksFile: 'networks.bin',
  });
});

test('what the index stack sets is what the index function reads', () => {
  const { search, bucket, scheme, pollingMode } = readIndexerEnvironment(environmentOf('index', preset('prod')));
  assert.deepEqual(search, {
    engine: 'opensearch',
    url: 'https://search.example.com',
    authentication: { kind: 'sigv4', region: 'eu-central-1' },
  });
  assert.equal(bucket, 'bucket');
  assert.deepEqual(scheme, { period: 'day', retentionDays: 30 });
  assert.equal(pollingMode, 'provisioned');
  assert.equal(readIndexerEnvironment(environmentOf('index', preset('dev'))).pollingMode, 'on-demand');
});

test('what the provisioning stack sets is what the provisioning function reads', () => {
  const prod = preset('prod');
  const stage = { ...prod, search: { ...prod.search, shards: { 'apache.access': 3, json: 2 } } };
  const { search, ...rest } = readProvisionEnvironment(environmentOf('provisioning', stage));
  assert.equal(search.url, 'https://search.example.com');
  assert.deepEqual(rest, {
    templates: { shards: { 'apache.access': 3, json: 2 }, replicas: 1, refreshSeconds: 5, wordSearch: 'words' },
    roles: {
      index: resolved['INDEXER_ROLE_ARN'],
      reconcile: resolved['INSPECT_ROLE_ARN'],
      forget: resolved['FORGET_ROLE_ARN'],
      findings: resolved['FINDINGS_ROLE_ARN'],
      readers: ['arn:aws:iam::123456789012:role/reader'],
      admins: ['arn:aws:iam::123456789012:role/admin'],
    },
    // one index a day: the retention, the day, and two days that a clock may be ahead
    deleteAfterDays: 30 + 1 + 2,
    dashboardsUrl: resolved['DASHBOARDS_URL'],
    metricsStage: 'prod',
  });
  const { site } = readProvisionEnvironment(environmentOf('provisioning', pseudonymised));
  assert.deepEqual(site, pseudonymised.site);
});

test('groups of the organisation and a domain that is there reach the provisioning function', () => {
  const saml = { rolesAttribute: 'groups', readers: ['Log readers'], admins: ['CN=Ops,OU=Groups'] };
  const prod = preset('prod');
  const { roles, existing } = readProvisionEnvironment(
    environmentOf('provisioning', preset('prod', { search: { ...prod.search, saml } })),
  );
  assert.deepEqual([roles.readers, roles.admins, existing], [['Log readers'], ['CN=Ops,OU=Groups'], undefined]);
  const there = readProvisionEnvironment(environmentOf('provisioning', domainStage()));
  assert.deepEqual([there.roles.readers, there.roles.admins], [['readers'], undefined]);
  assert.equal(there.existing?.dataNodes, 3);
});

test('the functions that only CloudFormation calls are told all by their events', () => {
  for (const part of ['stream', 'search'] as const) {
    assert.deepEqual(environmentOf(part, preset('dev')), { AWS_REGION: 'eu-central-1' });
  }
});

test('what the reconcile stack sets is what the inspect function reads', () => {
  const { aws, search, ...rest } = readInspectEnvironment(environmentOf('reconcile', preset('dev'), 'inspect'));
  assert.deepEqual(aws, { region: 'eu-central-1' });
  assert.equal(search.url, 'https://search.example.com');
  assert.deepEqual(rest, {
    bucket: 'bucket',
    queueUrl: resolved['QUEUE_URL'],
    deadLetterQueueUrl: resolved['DEAD_LETTER_QUEUE_URL'],
    retentionDays: 30,
    settleSeconds: 900,
    metricsStage: 'dev',
  });
});

test('what the findings stack sets is what the findings function reads', () => {
  const { search, ...rest } = readFindingsEnvironment(environmentOf('findings', preset('dev')));
  assert.equal(search.url, 'https://search.example.com');
  assert.deepEqual(rest, { metricsStage: 'dev' });
});

test('whom a stage tells is what the findings function and the notify function read', () => {
  const findings = readFindingsEnvironment(environmentOf('findings', pseudonymised, 'findings'));
  assert.deepEqual(findings.site, pseudonymised.site);
  const notify = readNotifyEnvironment(environmentOf('findings', pseudonymised, 'Notificationsnotify'));
  const destinations = [
    { name: 'mail', kind: 'email', addresses: ['ops@shop.example'], messagesPerHour: 10 },
    { name: 'ops', kind: 'slack', least: 'high', messagesPerHour: 3 },
  ];
  const aws = { region: 'eu-central-1' };
  assert.equal(findings.dashboardsUrl, resolved['DASHBOARDS_URL']);
  assert.deepEqual(findings.telling, { destinations, queueUrl: resolved['DELIVERY_QUEUE_URL'], aws });
  const { DESTINATION_SECRET_ID: secretId, TOPIC_ARN: topicArn } = resolved;
  assert.deepEqual(notify, { destinations, secretId, topicArn, aws });
});

test('what the reconcile stack sets for the forget function is what that reads', () => {
  const { bucket, queueUrl, search, documents } = readForgetEnvironment(
    environmentOf('reconcile', pseudonymised, 'forget'),
  );
  assert.deepEqual([bucket, queueUrl], ['bucket', resolved['QUEUE_URL']]);
  assert.equal(search.url, 'https://search.example.com');
  assert.deepEqual(documents.pseudonyms, { secretId: resolved['PSEUDONYM_SECRET_ID'] });
});

test('sources, site and pseudonyms reach both functions that make documents', () => {
  const secretId = resolved['PSEUDONYM_SECRET_ID'];
  for (const { documents } of [
    readIngestEnvironment(environmentOf('ingest', pseudonymised)),
    readIndexerEnvironment(environmentOf('index', pseudonymised)),
  ]) {
    assert.deepEqual(documents.pseudonyms, { secretId });
    assert.deepEqual(documents.sources, pseudonymised.sources);
    assert.deepEqual(documents.site, pseudonymised.site);
  }
});

test('no variable is set that the function does not read', () => {
  const functions: readonly [StackName, (environment: Environment) => object, string?][] = [
    ['ingest', readIngestEnvironment],
    ['index', readIndexerEnvironment],
    ['provisioning', readProvisionEnvironment],
    ['reconcile', readInspectEnvironment, 'inspect'],
    ['reconcile', readForgetEnvironment, 'forget'],
    ['findings', readFindingsEnvironment, 'findings'],
    ['findings', readNotifyEnvironment, 'Notificationsnotify'],
  ];
  for (const [part, read, id] of functions) {
    const environment = environmentOf(part, pseudonymised, id);
    const configuration = outcomeOf(read, environment);
    assert.notEqual(configuration, 'refused');
    const ignored = Object.keys(environment).filter(
      (name) => outcomeOf(read, { ...environment, [name]: 'another value' }) === configuration,
    );
    assert.deepEqual(ignored, [], part);
  }
});
