import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CfnResource, TagManager } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { interfaceEndpoints } from '../../lib/configuration/endpoints.ts';
import type { Stage } from '../../lib/configuration/stage.ts';
import { stageProblems } from '../../lib/configuration/validate.ts';
import { organisationVpc, preset, stackNames, synthesise } from './synthesis.ts';

/** What organisations ask for, each option against what is made without it. */
const dev = preset('dev');
const prod = preset('prod');

/** A stage that is valid, and its templates. */
function templatesOf(stage: Stage): ReturnType<typeof synthesise>['templates'] {
  assert.deepEqual(stageProblems(stage), []);
  return synthesise(stage).templates;
}

const resourcesOf = (stage: Stage, type: string): Readonly<Record<string, unknown>>[] =>
  stackNames.flatMap((part) =>
    Object.values(templatesOf(stage)[part].findResources(type) as Record<string, { Properties?: object }>).map(
      ({ Properties = {} }) => ({ ...Properties }),
    ),
  );

test('a VPC has the addresses that the stage names, and subnets that fit into it', () => {
  const blocks = (cidr?: string): unknown[] => {
    const { network } = templatesOf({ ...prod, ...(cidr === undefined ? {} : { network: { cidr } }) });
    return ['AWS::EC2::VPC', 'AWS::EC2::Subnet'].flatMap((type) =>
      Object.values(network.findResources(type) as Record<string, { Properties: { CidrBlock: string } }>).map(
        ({ Properties }) => Properties.CidrBlock,
      ),
    );
  };
  assert.deepEqual(blocks(), ['10.0.0.0/16', '10.0.0.0/24', '10.0.1.0/24', '10.0.2.0/24']);
  assert.deepEqual(blocks('172.20.0.0/16'), ['172.20.0.0/16', '172.20.0.0/24', '172.20.1.0/24', '172.20.2.0/24']);
  assert.deepEqual(blocks('192.168.7.0/24'), [
    ...['192.168.7.0/24', '192.168.7.0/26', '192.168.7.64/26', '192.168.7.128/26'],
  ]);
});

test('subnets are in the zones that the stage names, by name or by id', () => {
  const zonesOf = (availabilityZones: readonly string[]): unknown[] =>
    Object.values(
      templatesOf({ ...prod, region: 'us-east-1', availabilityZones }).network.findResources(
        'AWS::EC2::Subnet',
      ) as Record<string, { Properties: Readonly<Record<string, unknown>> }>,
    ).map(({ Properties: { AvailabilityZone, AvailabilityZoneId } }) => [AvailabilityZone, AvailabilityZoneId]);
  assert.deepEqual(zonesOf(['us-east-1a', 'us-east-1c', 'us-east-1d']), [
    ['us-east-1a', undefined],
    ['us-east-1c', undefined],
    ['us-east-1d', undefined],
  ]);
  assert.deepEqual(zonesOf(['use1-az1', 'use1-az2', 'use1-az4']), [
    [undefined, 'use1-az1'],
    [undefined, 'use1-az2'],
    [undefined, 'use1-az4'],
  ]);
});

test('in a VPC that is there nothing is made but security groups, and everything is in its subnets', () => {
  const { vpcId, subnetIds } = organisationVpc;
  const stage = { ...prod, network: organisationVpc, pseudonymise: true };
  const { network, stream, search, ingest } = templatesOf(stage);
  const types = new Set(
    Object.values(network.toJSON()['Resources'] as Record<string, { Type: string }>).map(({ Type }) => Type),
  );
  assert.ok(
    [...types].every((type) => type.startsWith('AWS::EC2::SecurityGroup')),
    [...types].join(),
  );
  network.allResourcesProperties('AWS::EC2::SecurityGroup', { VpcId: vpcId });
  stream.hasResourceProperties('AWS::MSK::Cluster', { BrokerNodeGroupInfo: { ClientSubnets: subnetIds } });
  search.hasResourceProperties('AWS::OpenSearchService::Domain', { VPCOptions: { SubnetIds: subnetIds } });
  ingest.hasResourceProperties('AWS::Lambda::Function', { VpcConfig: { SubnetIds: subnetIds } });
  assert.deepEqual(interfaceEndpoints(stage), []);
  assert.ok(interfaceEndpoints(prod).length > 0);
});

test('people reach a public domain from the networks that are named, the functions from everywhere', () => {
  const allowedNetworks = ['203.0.113.0/24', '2001:db8::/32'];
  const { search, identity } = templatesOf({ ...dev, search: { ...dev.search, allowedNetworks } });
  const [domain] = Object.values(
    search.findResources('AWS::OpenSearchService::Domain') as Record<
      string,
      { Properties: { AccessPolicies: { Statement: { Principal: { AWS: unknown }; Condition?: unknown }[] } } }
    >,
  );
  const [people, functions, ...others] = domain?.Properties.AccessPolicies.Statement ?? [];
  assert.deepEqual(others, []);
  assert.deepEqual(people?.Condition, { IpAddress: { 'aws:SourceIp': allowedNetworks } });
  assert.deepEqual(people.Principal, { AWS: '*' });
  const roles = Object.keys(identity.findResources('AWS::IAM::Role')).length;
  assert.equal([functions?.Principal.AWS].flat().length, roles);
  assert.equal(functions?.Condition, undefined);
  const open = templatesOf(dev).search.findResources('AWS::OpenSearchService::Domain');
  assert.doesNotMatch(JSON.stringify(open), /SourceIp/);
});

test('networks that are named reach a domain in the VPC, whose security group is an output', () => {
  const { network } = templatesOf({ ...prod, search: { ...prod.search, clientNetworks: ['10.1.0.0/16'] } });
  network.hasResourceProperties('AWS::EC2::SecurityGroup', {
    GroupDescription: 'OpenSearch domain',
    SecurityGroupIngress: [Match.objectLike({ CidrIp: '10.1.0.0/16', FromPort: 443, ToPort: 443, IpProtocol: 'tcp' })],
  });
  network.hasOutput('SearchSecurityGroup', {});
});

test('alarms go to topics that are there, and then no topic and no key is made', () => {
  const topic = (name: string): string => `arn:aws:sns:eu-west-1:210987654321:${name}`;
  const stage = { ...prod, alarmTopics: { critical: topic('pager'), warning: topic('mailbox') } };
  const { monitoring } = templatesOf(stage);
  monitoring.resourceCountIs('AWS::SNS::Topic', 0);
  monitoring.resourceCountIs('AWS::KMS::Key', 0);
  monitoring.hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmName: 'kafkainsight-prod-search-red',
    AlarmActions: [topic('pager')],
    OKActions: [topic('pager')],
  });
  monitoring.hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmName: 'kafkainsight-prod-search-cpu',
    AlarmActions: [topic('mailbox')],
  });
});

test('all logs are kept for as long as the stage says, and ours for 30 days where it says nothing', () => {
  const days = (stage: Stage): Set<unknown> =>
    new Set(resourcesOf(stage, 'AWS::Logs::LogGroup').map(({ RetentionInDays }) => RetentionInDays));
  assert.deepEqual(days(prod), new Set([30]));
  assert.deepEqual(days({ ...prod, logRetention: '365 days' }), new Set([365]));
});

for (const [name, stage] of Object.entries({ dev, prod })) {
  test(`every function of ${name} logs to a group of its stack: one that Lambda makes never expires`, () => {
    const ungrouped = stackNames.flatMap((part) => {
      const functions = templatesOf(stage)[part].findResources('AWS::Lambda::Function') as Record<
        string,
        { readonly Properties: { readonly LoggingConfig?: { readonly LogGroup?: { readonly Ref: string } } } }
      >;
      const groups = Object.keys(templatesOf(stage)[part].findResources('AWS::Logs::LogGroup'));
      return Object.entries(functions)
        .filter(([, { Properties }]) => !groups.includes(Properties.LoggingConfig?.LogGroup?.Ref ?? ''))
        .map(([id]) => `${part}: ${id}`);
    });
    assert.deepEqual(ungrouped, []);
  });
}

test('every role has the boundary, those of functions of the CDK too', () => {
  const permissionsBoundary = 'arn:aws:iam::210987654321:policy/Developer';
  const roles = resourcesOf({ ...prod, permissionsBoundary }, 'AWS::IAM::Role');
  assert.ok(roles.length > 10);
  assert.ok(roles.every(({ PermissionsBoundary }) => PermissionsBoundary === permissionsBoundary));
  assert.ok(resourcesOf(prod, 'AWS::IAM::Role').every(({ PermissionsBoundary }) => PermissionsBoundary === undefined));
});

test('tags of the stage are beside ours on everything that can have some but the identity pool, and on no stack', () => {
  const stage = { ...dev, tags: { 'cost-centre': '4711' } };
  const { app, stacks, templates } = synthesise(stage);
  const wanted = { 'cost-centre': '4711', project: 'kafkainsight', stage: 'dev' };
  // an identity pool that CloudFormation updates loses what OpenSearch Service has put into it
  templates.search.hasResourceProperties('AWS::Cognito::IdentityPool', { IdentityPoolTags: Match.absent() });
  let tagged = 0;
  for (const resource of app.node.findAll().filter((child) => CfnResource.isCfnResource(child))) {
    const manager = TagManager.of(resource);
    if (manager === undefined || resource.cfnResourceType === 'AWS::Cognito::IdentityPool') continue;
    assert.partialDeepStrictEqual(manager.tagValues(), wanted, resource.node.path);
    tagged += 1;
  }
  assert.ok(tagged > 60, String(tagged));
  for (const stack of Object.values(stacks)) assert.deepEqual(stack.tags.tagValues(), {});
});

test('executions are reserved where the stage says so', () => {
  const reserved = (stage: Stage): unknown[] =>
    (['ingest', 'index'] as const).map((part) => {
      const functions = templatesOf(stage)[part].findResources('AWS::Lambda::Function') as Record<
        string,
        { Properties: { ReservedConcurrentExecutions?: number } }
      >;
      return Object.values(functions)[0]?.Properties.ReservedConcurrentExecutions;
    });
  assert.deepEqual(reserved(prod), [undefined, undefined]);
  const stage = {
    ...prod,
    ingest: { ...prod.ingest, reservedConcurrency: 20 },
    indexer: { ...prod.indexer, reservedConcurrency: 16 },
  };
  assert.deepEqual(reserved(stage), [20, 16]);
});
