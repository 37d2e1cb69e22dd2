import assert from 'node:assert/strict';
import { test } from 'node:test';
import { preset, stackNames, synthesise } from './synthesis.ts';

/**
 * Services that may act without naming the account that they act for, and why. Everybody else could be made to act for another account
 * (AWS IAM User Guide, "The confused deputy problem").
 */
const withoutAccount: Readonly<Record<string, string>> = {
  'lambda.amazonaws.com':
    'a role is passed to a function of its own account alone, and pollers are not documented to name theirs',
  'application-autoscaling.amazonaws.com': 'CDK makes the role; it has no permissions, since the service uses its own',
  'opensearchservice.amazonaws.com': "AWS's instructions for sign-in have no condition, and a refusal would end it",
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

for (const name of ['dev', 'prod'] as const) {
  test(`${name}: services act for this account alone, or have a reason`, () => {
    const { templates } = synthesise(preset(name));
    const statements = stackNames.flatMap((part) => statementsIn(templates[part].toJSON()));
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

test('the default security group, which whatever names no other gets, lets nothing in or out', () => {
  const { network } = synthesise(preset('dev')).templates;
  network.resourceCountIs('Custom::VpcRestrictDefaultSG', 1);
});
