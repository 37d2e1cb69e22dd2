import assert from 'node:assert/strict';
import { test } from 'node:test';
import { interfaceEndpoints } from '../../lib/configuration/endpoints.ts';
import type { Stage } from '../../lib/configuration/stage.ts';
import { everyStage } from './every-stage.ts';
import { preset, synthesise } from './synthesis.ts';

/**
 * Services that may act without naming the account that they act for, and why. Everybody else could be made to act for another account
 * (AWS IAM User Guide, "The confused deputy problem").
 */
const withoutAccount: Readonly<Record<string, string>> = {
  'lambda.amazonaws.com':
    'a role is passed to a function of its own account alone, and pollers are not documented to name theirs',
  'application-autoscaling.amazonaws.com': 'CDK makes the role; it has no permissions, since the service uses its own',
  'opensearchservice.amazonaws.com': "AWS's instructions for sign-in have no condition, and a refusal would end it",
  'logdelivery.elasticloadbalancing.amazonaws.com':
    "AWS's pages have no condition, and one is reported to deny everything: the folder of this account is the limit",
  'ec2.amazonaws.com': 'a producer that the stage names: a role is passed to an instance of its own account alone',
};

interface Statement {
  readonly Principal?: { readonly Service?: string | readonly string[] };
  readonly Condition?: unknown;
}

function statementsIn(value: unknown): Statement[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'Principal' in value && 'Effect' in value ? [value as Statement] : [];
  return [...own, ...Object.values(value).flatMap(statementsIn)];
}

test('services act for this account alone, or have a reason, in every stage', () => {
  const statements = Object.values(everyStage).flatMap((stage) =>
    Object.values(synthesise(stage).templates).flatMap((template) => statementsIn(template.toJSON())),
  );
  const found = new Set<string>();
  for (const { Principal, Condition } of statements) {
    for (const service of [Principal?.Service ?? []].flat()) {
      found.add(service);
      if (service in withoutAccount) continue;
      assert.match(JSON.stringify(Condition), /"aws:SourceAccount":\{"Ref":"AWS::AccountId"\}/, service);
    }
  }
  for (const service of ['s3.amazonaws.com', 'vpc-flow-logs.amazonaws.com', 'cloudwatch.amazonaws.com'])
    assert.ok(found.has(service), service);
  for (const service of Object.keys(withoutAccount)) assert.ok(found.has(service), service);
});

for (const name of ['dev', 'prod'] as const) {
  test(`${name}: through an endpoint nothing of another account is reached`, () => {
    const { network } = synthesise(preset(name, { pseudonymise: true })).templates;
    const endpoints = Object.values(network.findResources('AWS::EC2::VPCEndpoint')) as {
      readonly Properties: {
        readonly PolicyDocument?: {
          readonly Statement: readonly { readonly Resource: unknown; readonly Condition?: unknown }[];
        };
      };
    }[];
    assert.ok(endpoints.length > 2);
    for (const { Properties } of endpoints) {
      const { Statement = [] } = Properties.PolicyDocument ?? {};
      assert.equal(Statement.length, 1);
      for (const { Resource, Condition } of Statement) {
        if (Resource === '*')
          assert.deepEqual(Condition, { StringEquals: { 'aws:ResourceAccount': { Ref: 'AWS::AccountId' } } });
        else assert.match(JSON.stringify(Resource), /"Ref":"AWS::AccountId"/);
      }
    }
  });
}

/** What an event source does on a function's behalf, from outside the VPC (AWS Lambda Developer Guide, "Using Lambda with Amazon SQS"). */
const byTheEventSource = ['sqs:DeleteMessage', 'sqs:ReceiveMessage'];

interface FunctionOrPolicy {
  readonly Type: string;
  readonly DependsOn?: readonly string[];
  readonly Properties: {
    readonly VpcConfig?: unknown;
    readonly PolicyDocument?: { readonly Statement: readonly { readonly Action: string | readonly string[] }[] };
  };
}

/** The actions at services with an interface endpoint that functions in the VPC may take: nothing else leads there from a VPC without a NAT. */
function actionsInVpc(stage: Stage): string[] {
  return Object.values(synthesise(stage).templates).flatMap((template) => {
    const { Resources } = template.toJSON() as { readonly Resources: Readonly<Record<string, FunctionOrPolicy>> };
    const inVpc = Object.values(Resources).filter(
      ({ Type, Properties }) => Type === 'AWS::Lambda::Function' && Properties.VpcConfig !== undefined,
    );
    return inVpc
      .flatMap(({ DependsOn = [] }) =>
        DependsOn.flatMap((id) => Resources[id]?.Properties.PolicyDocument?.Statement ?? []),
      )
      .flatMap(({ Action }) => Action)
      .filter(
        (action) => /^(?:sqs|secretsmanager|lambda|sts|sns|kms):/.test(action) && !byTheEventSource.includes(action),
      );
  });
}

test('what functions in the VPC may do at other services, their endpoints let through', () => {
  const told = { pseudonymise: true, notifications: [{ name: 'ops', kind: 'slack' as const }] };
  for (const stage of [preset('dev'), preset('prod'), preset('dev', told), preset('prod', told)]) {
    const through = interfaceEndpoints(stage).flatMap(({ actions }) => actions);
    const wanted = actionsInVpc(stage);
    assert.ok(wanted.includes('sqs:SendMessage'));
    assert.equal(wanted.includes('secretsmanager:GetSecretValue'), stage.pseudonymise);
    assert.deepEqual(
      [...new Set(wanted)].filter((action) => !through.includes(action)),
      [],
    );
  }
});

test('the default security group, which whatever names no other gets, lets nothing in or out', () => {
  const { network } = synthesise(preset('dev')).templates;
  network.resourceCountIs('Custom::VpcRestrictDefaultSG', 1);
});
