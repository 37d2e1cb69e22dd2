import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Match } from 'aws-cdk-lib/assertions';
import type { Stage } from '../../lib/configuration/stage.ts';
import { stageProblems } from '../../lib/configuration/validate.ts';
import { exampleOrganisation, organisationStage } from './organisation.ts';
import { clusterStage, domainStage, organisationCluster, preset, samlMetadata, synthesise } from './synthesis.ts';

/** What an organisation has already: a cluster, a domain, an identity provider, a key; what is made then, and what is refused. */
const prod = preset('prod');
const withSearch = (changes: Partial<Stage['search']>, stage = prod): Stage => ({
  ...stage,
  search: { ...stage.search, ...changes },
});
const withKafka = (changes: Partial<Stage['kafka']>, stage = prod): Stage => ({
  ...stage,
  kafka: { ...stage.kafka, ...changes },
});
const saml = { rolesAttribute: 'groups', readers: ['readers'], admins: ['ops'] };

/** A stage that is valid, and its templates. */
function templatesOf(stage: Stage): ReturnType<typeof synthesise>['templates'] {
  assert.deepEqual(stageProblems(stage), []);
  return synthesise(stage).templates;
}

/** Invalid stages, and the message of their only problem. */
const wrong: Readonly<Record<string, readonly [Stage, RegExp]>> = {
  'a cluster by its name': [
    clusterStage({ clusterArn: 'logs' }),
    /kafka\.existing\.clusterArn is "logs"; write arn:aws:kafka:/,
  ],
  'a cluster that is there, in no VPC': [
    clusterStage({}, { network: { cidr: '10.20.0.0/16' } }),
    /network names no VPC, and kafka\.existing is in one/,
  ],
  'a cluster of another region': [
    clusterStage({}, { region: 'eu-central-1' }),
    /kafka\.existing\.clusterArn is of eu-west-1, and the stage is in eu-central-1/,
  ],
  'a security group by its name': [
    clusterStage({ securityGroupId: 'brokers' }),
    /kafka\.existing\.securityGroupId is "brokers"/,
  ],
  'volumes of a cluster that is there': [
    withKafka({ maxStorageGibPerBroker: 800 }, clusterStage()),
    /kafka\.maxStorageGibPerBroker is given, but its owner manages the volumes of an existing cluster/,
  ],
  'networks that reach a cluster that is there': [
    clusterStage({}, { producers: { principals: [], networks: ['10.1.0.0/16'] } }),
    /producers\.networks are given, but its owner decides who reaches an existing cluster/,
  ],
  'a domain by its name': [
    domainStage({ domainArn: 'logs' }),
    /search\.existing\.domainArn is "logs"; write arn:aws:es/,
  ],
  'a serverless collection': [
    domainStage({ domainArn: 'arn:aws:aoss:eu-west-1:210987654321:collection/abc' }),
    /is a serverless collection, which has neither the API of the security plugin nor index state management/,
  ],
  'a domain of another region': [
    domainStage({}, { region: 'eu-central-1' }),
    /search\.existing\.domainArn is of eu-west-1, and the stage is in eu-central-1/,
  ],
  'the address of a domain with its scheme': [
    domainStage({ hostName: 'https://logs.example.com' }),
    /search\.existing\.hostName is "https:/,
  ],
  'a domain in a VPC, and no group of it': [
    domainStage({ securityGroupId: 'logs' }),
    /search\.existing\.securityGroupId is "logs"/,
  ],
  'a domain that is there, in no VPC': [
    domainStage({}, { network: { cidr: '10.20.0.0/16' } }),
    /network names no VPC, and search\.existing is in one/,
  ],
  'networks that reach a domain that is there': [
    withSearch({ clientNetworks: ['10.1.0.0/16'] }, domainStage()),
    /search\.clientNetworks is given, but its owner decides who reaches an existing domain/,
  ],
  'metadata of no provider': [
    withSearch({ saml: { ...saml, metadata: '<html/>' } }),
    /search\.saml\.metadata describes no provider, or several/,
  ],
  'metadata of two providers': [
    withSearch({ saml: { ...saml, metadata: samlMetadata + samlMetadata } }),
    /search\.saml\.metadata describes no provider, or several/,
  ],
  'a provider whose name is too short': [
    withSearch({ saml: { ...saml, metadata: samlMetadata.replace('https://idp.example.com/saml', 'idp') } }),
    /has the entityID "idp"; OpenSearch Service accepts 8 to 512 characters/,
  ],
  'a group that reads and administers': [
    withSearch({ saml: { ...saml, admins: ['readers'] } }),
    /both hold "readers"; name it once/,
  ],
  'nobody who could sign in': [
    withSearch({ saml: { ...saml, readers: [], admins: [] } }),
    /nobody who signs in could do anything/,
  ],
  'a key by its alias': [
    { ...prod, encryptionKey: 'arn:aws:kms:eu-west-1:210987654321:alias/logs' },
    /encryptionKey is "arn:aws:kms:eu-west-1:210987654321:alias\/logs"; write the ARN of a KMS key, not of an alias/,
  ],
  'a key of another region': [
    {
      ...prod,
      region: 'eu-central-1',
      encryptionKey: 'arn:aws:kms:eu-west-1:210987654321:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    },
    /encryptionKey is a key of eu-west-1, and the stage is in eu-central-1/,
  ],
};

for (const [what, [stage, says]] of Object.entries(wrong)) {
  test(`${what} is the one problem that is named`, () => {
    const [problem = '', ...others] = stageProblems(stage);
    assert.deepEqual(others, []);
    assert.match(problem, says);
  });
}

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

test('of a domain that is there nothing is made, and functions and alarms use it', () => {
  const { network, index, monitoring, provisioning, ...others } = templatesOf(domainStage());
  assert.ok(!('search' in others));
  index.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: Match.objectLike({ SEARCH_URL: 'https://vpc-logs-abc.eu-west-1.es.amazonaws.com' }) },
  });
  index.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([Match.objectLike({ Resource: 'arn:aws:es:eu-west-1:210987654321:domain/logs/*' })]),
    },
  });
  monitoring.hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmName: 'kafkainsight-prod-search-red',
    Dimensions: Match.arrayWith([{ Name: 'DomainName', Value: 'logs' }]),
  });
  provisioning.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: Match.objectLike({ READER_ROLES: '["readers"]', ADMIN_ROLES: '[]' }) },
  });
  network.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
    GroupId: 'sg-0a1b2c3d4e5f67891',
    FromPort: 443,
  });
});

test('a security group that is there gets no rule of what may leave it: the first one takes the rule that lets all out with it', () => {
  // aws-cloudformation/cfn-language-discussion #157: AWS::EC2::SecurityGroupEgress removes it
  for (const stage of [clusterStage(), domainStage(), organisationStage(exampleOrganisation)]) {
    const { network } = templatesOf(stage);
    const there = [stage.kafka.existing?.securityGroupId, stage.search.existing?.securityGroupId];
    const rules = Object.values(network.findResources('AWS::EC2::SecurityGroupEgress')) as {
      readonly Properties: { readonly GroupId: unknown };
    }[];
    assert.ok(rules.length > 0);
    assert.deepEqual(
      rules.filter(({ Properties }) => there.includes(Properties.GroupId as string)),
      [],
    );
  }
});

test('people sign in by the provider of the organisation, or by nobody until its metadata is there, and no user pool is made', () => {
  const domainOf = (changes: object): { readonly Properties: Readonly<Record<string, unknown>> } => {
    const { search } = templatesOf({
      ...prod,
      search: { ...prod.search, saml: { ...saml, subjectAttribute: 'mail', ...changes } },
    });
    for (const type of ['AWS::Cognito::UserPool', 'AWS::Cognito::IdentityPool', 'Custom::RolesByToken'])
      search.resourceCountIs(type, 0);
    search.hasOutput('ServiceProviderEntityId', {});
    search.hasOutput('SingleSignOnUrl', {});
    const [domain = assert.fail('no domain')] = Object.values(search.findResources('AWS::OpenSearchService::Domain'));
    return domain as { readonly Properties: Readonly<Record<string, unknown>> };
  };
  const { AdvancedSecurityOptions: before, CognitoOptions: cognito } = domainOf({}).Properties;
  assert.equal(cognito, undefined);
  assert.doesNotMatch(JSON.stringify(before), /SAMLOptions/);
  const { AdvancedSecurityOptions } = domainOf({ metadata: samlMetadata }).Properties as {
    readonly AdvancedSecurityOptions: { readonly SAMLOptions: object; readonly MasterUserOptions: object };
  };
  assert.deepEqual(AdvancedSecurityOptions.SAMLOptions, {
    Enabled: true,
    Idp: { EntityId: 'https://idp.example.com/saml', MetadataContent: samlMetadata },
    RolesKey: 'groups',
    SubjectKey: 'mail',
    SessionTimeoutMinutes: 60,
  });
  assert.ok('MasterUserARN' in AdvancedSecurityOptions.MasterUserOptions);
});
