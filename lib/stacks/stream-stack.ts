import { CfnOutput, Fn, Stack, type StackProps } from 'aws-cdk-lib';
import { PredefinedMetric, ScalableTarget, ServiceNamespace } from 'aws-cdk-lib/aws-applicationautoscaling';
import { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnCluster, CfnTopic } from 'aws-cdk-lib/aws-msk';
import type { Construct } from 'constructs';
import { TOPIC_MAX_MESSAGE_BYTES } from '../../core/limits.ts';
import { kafkaClusterName, LOG_TOPIC } from '../../core/names.ts';
import { clusterNameOf } from '../configuration/existing.ts';
import type { KafkaStage, Stage } from '../configuration/stage.ts';
import { hoursOf } from '../configuration/time-span.ts';
import { bootstrapBrokers } from '../constructs/bootstrap-brokers.ts';
import { namedKey } from '../constructs/encryption.ts';
import { letProduce } from '../constructs/producers.ts';
import { removalPolicyOf } from '../constructs/removal-policy.ts';
import type { LogStream, StageIdentity, StageNetwork } from './offers.ts';

/** Brokers grow their volumes when usage exceeds this share. */
const STORAGE_TARGET_PERCENT = 70;

export interface StreamStackProps extends StackProps {
  readonly stage: Stage;
  readonly network: Pick<StageNetwork, 'vpc' | 'brokers'>;
  readonly identity: StageIdentity;
}

/** The log topic, and the Kafka cluster (IAM only, TLS, a customer managed key), unless the stage names one that is there. */
export class StreamStack extends Stack implements LogStream {
  readonly clusterName: string;
  readonly clusterArn: string;
  readonly topicArn: string;
  /** `host:port` of the brokers, separated by commas. */
  readonly brokers: string;

  constructor(scope: Construct, id: string, props: StreamStackProps) {
    super(scope, id, props);
    const { stage, network, identity } = props;
    const { kafka } = stage;
    this.clusterName = clusterNameOf(stage);
    this.clusterArn = kafka.existing?.clusterArn ?? this.#makeCluster(stage, network);
    const topic = this.#makeTopic(kafka);
    // a cluster retained without its topic would be empty
    topic.applyRemovalPolicy(removalPolicyOf(stage));
    this.topicArn = topic.attrTopicArn;
    const found = bootstrapBrokers(this, { clusterArn: this.clusterArn, kafka, role: identity.roles.brokers });
    this.brokers = found.brokers;
    // what is wrong with a cluster that is there is said before anything is made in it
    if (kafka.existing !== undefined) topic.node.addDependency(found.resource);
    letProduce(this, {
      name: kafkaClusterName(stage.name),
      clusterArn: this.clusterArn,
      topicArn: this.topicArn,
      principals: stage.producers?.principals ?? [],
    });
    new CfnOutput(this, 'Brokers', { value: this.brokers });
  }

  #makeCluster(stage: Stage, network: StreamStackProps['network']): string {
    const { kafka } = stage;
    const removalPolicy = removalPolicyOf(stage);
    const key =
      namedKey(this, stage) ??
      new Key(this, 'Key', { enableKeyRotation: true, removalPolicy, description: 'Kafka data at rest' });
    const logs = new LogGroup(this, 'BrokerLogs', { retention: RetentionDays.ONE_MONTH, removalPolicy });
    const cluster = new CfnCluster(this, 'Cluster', {
      clusterName: this.clusterName,
      kafkaVersion: kafka.version,
      numberOfBrokerNodes: kafka.brokerCount,
      brokerNodeGroupInfo: {
        instanceType: kafka.instanceType,
        clientSubnets: network.vpc.isolatedSubnets.map(({ subnetId }) => subnetId),
        securityGroups: [network.brokers.securityGroupId],
        ...(kafka.storageGibPerBroker === undefined
          ? {}
          : { storageInfo: { ebsStorageInfo: { volumeSize: kafka.storageGibPerBroker } } }),
      },
      clientAuthentication: { sasl: { iam: { enabled: true } }, unauthenticated: { enabled: false } },
      encryptionInfo: {
        encryptionAtRest: { dataVolumeKmsKeyId: key.keyArn },
        encryptionInTransit: { clientBroker: 'TLS', inCluster: true },
      },
      loggingInfo: { brokerLogs: { cloudWatchLogs: { enabled: true, logGroup: logs.logGroupName } } },
      // consumer lag by topic is published at every level, disk and CPU by broker from DEFAULT on
      enhancedMonitoring: 'DEFAULT',
    });
    cluster.applyRemovalPolicy(removalPolicy);
    this.#growStorage(cluster.attrArn, kafka);
    return cluster.attrArn;
  }

  /**
   * `arn:…:group/<cluster>/<uuid>/<group>` (Amazon MSK Developer Guide, "Authorization policy resources"). The uuid is a wildcard: taking
   * it from the cluster's ARN would need Fn::Split on a value of another stack, which CloudFormation's reference does not mention.
   */
  groupArn(group: string): string {
    return this.formatArn({ service: 'kafka', resource: 'group', resourceName: `${this.clusterName}/*/${group}` });
  }

  #makeTopic(kafka: KafkaStage): CfnTopic {
    const retentionMillis = (hoursOf(kafka.retention) ?? 0) * 3_600_000;
    const settings = {
      'retention.ms': String(retentionMillis),
      'max.message.bytes': String(TOPIC_MAX_MESSAGE_BYTES),
      // two of three on express brokers, where it cannot be set
      ...(kafka.brokers === 'express' ? {} : { 'min.insync.replicas': String(Math.max(1, kafka.zones - 1)) }),
      'cleanup.policy': 'delete',
      // the broker's clock: a producer with a wrong clock could create any number of indices, and its records could outlive the retention
      'message.timestamp.type': 'LogAppendTime',
    };
    return new CfnTopic(this, 'Topic', {
      clusterArn: this.clusterArn,
      topicName: LOG_TOPIC,
      partitionCount: kafka.partitions,
      replicationFactor: kafka.zones,
      // JSON: MSK's reference does not specify it, but Terraform's aws_msk_topic sends it, and its acceptance tests run against MSK
      // (hashicorp/terraform-provider-aws #46490)
      configs: Fn.base64(JSON.stringify(settings)),
    });
  }

  #growStorage(resourceId: string, { maxStorageGibPerBroker }: KafkaStage): void {
    if (maxStorageGibPerBroker === undefined) return;
    const target = new ScalableTarget(this, 'Storage', {
      serviceNamespace: ServiceNamespace.KAFKA,
      resourceId,
      scalableDimension: 'kafka:broker-storage:VolumeSize',
      minCapacity: 1,
      maxCapacity: maxStorageGibPerBroker,
    });
    target.scaleToTrackMetric('Utilization', {
      predefinedMetric: PredefinedMetric.KAFKA_BROKER_STORAGE_UTILIZATION,
      targetValue: STORAGE_TARGET_PERCENT,
      // MSK cannot shrink a volume
      disableScaleIn: true,
    });
  }
}
