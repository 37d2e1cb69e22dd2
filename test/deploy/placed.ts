import assert from 'node:assert/strict';
import path from 'node:path';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { runCommand } from '../helpers/command.ts';
import type { Account } from './account.ts';
import { cdk, deploy, firstDeployment } from './cloud-development-kit.ts';
import { askAws, ec2, type Emulator } from './emulator.ts';
import { stageApp } from './organisation.ts';
import { startPoller, topicMapping } from './poller.ts';
import { describeAll } from './stage-checks.ts';

/**
 * Deploys a stage that was destroyed once more, with addresses, zones and networks of its own (`placedStage`), has the doctor examine it, and
 * destroys it again.
 */
export async function deployPlaced(
  account: Account,
  lambda: LambdaClient,
  folder: string,
  stageName: string,
): Promise<void> {
  const { emulator, brokers } = account;
  const options = [...stageApp, '-c', 'placed=true', '-c', `stage=${stageName}`];
  const deployed = await deploy(emulator, folder, ...firstDeployment, ...options);
  assert.equal(deployed.code, 0, `${deployed.output}\n${emulator.log().slice(-5000)}`);
  await assertPlaced(emulator, deployed.outputs[`kafkainsight-${stageName}-identity`]);
  const failures: string[] = [];
  const template = path.join(folder, 'cdk.out', `kafkainsight-${stageName}-index.template.json`);
  const poller = await startPoller(lambda, await topicMapping(lambda, template), brokers, (error) =>
    failures.push(String(error)),
  );
  try {
    const { code, output, errors } = await runCommand(['doctor', '--stage', stageName], {
      environment: emulator.environment,
    });
    assert.equal(code, 0, output + errors + describeAll(account, failures)());
  } finally {
    await poller.stop();
  }
  const destroyed = await cdk(emulator, folder, ...['destroy', '--all', '--force', ...options]);
  assert.equal(destroyed.code, 0, destroyed.output);
}

/** What AWS would say of the places that `placedStage` names (Amazon EC2 and Amazon OpenSearch Service API references). */
async function assertPlaced(emulator: Emulator, identity: Readonly<Record<string, string>> = {}): Promise<void> {
  assert.match(await askAws(emulator, ec2('DescribeVpcs')), /<cidrBlock>192\.168\.7\.0\/24</);
  const subnets = (await askAws(emulator, ec2('DescribeSubnets'))).split('<subnetId>');
  const zoneOf = (cidr: string): string | undefined => {
    const subnet = subnets.find((one) => one.includes(`<cidrBlock>${cidr}<`)) ?? '';
    return /<availabilityZoneId>([^<]+)</.exec(subnet)?.[1];
  };
  assert.deepEqual(['192.168.7.0/26', '192.168.7.64/26'].map(zoneOf), ['use1-az2', 'use1-az1']);
  const groups = (await askAws(emulator, ec2('DescribeSecurityGroups'))).split('<groupName>');
  const openTo = groups.filter((one) => one.includes('<cidrIp>10.1.0.0/16<'));
  assert.equal(openTo.length, 1);
  assert.match(openTo[0] ?? '', /<fromPort>9098<\/fromPort>/);
  const named = await askAws(emulator, { service: 'es', path: '/2021-01-01/domain' });
  const [, name = ''] = /"DomainName": ?"([^"]+)"/.exec(named) ?? [];
  const described = await askAws(emulator, { service: 'es', path: `/2021-01-01/opensearch/domain/${name}` });
  const { AccessPolicies } = (JSON.parse(described) as { readonly DomainStatus: { readonly AccessPolicies: string } })
    .DomainStatus;
  const [people, functions] = (
    JSON.parse(AccessPolicies) as {
      readonly Statement: readonly [object, { readonly Principal: { readonly AWS: readonly string[] } }?];
    }
  ).Statement;
  assert.deepEqual(people, {
    Effect: 'Allow',
    Principal: { AWS: '*' },
    Action: 'es:ESHttp*',
    Resource: '*',
    Condition: { IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '2001:db8::/32'] } },
  });
  const roles = Object.values(identity).filter((value) => value.startsWith('arn:'));
  assert.ok(roles.length >= 8);
  assert.deepEqual(functions?.Principal.AWS.toSorted(), roles.sort());
}
