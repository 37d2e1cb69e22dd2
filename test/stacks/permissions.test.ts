import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Part, parts, preset, synthesise } from './synthesis.ts';

const LOGS = 'logs:CreateLogStream, logs:PutLogEvents';
/** On everything: interfaces that do not exist yet, and actions that know no resources. */
const INTERFACES =
  'ec2:AssignPrivateIpAddresses, ec2:CreateNetworkInterface, ec2:DeleteNetworkInterface, ec2:DescribeNetworkInterfaces, ' +
  'ec2:DescribeSubnets, ec2:UnassignPrivateIpAddresses on *';
/** Of one statement with those: the event source mapping looks at groups and VPCs too. */
const INTERFACES_OF_POLLERS = INTERFACES.replace(
  'ec2:DescribeSubnets',
  'ec2:DescribeSecurityGroups, ec2:DescribeSubnets, ec2:DescribeVpcs',
);

/**
 * All that any role may do in prod, where every function stands in the VPC, with pseudonyms. Wildcards:
 * - `Domain/*`, `Bucket/<prefix>*`: every path of the domain (what for, its security plugin decides) and every object there;
 * - the service-linked role: IAM chooses the name behind the path;
 * - `provision:*`: every version of that one function, by CDK's trigger.
 */
const allowed: Readonly<Record<Part, readonly string[]>> = {
  identity: [],
  network: ['logs:CreateLogStream, logs:DescribeLogStreams, logs:PutLogEvents on VpcrejectedLogGroup'],
  storage: ['s3:PutBucketNotification on Bucket'],
  stream: ['kafka:GetBootstrapBrokers on Cluster', `${LOGS} on brokerslogs`],
  search: ['iam:CreateServiceLinkedRole on arn::iam:::role/aws-service-role/opensearchservice.amazonaws.com/*'],
  provisioning: [
    `${LOGS} on provisionlogs`,
    INTERFACES,
    'es:ESHttpGet, es:ESHttpPut on Domain/*',
    'lambda:InvokeFunction on provision:*',
  ],
  ingest: [
    `${LOGS} on ingestlogs`,
    INTERFACES,
    's3:GetObject, s3:GetObjectVersion on Bucket/inbox/* Bucket/replay/*',
    's3:ListBucket on Bucket',
    'sqs:ChangeMessageVisibility, sqs:DeleteMessage, sqs:GetQueueAttributes, sqs:ReceiveMessage, sqs:SendMessage on Queue',
    'kafka-cluster:Connect on Cluster',
    'kafka-cluster:DescribeTopic, kafka-cluster:WriteData on Topic',
    'secretsmanager:GetSecretValue on PseudonymKey',
  ],
  index: [
    `${LOGS} on indexlogs`,
    INTERFACES_OF_POLLERS,
    'kafka-cluster:Connect, kafka-cluster:DescribeClusterDynamicConfiguration, kafka:DescribeCluster, ' +
      'kafka:DescribeClusterV2, kafka:GetBootstrapBrokers on Cluster',
    'kafka-cluster:DescribeTopic, kafka-cluster:ReadData on Topic',
    'kafka-cluster:AlterGroup, kafka-cluster:DescribeGroup on arn::kafka:::group/Cluster[1]/Cluster[2]/kafkainsight-index',
    'es:ESHttpGet, es:ESHttpPost on Domain/*',
    's3:PutObject on Bucket/dead-letters/*',
    'secretsmanager:GetSecretValue on PseudonymKey',
  ],
  reconcile: [
    `${LOGS} on reconcilelogs`,
    INTERFACES,
    's3:ListBucket on Bucket',
    'sqs:GetQueueAttributes on DeadLetterQueue Queue',
    'es:ESHttpPost on Domain/*',
  ],
  monitoring: [],
};

interface PolicyDocument {
  readonly Statement: readonly {
    readonly Effect: string;
    readonly Action: string | string[];
    readonly Resource: unknown;
  }[];
}
interface RoleOrPolicy {
  readonly Type: string;
  readonly Properties: {
    readonly PolicyDocument?: PolicyDocument;
    readonly Policies?: readonly { readonly PolicyDocument: PolicyDocument }[];
    readonly ManagedPolicyArns?: readonly unknown[];
  };
}

function rolesAndPolicies(part: Part): RoleOrPolicy[] {
  const { templates } = synthesise(preset('prod', { pseudonymise: true }));
  const { Resources } = templates[part].toJSON() as { Resources: Readonly<Record<string, RoleOrPolicy>> };
  return Object.values(Resources).filter(({ Type }) => /^AWS::IAM::(Role|Policy|ManagedPolicy)$/.test(Type));
}

for (const part of parts) {
  test(`the roles of the stack ${part} may do this and nothing else`, () => {
    const documents = rolesAndPolicies(part).flatMap(({ Properties: { PolicyDocument, Policies = [] } }) => [
      ...(PolicyDocument === undefined ? [] : [PolicyDocument]),
      ...Policies.map((policy) => policy.PolicyDocument),
    ]);
    const statements = documents.flatMap(({ Statement }) => Statement);
    assert.ok(statements.every(({ Effect }) => Effect === 'Allow'));
    const found = statements.map(({ Action, Resource }) => `${[Action].flat().join(', ')} on ${textOf(Resource)}`);
    assert.deepEqual(found.sort(), [...allowed[part]].sort());
  });
}

test("managed policies are CDK's own functions' alone, and let them write their logs", () => {
  for (const part of parts) {
    const managed = rolesAndPolicies(part).flatMap(({ Properties }) => Properties.ManagedPolicyArns ?? []);
    assert.ok(managed.every((arn) => JSON.stringify(arn).includes('service-role/AWSLambdaBasicExecutionRole"')));
    if (!['storage', 'search', 'provisioning'].includes(part)) assert.deepEqual(managed, []);
  }
});

/** A resource in words: what CloudFormation resolves is told by the name of what it stands for. */
function textOf(resource: unknown): string {
  if (typeof resource === 'string') return resource;
  if (Array.isArray(resource)) return resource.map(textOf).join(' ');
  const [[intrinsic, value] = []] = Object.entries(resource as Readonly<Record<string, unknown>>);
  switch (intrinsic) {
    case 'Ref':
      return String(value).startsWith('AWS::') ? '' : nameOf(String(value));
    case 'Fn::GetAtt':
      return nameOf((value as readonly string[])[0] ?? '');
    case 'Fn::GetStackOutput':
      return nameOf((value as { readonly OutputName: string }).OutputName);
    case 'Fn::Join':
      return (value as readonly [string, readonly unknown[]])[1].map(textOf).join('');
    case 'Fn::Select': {
      const [at, split] = value as readonly [number, { readonly 'Fn::Split': readonly [string, unknown] }];
      return `${textOf(split['Fn::Split'][1])}[${at}]`;
    }
    case undefined:
    default:
      return assert.fail(`nothing is known of ${String(intrinsic)}`);
  }
}

/** The construct's name in a logical id, or in the name of another stack's output. */
function nameOf(id: string): string {
  const [, name = id] = /^(?:PublishOutput(?:Ref|FnGetAtt))?([A-Za-z]+?)(?:TopicArn|Arn)?[0-9A-F]{8}/.exec(id) ?? [];
  return name;
}
