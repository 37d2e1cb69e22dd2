import { ArnFormat, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { Stage } from '../configuration/stage.ts';
import { alarmOf } from '../monitoring/alarm.ts';
import { alarmsOf } from '../monitoring/alarms.ts';
import { makeDashboard } from '../monitoring/dashboard.ts';
import { type Monitored, stageMetrics } from '../monitoring/metrics.ts';

export interface MonitoringStackProps extends StackProps {
  readonly monitored: Monitored;
}

/** The alarms, the topic that they notify, and a dashboard of the same metrics. */
export class MonitoringStack extends Stack {
  constructor(scope: Construct, id: string, props: MonitoringStackProps) {
    super(scope, id, props);
    const { monitored } = props;
    const { stage } = monitored;
    const topic = this.#makeTopic(stage);
    const metrics = stageMetrics(monitored);
    const alarms = alarmsOf(metrics, monitored).map((definition): Alarm => {
      const alarm = alarmOf(this, stage.name, definition);
      alarm.addAlarmAction(new SnsAction(topic));
      alarm.addOkAction(new SnsAction(topic));
      return alarm;
    });
    makeDashboard(this, stage, metrics, alarms);
  }

  /**
   * CloudWatch cannot publish under the AWS managed key of SNS, so the topic has a customer managed key (Amazon SNS Developer Guide, "Key
   * management", "Enable compatibility between event sources from AWS services and encrypted topics"). Both policies let CloudWatch in,
   * for alarms of this stage.
   */
  #makeTopic(stage: Stage): Topic {
    const key = new Key(this, 'Key', {
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY,
      description: 'Alarms on their way',
    });
    const topic = new Topic(this, 'Alarms', { masterKey: key, enforceSSL: true });
    key.addToResourcePolicy(this.#letAlarms(stage, ['kms:Decrypt', 'kms:GenerateDataKey*'], '*'));
    topic.addToResourcePolicy(this.#letAlarms(stage, ['sns:Publish'], topic.topicArn));
    for (const email of stage.alarmEmails) topic.addSubscription(new EmailSubscription(email));
    return topic;
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
