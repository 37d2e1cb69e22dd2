import { namedVpc } from './networks.ts';
import type { Stage } from './stage.ts';

/** An AWS service that is reached from inside the VPC through an interface endpoint, and who reaches it (groups of the network stack). */
export interface InterfaceEndpoint {
  /** A constant of CDK's `InterfaceVpcEndpointAwsService`. */
  readonly service: 'LAMBDA' | 'STS' | 'SQS' | 'SECRETS_MANAGER';
  readonly users: readonly ('brokers' | 'functions')[];
  /** What its policy lets through, and nothing else: these actions on these resources of the stage's own account. */
  readonly actions: readonly string[];
  readonly resources: { readonly service: string; readonly resource: string; readonly region?: '' };
  readonly reason: string;
}

/** The interface endpoints that are made: in a VPC that was there before, its owner decides how AWS is reached. */
export function interfaceEndpoints(stage: Stage): readonly InterfaceEndpoint[] {
  return namedVpc(stage) === undefined ? neededEndpoints(stage) : [];
}

/** The interface endpoints that a stage needs; each is charged by the hour and zone, so there is none without a reason. */
function neededEndpoints(stage: Stage): readonly InterfaceEndpoint[] {
  const endpoints: InterfaceEndpoint[] = [
    {
      service: 'SQS',
      users: ['functions'],
      actions: ['sqs:SendMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes'],
      resources: { service: 'sqs', resource: '*' },
      reason:
        'ingest queues the parts of large files and shortens retries; inspect and forget ask how many messages wait',
    },
  ];
  if (stage.polling.mode === 'on-demand') {
    const reason = 'on-demand pollers stand in the VPC, assume the role and invoke the function from there';
    endpoints.push(
      {
        service: 'LAMBDA',
        users: ['brokers'],
        actions: ['lambda:InvokeFunction'],
        resources: { service: 'lambda', resource: 'function:*' },
        reason,
      },
      {
        service: 'STS',
        users: ['brokers'],
        actions: ['sts:AssumeRole'],
        resources: { service: 'iam', resource: 'role/*', region: '' },
        reason,
      },
    );
  }
  if (stage.pseudonymise) {
    endpoints.push({
      service: 'SECRETS_MANAGER',
      users: ['functions'],
      actions: ['secretsmanager:GetSecretValue'],
      resources: { service: 'secretsmanager', resource: 'secret:*' },
      reason: 'ingest reads the key of the pseudonyms',
    });
  }
  return endpoints;
}

/** How many zones each interface endpoint is in: one where an hour without it is acceptable, since each zone is charged. */
export function endpointZones(stage: Stage): number {
  return stage.data === 'retained' ? stage.kafka.zones : 1;
}
