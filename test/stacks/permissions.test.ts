import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Match } from 'aws-cdk-lib/assertions';
import type { Stage } from '../../lib/configuration/stage.ts';
import { preset, type StackName, stackNames, synthesise } from './synthesis.ts';

const LOGS = 'logs:CreateLogStream, logs:PutLogEvents';
/** On all resources: interfaces that do not exist yet, and actions without resource-level permissions. */
const INTERFACES =
  'ec2:AssignPrivateIpAddresses, ec2:CreateNetworkInterface, ec2:DeleteNetworkInterface, ec2:DescribeNetworkInterfaces, ' +
  'ec2:DescribeSubnets, ec2:UnassignPrivateIpAddresses on *';
/** What the event source mapping does, which also looks at groups and VPCs; in prod one statement with those of the function itself. */
const INTERFACES_OF_POLLERS =
  'ec2:CreateNetworkInterface, ec2:DeleteNetworkInterface, ec2:DescribeNetworkInterfaces, ' +
  'ec2:DescribeSecurityGroups, ec2:DescribeSubnets, ec2:DescribeVpcs on *';
const INTERFACES_OF_BOTH = INTERFACES.replace(
  'ec2:DescribeSubnets',
  'ec2:DescribeSecurityGroups, ec2:DescribeSubnets, ec2:DescribeVpcs',
);

const SERVICE_LINKED_ROLE =
  'iam:CreateServiceLinkedRole on arn::iam:::role/aws-service-role/opensearchservice.amazonaws.com/* where StringEquals ' +
  'iam:AWSServiceName opensearchservice.amazonaws.com';
const IDENTITY_POOL = 'arn::cognito-identity:::identitypool/SignInIdentityPool';
const TO_COGNITO = 'where StringEquals iam:PassedToService cognito-identity.amazonaws.com';

const producers = { principals: ['ec2.amazonaws.com', '210987654321'], networks: ['10.1.0.0/16'] };
const notifications: NonNullable<Stage['notifications']> = [
  { name: 'mail', kind: 'email', addresses: ['ops@shop.example'] },
  { name: 'ops', kind: 'slack' },
];
const dev = preset('dev', { producers });
const prod = preset('prod', { pseudonymise: true, producers, notifications });

/**
 * All that any role may do in prod, where every function is in the VPC, with pseudonyms and a role for producers. The sources for what
 * the services need are cited where the statements are created. Wildcards:
 * - `Domain/*`, `Bucket/<prefix>*`: every path of the domain (its security plugin decides what is allowed) and every object there;
 * - the service-linked role: IAM chooses the name after the path;
 * - SetIdentityPoolRoles and GetBootstrapBrokers know no resources;
 * - the middle of the ARN of the group: any uuid of that one cluster;
 * - `provision:*`: every version of that one function, by CDK's trigger.
 */
const allowed: Readonly<Record<StackName, readonly string[]>> = {
  identity: [],
  network: [
    'logs:CreateLogStream, logs:DescribeLogStreams, logs:PutLogEvents on RejectedTraffic',
    // closes the default security group
    'ec2:AuthorizeSecurityGroupIngress, ec2:AuthorizeSecurityGroupEgress, ec2:RevokeSecurityGroupIngress, ' +
      'ec2:RevokeSecurityGroupEgress on arn::ec2:::security-group/Vpc',
  ],
  storage: ['s3:PutBucketNotification on Bucket'],
  stream: [
    'kafka:GetBootstrapBrokers on *',
    `${LOGS} on brokerslogs`,
    // the producers' policy
    'kafka:GetBootstrapBrokers on *',
    'kafka-cluster:Connect, kafka-cluster:WriteDataIdempotently on Cluster',
    'kafka-cluster:DescribeTopic, kafka-cluster:WriteData on Topic',
  ],
  search: [
    SERVICE_LINKED_ROLE,
    `${LOGS} on SignInsigninlogs`,
    'cognito-identity:DescribeIdentityPool, cognito-identity:GetIdentityPoolRoles on ' + IDENTITY_POOL,
    'cognito-identity:SetIdentityPoolRoles on *',
    `iam:PassRole on SignInAuthenticated ${TO_COGNITO}`,
    // OpenSearch Service itself, instead of AWS's managed policy AmazonOpenSearchServiceCognitoAccess
    'cognito-idp:AdminInitiateAuth, cognito-idp:AdminUserGlobalSignOut, cognito-idp:CreateUserPoolClient, ' +
      'cognito-idp:DeleteUserPoolClient, cognito-idp:DescribeUserPool, cognito-idp:DescribeUserPoolClient, ' +
      'cognito-idp:ListUserPoolClients, cognito-idp:UpdateUserPoolClient on SignInUsers',
    'cognito-identity:DescribeIdentityPool, cognito-identity:GetIdentityPoolRoles, ' +
      `cognito-identity:UpdateIdentityPool on ${IDENTITY_POOL}`,
    'cognito-identity:SetIdentityPoolRoles on *',
    `iam:PassRole on SignInAuthenticated SignInadmin SignInreader ${TO_COGNITO}`,
  ],
  provisioning: [
    `${LOGS} on provisionlogs`,
    INTERFACES,
    'es:ESHttpGet, es:ESHttpPost, es:ESHttpPut on Domain/*',
    'lambda:InvokeFunction on provision:*',
  ],
  ingest: [
    `${LOGS} on ingestlogs`,
    INTERFACES,
    's3:GetObject, s3:GetObjectVersion on Bucket/inbox/* Bucket/replay/*',
    's3:GetObject, s3:PutObject on Bucket/state/*',
    's3:ListBucket on Bucket',
    'sqs:ChangeMessageVisibility, sqs:DeleteMessage, sqs:GetQueueAttributes, sqs:ReceiveMessage, sqs:SendMessage on Queue',
    'kafka-cluster:Connect on Cluster',
    'kafka-cluster:DescribeTopic, kafka-cluster:WriteData on Topic',
    'secretsmanager:GetSecretValue on PseudonymKey',
  ],
  index: [
    `${LOGS} on indexerlogs`,
    INTERFACES_OF_BOTH.replace(' on *', ', kafka:GetBootstrapBrokers on *'),
    'kafka-cluster:Connect, kafka-cluster:DescribeClusterDynamicConfiguration, kafka:DescribeCluster, ' +
      'kafka:DescribeClusterV2 on Cluster',
    'kafka-cluster:DescribeTopic, kafka-cluster:ReadData on Topic',
    'kafka-cluster:AlterGroup, kafka-cluster:DescribeGroup on arn::kafka:::group/kafkainsight-prod/*/kafkainsight-index',
    'es:ESHttpGet, es:ESHttpPost on Domain/*',
    's3:PutObject on Bucket/dead-letters/*',
    'secretsmanager:GetSecretValue on PseudonymKey',
  ],
  reconcile: [
    `${LOGS} on inspectlogs`,
    INTERFACES,
    's3:ListBucket on Bucket where StringLike s3:prefix inbox/* replay/*',
    's3:GetObject, s3:GetObjectVersion on Bucket/inbox/*',
    'sqs:GetQueueAttributes on DeadLetterQueue Queue',
    'es:ESHttpGet, es:ESHttpPost on Domain/*',
    // the function forget, which deletes what an operator names
    `${LOGS} on forgetlogs`,
    INTERFACES,
    's3:ListBucket on Bucket where StringLike s3:prefix inbox/* dead-letters/* replay/* replayed/* state/*',
    's3:GetObject on Bucket/dead-letters/* Bucket/replay/* Bucket/replayed/*',
    's3:PutObject on Bucket/dead-letters/* Bucket/replayed/*',
    's3:DeleteObject on Bucket/dead-letters/* Bucket/inbox/* Bucket/replay/* Bucket/replayed/* Bucket/state/*',
    'sqs:GetQueueAttributes on Queue',
    'es:ESHttpPost on Domain/*',
    'secretsmanager:GetSecretValue on PseudonymKey',
  ],
  findings: [
    `${LOGS} on findingslogs`,
    INTERFACES,
    'es:ESHttpGet, es:ESHttpPost on Domain/*',
    'sqs:SendMessage on NotificationsDeliveries',
    // the function notify, which reads nothing but messages
    `${LOGS} on Notificationsnotifylogs`,
    'sqs:DeleteMessage, sqs:GetQueueAttributes, sqs:ReceiveMessage on NotificationsDeliveries',
    'sns:Publish on NotificationsCases',
    'secretsmanager:GetSecretValue on NotificationsDestinations',
  ],
  monitoring: [],
};

/** The same in dev: what is outside the VPC needs no interfaces, nothing has a key of pseudonyms, and findings are sent to nobody. */
function allowedInDev(part: StackName): readonly string[] {
  const outside = ['index', 'provisioning', 'reconcile', 'findings'].includes(part);
  return allowed[part]
    .filter(
      (one) => !(outside && one === INTERFACES) && !/PseudonymKey|CreateServiceLinkedRole|Notifications/.test(one),
    )
    .map((one) => one.replace(INTERFACES_OF_BOTH.replace(' on *', ''), INTERFACES_OF_POLLERS.replace(' on *', '')))
    .map((one) => one.replace('group/kafkainsight-prod/', 'group/kafkainsight-dev/'));
}

interface PolicyDocument {
  readonly Statement: readonly {
    readonly Effect: string;
    readonly Action: string | string[];
    readonly Resource: unknown;
    readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  }[];
}
interface RoleOrPolicy {
  readonly Type: string;
  readonly Properties: {
    readonly PolicyDocument?: PolicyDocument;
    readonly Policies?: readonly { readonly PolicyDocument: PolicyDocument }[];
    readonly ManagedPolicyArns?: readonly unknown[];
    readonly AssumeRolePolicyDocument?: {
      readonly Statement: readonly { readonly Principal: Readonly<Record<string, unknown>> }[];
    };
  };
}

function rolesAndPolicies(part: StackName, stage: Stage): RoleOrPolicy[] {
  const { templates } = synthesise(stage);
  const { Resources } = templates[part].toJSON() as { Resources: Readonly<Record<string, RoleOrPolicy>> };
  return Object.values(Resources).filter(({ Type }) => /^AWS::IAM::(Role|Policy|ManagedPolicy)$/.test(Type));
}

/** Every statement of the roles and policies of a stack, in words. */
function statementsOf(part: StackName, stage: Stage): string[] {
  const documents = rolesAndPolicies(part, stage).flatMap(({ Properties: { PolicyDocument, Policies = [] } }) => [
    ...(PolicyDocument === undefined ? [] : [PolicyDocument]),
    ...Policies.map((policy) => policy.PolicyDocument),
  ]);
  return documents
    .flatMap(({ Statement }) => Statement)
    .map(({ Effect, Action, Resource, Condition = {} }) => {
      assert.equal(Effect, 'Allow');
      const conditions = Object.entries(Condition).flatMap(([operator, keys]) =>
        Object.entries(keys).map(([key, value]) => ` where ${operator} ${key} ${textOf(value)}`),
      );
      return `${[Action].flat().join(', ')} on ${textOf(Resource)}${conditions.join('')}`;
    })
    .sort();
}

for (const part of stackNames) {
  test(`the roles of the stack ${part} may do this and nothing else`, () => {
    assert.deepEqual(statementsOf(part, prod), [...allowed[part]].sort());
    assert.deepEqual(statementsOf(part, dev), [...allowedInDev(part)].sort());
  });
}

test("managed policies are CDK's own functions' and the producers' alone", () => {
  for (const stage of [dev, prod]) {
    for (const part of stackNames) {
      const managed = rolesAndPolicies(part, stage).flatMap(({ Properties }) => Properties.ManagedPolicyArns ?? []);
      const texts = managed.map((arn) => JSON.stringify(arn));
      const own = part === 'stream' ? /ProducerPolicy/ : /service-role\/AWSLambdaBasicExecutionRole"/;
      assert.ok(
        texts.every((text) => own.test(text)),
        texts.join(),
      );
      if (!['network', 'storage', 'stream', 'search', 'provisioning'].includes(part)) assert.deepEqual(texts, []);
    }
  }
});

test("roles are taken on by Lambda, VPC flow logs and the search domain's sign-in; the producers' by whom the stage names", () => {
  const principals = (stage: Stage, among: readonly StackName[]): string[] =>
    among
      .flatMap((part) => rolesAndPolicies(part, stage))
      .flatMap(({ Properties }) => Properties.AssumeRolePolicyDocument?.Statement ?? [])
      .map(({ Principal }) => JSON.stringify(Principal));
  for (const stage of [dev, prod]) {
    const others = stackNames.filter((part) => part !== 'stream' && part !== 'search');
    assert.deepEqual(
      new Set(principals(stage, others)),
      new Set(['{"Service":"lambda.amazonaws.com"}', '{"Service":"vpc-flow-logs.amazonaws.com"}']),
    );
    const signIn = new Set(principals(stage, ['search']).filter((text) => !text.includes('lambda.amazonaws.com')));
    assert.deepEqual(
      signIn,
      new Set(['{"Federated":"cognito-identity.amazonaws.com"}', '{"Service":"opensearchservice.amazonaws.com"}']),
    );
    const inStream = principals(stage, ['stream']).filter((text) => !text.includes('lambda.amazonaws.com'));
    assert.equal(inStream.length, 2);
    assert.match(inStream.join(), /210987654321:root.*ec2\.amazonaws\.com|ec2\.amazonaws\.com.*210987654321:root/);
  }
});

test('what deletes has a name, is called by nobody else', () => {
  for (const stage of [dev, prod]) {
    const { reconcile } = synthesise(stage).templates;
    reconcile.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: `kafkainsight-${stage.name}-forget`,
      VpcConfig: stage.name === 'prod' ? Match.anyValue() : Match.absent(),
    });
    const [permission, ...others] = Object.values(reconcile.findResources('AWS::Lambda::Permission'));
    assert.deepEqual(others, []);
    assert.doesNotMatch(JSON.stringify(permission), /forget/);
  }
});

/** A resource in words: functions of CloudFormation are replaced by the name of their target. */
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
