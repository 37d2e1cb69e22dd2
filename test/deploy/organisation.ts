import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Organisation } from '../stacks/organisation.ts';
import { deploy } from './cloud-development-kit.ts';
import { askAws, type AwsQuestion, ec2, type Emulator, form } from './emulator.ts';

const node = (file: string): string => `${process.execPath} test/deploy/${file}`;

/** The app of a stage that is not as stages.ts has it. */
export const stageApp: readonly string[] = ['--app', node('stage-app.ts')];

/** What an organisation has in its account, once it is there. */
export interface Settled {
  readonly has: Organisation;
  /** For the CDK's commands: the app of a stage in it. */
  readonly options: readonly string[];
}

/** Makes what an organisation has before it deploys a stage. */
export async function settle(emulator: Emulator, folder: string, domain: boolean): Promise<Settled> {
  const { code, output, outputs } = await deploy(
    emulator,
    folder,
    ...['--app', node('organisation-app.ts'), '-c', `domain=${domain}`],
  );
  if (code !== 0) throw new Error(`${output}\n${emulator.log().slice(-5000)}`);
  const has = outputs['organisation'] as unknown as Organisation;
  const file = path.join(folder, 'organisation.json');
  writeFileSync(file, JSON.stringify(has));
  return { has, options: [...stageApp, '-c', `organisation=${file}`] };
}

/** The same kinds of things, of which the account has none. */
export function nothingOf(has: Organisation): Organisation {
  const others = Object.entries(has).map(([name, value]: [string, string]) => [
    name,
    value.replaceAll(/.(?=,|$)/g, (last) => (last === '0' ? '1' : '0')),
  ]);
  return Object.fromEntries(others) as Organisation;
}

/** What is missing of what the organisation has: each is asked for by its own name. */
export async function goneOf(emulator: Emulator, has: Organisation): Promise<string[]> {
  const questions: [AwsQuestion, RegExp][] = [
    [ec2('DescribeVpcs', { 'VpcId.1': has.Vpc }), />available</],
    ...has.Subnets.split(',').map((id): [AwsQuestion, RegExp] => [
      ec2('DescribeSubnets', { 'SubnetId.1': id }),
      />available</,
    ]),
    ...[has.BrokersGroup, ...(has.SearchGroup === undefined ? [] : [has.SearchGroup])].map(
      (id): [AwsQuestion, RegExp] => [ec2('DescribeSecurityGroups', { 'GroupId.1': id }), RegExp(`<groupId>${id}<`)],
    ),
    ...[has.CriticalTopic, has.WarningTopic].map((arn): [AwsQuestion, RegExp] => [
      form('sns', { Action: 'GetTopicAttributes', Version: '2010-03-31', TopicArn: arn }),
      /<Attributes>/,
    ]),
    [form('iam', { Action: 'GetPolicy', Version: '2010-05-08', PolicyArn: has.Boundary }), /<Policy>/],
    [describeKey(has.Key), /"KeyState": ?"Enabled"/],
    [{ service: 'kafka', path: `/v1/clusters/${encodeURIComponent(has.Cluster)}` }, /"ACTIVE"/],
    ...(has.Domain === undefined ? [] : [describeDomain(has.Domain)]),
  ];
  const answers = questions.map(async ([question, expected]) => {
    const answer = await askAws(emulator, question);
    return expected.test(answer) ? [] : [`${JSON.stringify(question)}: ${answer}`];
  });
  return (await Promise.all(answers)).flat();
}

function describeKey(arn: string): AwsQuestion {
  const headers = { 'x-amz-target': 'TrentService.DescribeKey', 'content-type': 'application/x-amz-json-1.1' };
  return { service: 'kms', headers, body: JSON.stringify({ KeyId: arn }) };
}

function describeDomain(arn: string): [AwsQuestion, RegExp] {
  const asked = `/2021-01-01/opensearch/domain/${arn.split('/')[1] ?? ''}`;
  return [{ service: 'es', path: asked }, /"Deleted": ?false/];
}
