import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Function as NodeFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { findingsFunctionName } from '../../core/names.ts';
import type { Stage } from '../configuration/stage.ts';
import { findingsTiming } from '../configuration/timing.ts';
import { useKey } from '../constructs/encryption.ts';
import { nodeFunction } from '../constructs/node-function.ts';
import { Notifications } from '../constructs/notifications.ts';
import { allow, EVERY_PATH } from '../constructs/permissions.ts';
import { dashboardsUrl, type SearchDomain, searchVariables } from '../constructs/search-domain.ts';
import type { StageIdentity, StageNetwork } from './offers.ts';

/** Twice what half a million groups of a question need. */
const MEMORY_MIB = 1024;

export interface FindingsStackProps extends StackProps {
  readonly stage: Stage;
  readonly network: Pick<StageNetwork, 'vpc' | 'functions'>;
  readonly identity: StageIdentity;
  readonly search: SearchDomain;
  /** What has to be done before. */
  readonly provisioning: Stack;
}

/**
 * The function that judges the logs and counts visits, every minute, and, if the stage names destinations, what notifies them. It reads logs,
 * and writes findings, cases, baselines and visits alone.
 */
export class FindingsStack extends Stack {
  readonly handler: NodeFunction;
  /** Absent without destinations. */
  readonly notifications: Notifications | undefined;

  constructor(scope: Construct, id: string, props: FindingsStackProps) {
    super(scope, id, props);
    const { stage, network, identity, search } = props;
    // it cannot read the indices before its role exists in the domain
    this.addStackDependency(props.provisioning);
    const { notifications } = stage;
    this.notifications = notifications === undefined ? undefined : new Notifications(this, 'Notifications', stage);
    const queue = this.notifications?.queue;
    this.handler = nodeFunction(this, {
      name: 'findings',
      functionName: findingsFunctionName(stage.name),
      description: 'Judges what has changed in the logs',
      role: identity.roles.findings,
      // its role in the domain decides what these may do
      permissions: [
        allow(['es:ESHttpGet', 'es:ESHttpPost'], [`${search.domain.domainArn}/*`], EVERY_PATH),
        ...(queue === undefined
          ? []
          : [allow(['sqs:SendMessage'], [queue.queueArn]), ...useKey(stage, 'sendMessages')]),
      ],
      memoryMib: MEMORY_MIB,
      timeout: Duration.seconds(findingsTiming.functionSeconds),
      environment: {
        ...searchVariables(search),
        METRICS_STAGE: stage.name,
        ...(stage.site && { SITE: JSON.stringify(stage.site) }),
        ...(queue === undefined
          ? {}
          : {
              DESTINATIONS: JSON.stringify(notifications),
              DELIVERY_QUEUE_URL: queue.queueUrl,
              DASHBOARDS_URL: dashboardsUrl(search),
            }),
      },
      ...(stage.search.endpoint === 'vpc' ? { network: { vpc: network.vpc, securityGroup: network.functions } } : {}),
    });
    const every = Duration.minutes(findingsTiming.intervalMinutes);
    new Rule(this, 'Schedule', {
      description: 'Judges what has changed in the logs',
      schedule: Schedule.rate(every),
      // it is invoked again a minute later
      targets: [new LambdaFunction(this.handler, { maxEventAge: every, retryAttempts: 0 })],
    });
  }
}
