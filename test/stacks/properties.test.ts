import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Match } from 'aws-cdk-lib/assertions';
import { expressStage, preset, synthesise } from './synthesis.ts';

const stages = ['dev', 'prod'] as const;
const templatesOf = (name: 'dev' | 'prod'): ReturnType<typeof synthesise>['templates'] =>
  synthesise(preset(name)).templates;

interface Rule {
  readonly Properties: {
    readonly CidrIp?: string;
    readonly CidrIpv6?: string;
    readonly SecurityGroupIngress?: unknown;
  };
}

for (const stage of stages) {
  describe(stage, () => {
    const { network, storage, stream, search, ingest, index } = templatesOf(stage);

    test('nothing comes in from the internet, and there is no way out to it', () => {
      network.resourceCountIs('AWS::EC2::NatGateway', 0);
      network.resourceCountIs('AWS::EC2::InternetGateway', 0);
      const groups = Object.values(network.findResources('AWS::EC2::SecurityGroup') as Record<string, Rule>);
      assert.ok(groups.every(({ Properties }) => Properties.SecurityGroupIngress === undefined));
      const rules = Object.values(network.findResources('AWS::EC2::SecurityGroupIngress') as Record<string, Rule>);
      assert.ok(rules.length > 0);
      assert.ok(rules.every(({ Properties }) => Properties.CidrIp === undefined && Properties.CidrIpv6 === undefined));
    });

    test('the bucket is private, encrypted, versioned, and refuses what is not TLS', () => {
      storage.hasResourceProperties('AWS::S3::Bucket', {
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        VersioningConfiguration: { Status: 'Enabled' },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        BucketEncryption: Match.objectLike({ ServerSideEncryptionConfiguration: Match.anyValue() }),
      });
      storage.hasResourceProperties('AWS::S3::BucketPolicy', {
        PolicyDocument: {
          Statement: Match.arrayWith([
            Match.objectLike({
              Effect: 'Deny',
              Action: 's3:*',
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            }),
          ]),
        },
      });
    });

    test('objects below inbox/ and replay/ are announced to the queue, and no others', () => {
      storage.hasResourceProperties('Custom::S3BucketNotifications', {
        NotificationConfiguration: {
          QueueConfigurations: ['inbox/', 'replay/'].map((prefix) => ({
            Events: ['s3:ObjectCreated:*'],
            Filter: { Key: { FilterRules: [{ Name: 'prefix', Value: prefix }] } },
            QueueArn: Match.anyValue(),
          })),
        },
      });
    });

    test('the queue keeps messages for 14 days and waits for six times the time of its function', () => {
      storage.hasResourceProperties('AWS::SQS::Queue', {
        MessageRetentionPeriod: 14 * 24 * 3600,
        SqsManagedSseEnabled: true,
        VisibilityTimeout: 6 * 300,
        RedrivePolicy: Match.objectLike({ maxReceiveCount: 100 }),
      });
      ingest.hasResourceProperties('AWS::Lambda::Function', { Timeout: 300, Runtime: 'nodejs24.x' });
    });

    test('the ingest function takes one message at a time, so many at once, and answers for each', () => {
      ingest.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
        BatchSize: 1,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: preset(stage).ingest.maxConcurrency },
      });
      ingest.hasResourceProperties('AWS::Lambda::Function', { VpcConfig: Match.anyValue() });
    });

    test('the brokers speak TLS and IAM alone, and encrypt what they keep', () => {
      stream.hasResourceProperties('AWS::MSK::Cluster', {
        ClientAuthentication: { Sasl: { Iam: { Enabled: true } }, Unauthenticated: { Enabled: false } },
        EncryptionInfo: {
          EncryptionAtRest: { DataVolumeKMSKeyId: Match.anyValue() },
          EncryptionInTransit: { ClientBroker: 'TLS', InCluster: true },
        },
        LoggingInfo: { BrokerLogs: { CloudWatchLogs: Match.objectLike({ Enabled: true }) } },
      });
      stream.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true });
    });

    test('the topic keeps records for at least seven days, by the clock of the brokers', () => {
      const [topic] = Object.values(stream.findResources('AWS::MSK::Topic') as Record<string, Topic>);
      const { Configs, PartitionCount, ReplicationFactor, TopicName } = topic?.Properties ?? assert.fail('no topic');
      const settings = new Map(Object.entries(JSON.parse(Configs['Fn::Base64']) as Record<string, string>));
      assert.ok(Number(settings.get('retention.ms')) >= 7 * 24 * 3600 * 1000);
      assert.equal(settings.get('message.timestamp.type'), 'LogAppendTime');
      assert.equal(settings.get('cleanup.policy'), 'delete');
      // Kafka's own default, 1 MiB and 12 bytes (Kafka documentation, topic configurations)
      assert.equal(settings.get('max.message.bytes'), '1048588');
      const { zones, partitions } = preset(stage).kafka;
      // one replica fewer is enough for a write, so that a zone can fail
      assert.equal(settings.get('min.insync.replicas'), String(zones - 1));
      assert.deepEqual([TopicName, PartitionCount, ReplicationFactor], ['kafkainsight.logs', partitions, zones]);
    });

    test('the domain encrypts, wants HTTPS and a signature, and has no password', () => {
      search.hasResourceProperties('AWS::OpenSearchService::Domain', {
        AdvancedSecurityOptions: { Enabled: true, InternalUserDatabaseEnabled: false },
        DomainEndpointOptions: { EnforceHTTPS: true, TLSSecurityPolicy: 'Policy-Min-TLS-1-2-PFS-2023-10' },
        EncryptionAtRestOptions: { Enabled: true },
        NodeToNodeEncryptionOptions: { Enabled: true },
      });
    });

    test('CloudFormation waits minutes for the custom resources, not an hour', () => {
      stream.hasResourceProperties('Custom::BootstrapBrokers', {
        ServiceTimeout: '300',
        BrokerCount: Match.anyValue(),
      });
      search.hasResourceProperties('Custom::RolesByToken', { ServiceTimeout: '300', Domain: Match.anyValue() });
    });

    test('the topic is read from its beginning, by one group, and nothing makes the event source give up', () => {
      const mappings = index.findResources('AWS::Lambda::EventSourceMapping') as Record<string, { Properties: object }>;
      const [{ Properties } = assert.fail('no mapping')] = Object.values(mappings);
      const settings = Object.fromEntries(
        Object.entries(Properties).filter(([name]) => !['EventSourceArn', 'FunctionName', 'Tags'].includes(name)),
      );
      const common = {
        AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: 'kafkainsight-index' },
        StartingPosition: 'TRIM_HORIZON',
        Topics: ['kafkainsight.logs'],
      };
      const byStage = {
        // its batches wait for Lambda's half a second
        dev: { BatchSize: 2000 },
        prod: {
          BatchSize: 5000,
          MaximumBatchingWindowInSeconds: 1,
          BisectBatchOnFunctionError: true,
          FunctionResponseTypes: ['ReportBatchItemFailures'],
          ProvisionedPollerConfig: { MinimumPollers: 4, MaximumPollers: 16 },
        },
      };
      assert.deepEqual(settings, { ...common, ...byStage[stage] });
    });
  });
}

interface BucketPolicy {
  readonly Properties: {
    readonly PolicyDocument: {
      readonly Statement: readonly {
        readonly Effect: string;
        readonly Action: string;
        readonly Resource: unknown;
        readonly Principal: unknown;
      }[];
    };
  };
}
interface Topic {
  readonly Properties: {
    readonly Configs: { readonly 'Fn::Base64': string };
    readonly PartitionCount: number;
    readonly ReplicationFactor: number;
    readonly TopicName: string;
  };
}

test('in prod domain, index and provisioning are in the VPC, and the role that lets the domain in is made first', () => {
  const { search, index, provisioning } = templatesOf('prod');
  search.hasResourceProperties('AWS::OpenSearchService::Domain', { VPCOptions: Match.anyValue() });
  search.hasResource('AWS::OpenSearchService::Domain', {
    DependsOn: Match.arrayWith([Match.stringLikeRegexp('^ServiceLinkedRole')]),
  });
  index.hasResourceProperties('AWS::Lambda::Function', { VpcConfig: Match.anyValue() });
  provisioning.hasResourceProperties('AWS::Lambda::Function', {
    VpcConfig: Match.anyValue(),
    Description: Match.stringLikeRegexp('security roles'),
  });
});

test('in dev they are outside, since nothing but the domain is what they talk to', () => {
  const { search, index } = templatesOf('dev');
  search.hasResourceProperties('AWS::OpenSearchService::Domain', { VPCOptions: Match.absent() });
  index.hasResourceProperties('AWS::Lambda::Function', { VpcConfig: Match.absent() });
});

test('on-demand pollers reach Lambda and STS from the VPC, provisioned ones need not', () => {
  const interfaces = (stage: 'dev' | 'prod'): string[] => {
    const found = templatesOf(stage).network.findResources('AWS::EC2::VPCEndpoint', {
      Properties: { VpcEndpointType: 'Interface' },
    });
    return Object.keys(found).map((id) => /^Vpc([A-Z_]+?)[0-9A-F]{8}$/.exec(id)?.[1] ?? id);
  };
  assert.deepEqual(interfaces('dev').sort(), ['LAMBDA', 'SQS', 'STS']);
  assert.deepEqual(interfaces('prod'), ['SQS']);
});

test('what holds data is kept where the stage keeps it, and goes with the stage where not', () => {
  const policyOf = (stage: 'dev' | 'prod'): unknown[] => {
    const { storage, stream, search } = templatesOf(stage);
    const resources = {
      ...storage.findResources('AWS::S3::Bucket'),
      ...stream.findResources('AWS::MSK::Cluster'),
      ...stream.findResources('AWS::MSK::Topic'),
      ...stream.findResources('AWS::KMS::Key'),
      ...search.findResources('AWS::OpenSearchService::Domain'),
    };
    return Object.values(resources as Record<string, { DeletionPolicy: string }>).map((one) => one.DeletionPolicy);
  };
  // two buckets, cluster, topic, key and domain; what a failed creation left would block its name, so it is deleted
  assert.deepEqual(policyOf('dev'), Array(6).fill('Delete'));
  assert.deepEqual(policyOf('prod'), Array(6).fill('RetainExceptOnCreate'));
});

test('another version of OpenSearch is an upgrade of the domain, not another domain', () => {
  for (const stage of ['dev', 'prod'] as const) {
    templatesOf(stage).search.hasResource('AWS::OpenSearchService::Domain', {
      UpdatePolicy: { EnableVersionUpgrade: true },
    });
  }
});

test('express brokers have no volumes', () => {
  const { stream } = synthesise(expressStage()).templates;
  stream.hasResourceProperties('AWS::MSK::Cluster', {
    BrokerNodeGroupInfo: { InstanceType: 'express.m7g.large', StorageInfo: Match.absent() },
  });
  stream.resourceCountIs('AWS::ApplicationAutoScaling::ScalableTarget', 0);
});

test('every hour it is asked what is missing of the last two days, and the answer is counted', () => {
  for (const stage of stages) {
    const { reconcile } = templatesOf(stage);
    reconcile.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: `kafkainsight-${stage}-inspect`,
      VpcConfig: stage === 'prod' ? Match.anyValue() : Match.absent(),
    });
    reconcile.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 hour)',
      Targets: [Match.objectLike({ Input: '{"withinHours":48,"counted":true}' })],
    });
    reconcile.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 's3:ListBucket',
            Condition: { StringLike: { 's3:prefix': ['inbox/*', 'replay/*'] } },
          }),
        ]),
      },
    });
  }
});

test('the size of a minority of replicas is left to express brokers, which set it themselves', () => {
  const [topic] = Object.values(
    synthesise(expressStage()).templates.stream.findResources('AWS::MSK::Topic') as Record<string, Topic>,
  );
  assert.doesNotMatch(topic?.Properties.Configs['Fn::Base64'] ?? assert.fail('no topic'), /min\.insync/);
});

test('other networks reach the brokers where the stage names them, and nothing else', () => {
  const rulesOf = (changes: object): unknown[] => {
    const { network } = synthesise(preset('dev', changes)).templates;
    const groups = Object.values(network.findResources('AWS::EC2::SecurityGroup') as Record<string, Rule>);
    return groups.flatMap(({ Properties }) => Properties.SecurityGroupIngress ?? []);
  };
  assert.deepEqual(rulesOf({}), []);
  const [rule, ...others] = rulesOf({ producers: { principals: [], networks: ['10.1.0.0/16'] } });
  assert.deepEqual(others, []);
  const expected = { CidrIp: '10.1.0.0/16', FromPort: 9098, ToPort: 9098, IpProtocol: 'tcp' };
  assert.deepEqual({ ...(rule as object), Description: '' }, { ...expected, Description: '' });
});

test('producers of other accounts may put files below inbox/ and nowhere else, services may not', () => {
  const principals = ['ec2.amazonaws.com', '210987654321', 'arn:aws:iam::210987654321:role/web'];
  const { storage } = synthesise(preset('dev', { producers: { principals, networks: [] } })).templates;
  const policies = Object.values(storage.findResources('AWS::S3::BucketPolicy') as Record<string, BucketPolicy>);
  const statements = policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
  const uploads = statements.filter(({ Resource }) => JSON.stringify(Resource).includes('/inbox/*'));
  assert.deepEqual(
    uploads.map(({ Effect, Action }) => [Effect, Action]),
    [['Allow', 's3:PutObject']],
  );
  assert.match(JSON.stringify(uploads[0]?.Principal), /role\/web".*210987654321:root/);
  assert.doesNotMatch(JSON.stringify(uploads[0]?.Principal), /ec2/);
});
