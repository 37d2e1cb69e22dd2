import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Match } from 'aws-cdk-lib/assertions';
import { interfaceEndpoints } from '../../lib/configuration/endpoints.ts';
import type { Stage } from '../../lib/configuration/stage.ts';
import { stageProblems } from '../../lib/configuration/validate.ts';
import { clusterStage, organisationCluster, organisationVpc, parts, preset, synthesise } from './synthesis.ts';

/** What organisations ask for, each option against what is made without it. */
const dev = preset('dev');
const prod = preset('prod');

/** A stage that is valid, and its templates. */
function templatesOf(stage: Stage): ReturnType<typeof synthesise>['templates'] {
  assert.deepEqual(stageProblems(stage), []);
  return synthesise(stage).templates;
}

const resourcesOf = (stage: Stage, type: string): Readonly<Record<string, unknown>>[] =>
  parts.flatMap((part) =>
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
  // CDK keeps the log of a function of its own for two years
  assert.deepEqual(days(prod), new Set([30, 731]));
  assert.deepEqual(days({ ...prod, logRetention: '365 days' }), new Set([365]));
});

test('every role has the boundary, those of functions of the CDK too', () => {
  const permissionsBoundary = 'arn:aws:iam::210987654321:policy/Developer';
  const roles = resourcesOf({ ...prod, permissionsBoundary }, 'AWS::IAM::Role');
  assert.ok(roles.length > 10);
  assert.ok(roles.every(({ PermissionsBoundary }) => PermissionsBoundary === permissionsBoundary));
  assert.ok(resourcesOf(prod, 'AWS::IAM::Role').every(({ PermissionsBoundary }) => PermissionsBoundary === undefined));
});

test('tags of the stage are on its stacks beside ours', () => {
  const { stacks } = synthesise({ ...dev, tags: { 'cost-centre': '4711' } });
  for (const stack of Object.values(stacks))
    assert.deepEqual(stack.tags.tagValues(), { 'cost-centre': '4711', project: 'kafkainsight', stage: 'dev' });
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

test('in a cluster that is there a topic is made, after the cluster has been compared with the stage, and nothing else', () => {
  const { clusterArn, securityGroupId } = organisationCluster;
  const { stream, network, ingest, index, monitoring } = templatesOf(clusterStage());
  for (const type of ['AWS::MSK::Cluster', 'AWS::KMS::Key', 'AWS::ApplicationAutoScaling::ScalableTarget'])
    stream.resourceCountIs(type, 0);
  stream.hasResource('AWS::MSK::Topic', {
    Properties: { ClusterArn: clusterArn, ReplicationFactor: 3, PartitionCount: 18 },
    DependsOn: ['BootstrapBrokers'],
  });
  stream.hasResourceProperties('Custom::BootstrapBrokers', {
    ClusterArn: clusterArn,
    BrokerCount: 3,
    Expected: {
      InstanceType: 'kafka.m7g.large',
      KafkaVersion: '4.2.x.kraft',
      Zones: 3,
      SecurityGroupId: securityGroupId,
    },
  });
  stream.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([Match.objectLike({ Action: 'kafka:DescribeClusterV2', Resource: clusterArn })]),
    },
  });
  index.hasResourceProperties('AWS::Lambda::EventSourceMapping', { EventSourceArn: clusterArn });
  assert.match(
    JSON.stringify(ingest.toJSON()),
    /"kafka-cluster:Connect","Effect":"Allow","Resource":"arn:aws:kafka:eu-west-1:/,
  );
  assert.match(JSON.stringify(index.toJSON()), /:group\/logs\/\*\/kafkainsight-index/);
  monitoring.hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmName: 'kafkainsight-prod-broker-3-disk',
    Dimensions: Match.arrayWith([{ Name: 'Cluster Name', Value: 'logs' }]),
  });
  // the brokers' own group gets a rule for the functions and one for producers, and none for itself
  const rules = Object.values(
    network.findResources('AWS::EC2::SecurityGroupIngress', { Properties: { GroupId: securityGroupId } }) as Record<
      string,
      { Properties: { FromPort: number; SourceSecurityGroupId: unknown } }
    >,
  );
  assert.deepEqual(
    rules.map(({ Properties }) => Properties.FromPort),
    [9098, 9098],
  );
  assert.ok(rules.every(({ Properties }) => Properties.SourceSecurityGroupId !== securityGroupId));
});

/** Every use of a key by a role, as `part: action, action via service`. */
function keyUses(stage: Stage): string[] {
  return parts.flatMap((part) => {
    const policies = templatesOf(stage)[part].findResources('AWS::IAM::Policy') as Record<
      string,
      {
        Properties: {
          PolicyDocument: { Statement: { Action: string | string[]; Resource: unknown; Condition?: unknown }[] };
        };
      }
    >;
    return Object.values(policies)
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .filter(({ Action }) => JSON.stringify(Action).includes('kms:'))
      .map(({ Action, Resource, Condition }) => {
        assert.deepEqual(Resource, stage.encryptionKey);
        const [, service] = /"kms:ViaService":\{"Fn::Join":\["",\["(\w+)\.",\{"Ref":"AWS::Region"\}/.exec(
          JSON.stringify(Condition),
        ) ?? [undefined, 'anything'];
        return `${part}: ${[Action].flat().join(', ')} via ${service}`;
      });
  });
}

const encryptionKey = 'arn:aws:kms:eu-west-1:210987654321:key/1234abcd-12ab-34cd-56ef-1234567890ab';

test('a key that is there encrypts all that holds or carries logs, and no other key is made', () => {
  const stage = {
    ...prod,
    encryptionKey,
    pseudonymise: true,
    notifications: [{ name: 'ops', kind: 'slack' as const }],
  };
  const { storage, stream, search } = templatesOf(stage);
  assert.deepEqual(resourcesOf(stage, 'AWS::KMS::Key'), []);
  const encrypted = (type: string, property: string): unknown[] =>
    resourcesOf(stage, type).map((properties) => properties[property]);
  // two of the inbox, two of the messages about findings
  assert.deepEqual(encrypted('AWS::SQS::Queue', 'KmsMasterKeyId'), Array(4).fill(encryptionKey));
  assert.deepEqual(encrypted('AWS::SNS::Topic', 'KmsMasterKeyId'), Array(3).fill(encryptionKey));
  assert.deepEqual(encrypted('AWS::SecretsManager::Secret', 'KmsKeyId'), Array(2).fill(encryptionKey));
  assert.deepEqual(new Set(encrypted('AWS::Logs::LogGroup', 'KmsKeyId')), new Set([encryptionKey]));
  stream.hasResourceProperties('AWS::MSK::Cluster', {
    EncryptionInfo: { EncryptionAtRest: { DataVolumeKMSKeyId: encryptionKey } },
  });
  search.hasResourceProperties('AWS::OpenSearchService::Domain', {
    EncryptionAtRestOptions: { Enabled: true, KmsKeyId: '1234abcd-12ab-34cd-56ef-1234567890ab' },
  });
  const defaults = (byDefault: object): object => ({ ServerSideEncryptionConfiguration: [byDefault] });
  const kms = { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: encryptionKey };
  storage.hasResourceProperties('AWS::S3::Bucket', {
    VersioningConfiguration: { Status: 'Enabled' },
    BucketEncryption: defaults({ BucketKeyEnabled: true, ServerSideEncryptionByDefault: kms }),
  });
  // S3 delivers the log of accesses under its own key alone
  storage.hasResourceProperties('AWS::S3::Bucket', {
    VersioningConfiguration: Match.absent(),
    BucketEncryption: defaults({ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }),
  });
});

test('a role uses the key that is there through the services that it calls, and without one no key at all', () => {
  const all = { ...prod, pseudonymise: true, notifications: [{ name: 'ops', kind: 'slack' as const }] };
  assert.deepEqual(keyUses({ ...all, encryptionKey }), [
    'ingest: kms:Decrypt via secretsmanager',
    'ingest: kms:Decrypt, kms:GenerateDataKey via s3',
    'ingest: kms:Decrypt, kms:GenerateDataKey via sqs',
    'index: kms:Decrypt via secretsmanager',
    'index: kms:GenerateDataKey via s3',
    'reconcile: kms:Decrypt via s3',
    'reconcile: kms:Decrypt via secretsmanager',
    'reconcile: kms:Decrypt, kms:GenerateDataKey via s3',
    'findings: kms:Decrypt via sqs',
    'findings: kms:Decrypt, kms:GenerateDataKey via sns',
    'findings: kms:Decrypt via secretsmanager',
    'findings: kms:Decrypt, kms:GenerateDataKey via sqs',
  ]);
  assert.deepEqual(keyUses(all), []);
});

test('the policy of a key in the documents lets in the services that use it, for this account alone', () => {
  const page = readFileSync(path.join(import.meta.dirname, '..', '..', 'docs', 'configuration.md'), 'utf8');
  const [, json = ''] = /### A key that is there[^]*?\n( {4}\{\n[^]*? {4}\}\n)/.exec(page) ?? [];
  const { Statement } = JSON.parse(json) as { Statement: { Principal: { Service?: string }; Condition?: unknown }[] };
  const services = Statement.filter(({ Principal }) => Principal.Service !== undefined);
  assert.deepEqual(
    services.map(({ Principal }) => Principal.Service),
    ['s3.amazonaws.com', 'cloudwatch.amazonaws.com', 'logs.REGION.amazonaws.com'],
  );
  assert.ok(services.every(({ Condition }) => JSON.stringify(Condition).includes('ACCOUNT')));
});
