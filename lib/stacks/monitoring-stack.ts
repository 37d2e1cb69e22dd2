import { ArnFormat, CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { Stage } from '../configuration/stage.ts';
import { namedKey } from '../constructs/encryption.ts';
import { type AlarmDefinition, alarmOf } from '../monitoring/alarm.ts';
import { alarmsOf } from '../monitoring/alarms.ts';
import { makeDashboard } from '../monitoring/dashboard.ts';
import { type Monitored, stageMetrics } from '../monitoring/metrics.ts';

export interface MonitoringStackProps extends StackProps {
  readonly monitored: Monitored;
}

/** The topics that alarms notify, by how bad what they report is. */
type AlarmTopics = Readonly<Record<AlarmDefinition['severity'], ITopic>>;

/**
 * The alarms, a topic for those that cannot wait and one for the others, and a dashboard of the same metrics. Only critical alarms
 * also say when they are over: for the others a second mail is not needed.
 */
export class MonitoringStack extends Stack {
  constructor(scope: Construct, id: string, props: MonitoringStackProps) {
    super(scope, id, props);
    const { monitored } = props;
    const { stage } = monitored;
    const topics = stage.alarmTopics === undefined ? this.#makeTopics(stage) : this.#findTopics(stage.alarmTopics);
    const metrics = stageMetrics(monitored);
    const alarms = alarmsOf(metrics, monitored).map((definition): Alarm => {
      const alarm = alarmOf(this, stage.name, definition);
      const action = new SnsAction(topics[definition.severity]);
      alarm.addAlarmAction(action);
      if (definition.severity === 'critical') alarm.addOkAction(action);
      return alarm;
    });
    makeDashboard(this, stage, metrics, alarms);
  }

  /**
   * CloudWatch cannot publish under the AWS managed key of SNS, so the topics have a customer managed key (Amazon SNS Developer Guide, "Key
   * management", "Enable compatibility between event sources from AWS services and encrypted topics"). Its policy and theirs let
   * CloudWatch in, for alarms of this stage; a key that the stage names has a policy of its owner's.
   */
  #makeTopics(stage: Stage): AlarmTopics {
    const key = namedKey(this, stage) ?? this.#makeKey(stage);
    const topic = (name: string): ITopic => {
      const made = new Topic(this, name, { masterKey: key, enforceSSL: true });
      made.addToResourcePolicy(this.#letAlarms(stage, ['sns:Publish'], made.topicArn));
      for (const email of stage.alarmEmails) made.addSubscription(new EmailSubscription(email));
      new CfnOutput(this, `${name}Topic`, { value: made.topicArn });
      return made;
    };
    return { critical: topic('CriticalAlarms'), warning: topic('WarningAlarms') };
  }

  #makeKey(stage: Stage): Key {
    const key = new Key(this, 'Key', {
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY,
      description: 'Alarms on their way',
    });
    key.addToResourcePolicy(this.#letAlarms(stage, ['kms:Decrypt', 'kms:GenerateDataKey*'], '*'));
    return key;
  }

  #findTopics({ critical, warning }: NonNullable<Stage['alarmTopics']>): AlarmTopics {
    return {
      critical: Topic.fromTopicArn(this, 'CriticalAlarms', critical),
      warning: Topic.fromTopicArn(this, 'WarningAlarms', warning),
    };
  }

  #letAlarms({ name }: Stage, actions: string[], resource: string): PolicyStatement {
    const alarms = this.formatArn({
      service: 'cloudwatch',
      resource: 'alarm',
      resourceName: `kafkainsight-${name}-*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    return new PolicyStatement({
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions,
      resources: [resource],
      conditions: { ArnLike: { 'aws:SourceArn': alarms }, StringEquals: { 'aws:SourceAccount': this.account } },
    });
  }
}
