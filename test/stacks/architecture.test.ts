import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { Template } from 'aws-cdk-lib/assertions';
import type { Stage } from '../../lib/configuration/stage.ts';
import { preset, type StackName, synthesise } from './synthesis.ts';

/** Compares the table "Who reaches what" in docs/architecture.md with the templates of both presets. */
type StageName = 'dev' | 'prod';

/** The functions of lambdas/ with the stack that each is in, and what its logical ids begin with. */
const functions: Readonly<Record<string, { readonly part: StackName; readonly id: string }>> = {
  ingest: { part: 'ingest', id: 'ingest' },
  indexer: { part: 'index', id: 'indexer' },
  provision: { part: 'provisioning', id: 'provision' },
  brokers: { part: 'stream', id: 'brokers' },
  'sign-in': { part: 'search', id: 'SignInsignin' },
  inspect: { part: 'reconcile', id: 'inspect' },
  forget: { part: 'reconcile', id: 'forget' },
  findings: { part: 'findings', id: 'findings' },
  notify: { part: 'findings', id: 'Notificationsnotify' },
};
const POLLERS = 'pollers of the event source';

/** The names of services in the table, by the prefix of their actions. Lambda itself writes logs and creates interfaces. */
const services: Readonly<Record<string, string>> = {
  s3: 'S3',
  sqs: 'SQS',
  es: 'OpenSearch',
  'kafka-cluster': 'brokers',
  kafka: 'MSK',
  secretsmanager: 'Secrets Manager',
  sns: 'SNS',
  'cognito-identity': 'Cognito',
};
const notifications: NonNullable<Stage['notifications']> = [{ name: 'ops', kind: 'slack' }];
const notTheFunctions = new Set(['logs', 'ec2', 'iam']);

const page = readFileSync(path.join(import.meta.dirname, '..', '..', 'docs', 'architecture.md'), 'utf8');

interface Row {
  readonly who: string;
  readonly stands: string;
  readonly destination: string;
  readonly by: string;
}

const rows: readonly Row[] = Array.from(
  page.slice(page.indexOf('## Who reaches what')).matchAll(/^\| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$/gm),
  ([, who = '', stands = '', destination = '', by = '']) => ({ who, stands, destination, by }),
).filter(({ who }) => who !== 'Function' && !who.startsWith('---'));

/** A cell's text for one stage: `in the VPC; internet in `dev`` and `VPC in `prod`, outside in `dev`` say both. */
function forStage(cell: string, stage: StageName): string {
  const clauses = cell.split(/[;,] /).map((clause) => /^(.*?)(?: in `(dev|prod)`)?$/.exec(clause));
  const own = clauses.find((clause) => clause?.[2] === stage) ?? clauses.find((clause) => clause?.[2] === undefined);
  return own?.[1] ?? assert.fail(cell);
}

const resources = (template: Template): [string, { readonly Type: string; readonly Properties: Properties }][] =>
  Object.entries((template.toJSON() as { Resources: Readonly<Record<string, never>> }).Resources);
interface Properties {
  readonly VpcConfig?: unknown;
  readonly PolicyDocument?: { readonly Statement: readonly { readonly Action: string | readonly string[] }[] };
  readonly VpcEndpointType?: string;
  readonly GroupId?: unknown;
  readonly SourceSecurityGroupId?: unknown;
  readonly DestinationSecurityGroupId?: unknown;
  readonly FromPort?: number;
}

/** What a function's policy lets it reach, in the table's words. */
function destinationsOf(name: string, stage: StageName): string[] {
  const { part, id } = functions[name] ?? assert.fail(name);
  const { templates } = synthesise(preset(stage, { pseudonymise: true, notifications }));
  const actions = resources(templates[part])
    .filter(([logicalId, { Type }]) => Type === 'AWS::IAM::Policy' && logicalId.startsWith(`${id}permissions`))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument?.Statement ?? [])
    .flatMap(({ Action }) => Action);
  assert.ok(actions.length > 0);
  // the event source reads the topic on the function's behalf
  const own = name === 'indexer' ? actions.filter((action) => !action.startsWith('kafka')) : actions;
  const prefixes = new Set(own.map((action) => action.slice(0, action.indexOf(':'))));
  return [...prefixes]
    .filter((prefix) => !notTheFunctions.has(prefix))
    .map((prefix) => services[prefix] ?? assert.fail(`nothing is known of ${prefix}`))
    .sort();
}

/** Where the network lets what to: `endpoint SQS`, `gateway S3`, and, let out there and let in here, `Brokers 9098 from Functions`. */
function paths(stage: StageName): ReadonlySet<string> {
  const { network } = synthesise(preset(stage, { pseudonymise: true, notifications })).templates;
  const group = (reference: unknown): string => /"([A-Za-z]+?)[0-9A-F]{8}"/.exec(JSON.stringify(reference))?.[1] ?? '';
  const letOut = new Set(
    resources(network)
      .filter(([, { Type }]) => Type === 'AWS::EC2::SecurityGroupEgress')
      .map(
        ([, { Properties: rule }]) =>
          `${group(rule.DestinationSecurityGroupId)} ${rule.FromPort ?? ''} from ${group(rule.GroupId)}`,
      ),
  );
  return new Set(
    resources(network).flatMap(([id, { Type, Properties }]) => {
      const name = /^Vpc([A-Z_0-9]+?)[0-9A-F]{8}$/.exec(id)?.[1] ?? '';
      if (Type === 'AWS::EC2::VPCEndpoint')
        return [`${Properties.VpcEndpointType === 'Interface' ? 'endpoint' : 'gateway'} ${name}`];
      if (Type !== 'AWS::EC2::SecurityGroupIngress') return [];
      const path = `${group(Properties.GroupId)} ${Properties.FromPort ?? ''} from ${group(Properties.SourceSecurityGroupId)}`;
      return letOut.has(path) ? [path] : [];
    }),
  );
}

/** What must be in the network where a party of a group in the VPC reaches a destination in this way. */
function needed(destination: string, by: string, group: string): string[] {
  const service = destination.toUpperCase().replaceAll(' ', '');
  if (by === 'gateway endpoint') return [`gateway ${service}`];
  if (by === 'interface endpoint') return [`endpoint ${service}`, `Endpoints 443 from ${group}`];
  assert.equal(by, 'in the VPC');
  return destination === 'brokers' ? [`Brokers 9098 from ${group}`] : [`Search 443 from ${group}`];
}

const plain = (destination: string): string => destination.split(/,| and /)[0] ?? '';

for (const stage of ['dev', 'prod'] as const) {
  for (const [name, { part, id }] of Object.entries(functions)) {
    const own = rows.filter(({ who }) => who === name);

    test(`${stage}: ${name} reaches what its permissions are for, and stands where the page says`, () => {
      assert.deepEqual(own.map(({ destination }) => plain(destination)).sort(), destinationsOf(name, stage));
      const found = resources(synthesise(preset(stage, { notifications })).templates[part]).filter(
        ([logicalId, { Type }]) => Type === 'AWS::Lambda::Function' && logicalId.startsWith(id),
      );
      assert.equal(found.length, 1);
      const stands = found[0]?.[1].Properties.VpcConfig === undefined ? 'outside' : 'VPC';
      assert.equal(forStage(own[0]?.stands ?? '', stage), stands);
      assert.ok(own.slice(1).every((row) => row.stands === 'as above' || row.stands === own[0]?.stands));
    });

    test(`${stage}: the network lets ${name} there in the way that the page says`, () => {
      const stands = forStage(own[0]?.stands ?? '', stage);
      for (const { destination, by } of own) {
        const way = forStage(by, stage);
        if (stands === 'outside') assert.equal(way, 'internet', `${name} to ${destination}`);
        else
          for (const path of needed(plain(destination), way, 'Functions'))
            assert.ok(paths(stage).has(path), `${name} to ${destination}: ${path} is missing`);
      }
    });
  }

  test(`${stage}: the network lets the pollers to the brokers, and on demand to Lambda and STS`, () => {
    const onDemand = preset(stage).polling.mode === 'on-demand';
    const own = rows.filter(({ who }) => who === POLLERS || (onDemand && who === `${POLLERS}, on-demand`));
    const destinations = own.flatMap(({ destination, by }) =>
      (by === 'interface endpoints' ? destination.split(', ') : [plain(destination)]).map((one) => [one, by] as const),
    );
    assert.deepEqual(
      destinations.map(([one]) => one),
      onDemand ? ['brokers', 'Lambda', 'STS'] : ['brokers'],
    );
    for (const [destination, by] of destinations)
      for (const path of needed(destination, by.replace(/s$/, ''), 'Brokers')) assert.ok(paths(stage).has(path), path);
  });
}

test('flow logs tell of refused traffic alone, for a month, and go with a stage that goes', () => {
  const { network } = synthesise(preset('dev')).templates;
  network.allResourcesProperties('AWS::EC2::FlowLog', { TrafficType: 'REJECT' });
  network.allResources('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 30 }, DeletionPolicy: 'Delete' });
});

test('the page names no one else', () => {
  const known = [...Object.keys(functions), POLLERS, `${POLLERS}, on-demand`, "CDK's own functions of a deployment"];
  assert.deepEqual(new Set(rows.map(({ who }) => who)), new Set(known));
});
