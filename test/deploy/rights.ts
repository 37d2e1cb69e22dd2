import type { Account } from './account.ts';
import { ACCOUNT, askAws, type Emulator, form, REGION } from './emulator.ts';

/** What a role did at a server behind the emulator, as IAM names it. */
export interface Deed {
  /** ARN. */
  readonly role: string;
  readonly action: string;
  readonly resource: string;
}

/**
 * What roles did at the domain and at the brokers. Each method of a request is an action, and its path belongs to the resource (Service
 * Authorization Reference, Amazon OpenSearch Service); a producer connects, describes the topic and writes to it (Amazon MSK Developer
 * Guide, "Common use cases for client authorization policy").
 */
export async function deedsOf({ emulator, domain, acceptedRoles, topics }: Account): Promise<Deed[]> {
  const names = await askAws(emulator, { service: 'es', path: '/2021-01-01/domain' });
  const [, name = ''] = /"DomainName": ?"([^"]+)"/.exec(names) ?? [];
  const domainArn = `arn:aws:es:${REGION}:${ACCOUNT}:domain/${name}`;
  const requests = Array.from(domain.requests.values(), ({ role, method, path }) => ({
    role,
    action: `es:ESHttp${method.slice(0, 1)}${method.slice(1).toLowerCase()}`,
    resource: domainArn + path,
  }));
  const written = [...topics.values()].flatMap(({ ClusterArn, TopicName }) => {
    const topicArn = `${ClusterArn.replace(':cluster/', ':topic/')}/${TopicName}`;
    return [
      { action: 'kafka-cluster:Connect', resource: ClusterArn },
      ...['DescribeTopic', 'WriteData'].map((action) => ({ action: `kafka-cluster:${action}`, resource: topicArn })),
    ];
  });
  return [...requests, ...[...acceptedRoles].flatMap((role) => written.map((deed) => ({ role, ...deed })))];
}

/** Those that the policies of their roles do not allow (AWS IAM API reference, SimulatePrincipalPolicy). */
export async function forbidden(emulator: Emulator, deeds: readonly Deed[]): Promise<Deed[]> {
  const answers = deeds.map(async (deed) => {
    const question = { Action: 'SimulatePrincipalPolicy', Version: '2010-05-08', PolicySourceArn: deed.role };
    const asked = { ...question, 'ActionNames.member.1': deed.action, 'ResourceArns.member.1': deed.resource };
    return (await askAws(emulator, form('iam', asked))).includes('<EvalDecision>allowed<') ? [] : [deed];
  });
  return (await Promise.all(answers)).flat();
}
