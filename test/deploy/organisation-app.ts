/** The app of what an organisation has in its account before it deploys a stage; `-c domain=true`: a search domain, too. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { App, CfnOutput, Fn, Stack } from 'aws-cdk-lib';
import { CfnSecurityGroup, CfnSubnet, CfnVPC } from 'aws-cdk-lib/aws-ec2';
import { CfnManagedPolicy, CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnKey } from 'aws-cdk-lib/aws-kms';
import { CfnCluster } from 'aws-cdk-lib/aws-msk';
import { CfnDomain } from 'aws-cdk-lib/aws-opensearchservice';
import { CfnTopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { exampleOrganisation, organisationStage } from '../stacks/organisation.ts';
import { ACCOUNT, REGION } from './emulator.ts';

const app = new App();
const stack = new Stack(app, 'organisation', { env: { region: REGION } });
/** The scope of the resources, whose names the outputs have. */
const own = new Construct(stack, 'Own');
const { kafka, search } = organisationStage(exampleOrganisation);

const vpc = new CfnVPC(own, 'Vpc', { cidrBlock: '10.20.0.0/16', enableDnsHostnames: true });
const subnets = Array.from(
  { length: kafka.zones },
  (_, index) =>
    new CfnSubnet(own, `Subnet${index}`, {
      vpcId: vpc.ref,
      cidrBlock: `10.20.${index}.0/24`,
      availabilityZone: Fn.select(index, Fn.getAzs()),
    }),
);
const group = (name: string): CfnSecurityGroup =>
  new CfnSecurityGroup(own, name, { groupDescription: name, vpcId: vpc.ref });

const key = new CfnKey(own, 'Key', { keyPolicy: documentedKeyPolicy() });
const [critical, warning] = ['Critical', 'Warning'].map((name) => new CfnTopic(own, name));

// all that the roles of a stage need; of IAM only what a domain in a VPC needs
const services = ['cloudwatch', 'ec2', 'es', 'kafka', 'kafka-cluster', 'kms', 'lambda', 'logs', 's3', 'secretsmanager'];
const allowed = [...services, 'sns', 'sqs'].map((name) => `${name}:*`);
const boundary = new CfnManagedPolicy(own, 'Boundary', {
  policyDocument: {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: [...allowed, 'iam:CreateServiceLinkedRole'], Resource: '*' }],
  },
});

const brokersGroup = group('Brokers');
const cluster = new CfnCluster(own, 'Cluster', {
  clusterName: 'logs',
  kafkaVersion: kafka.version,
  numberOfBrokerNodes: kafka.brokerCount,
  brokerNodeGroupInfo: {
    instanceType: kafka.instanceType,
    clientSubnets: subnets.map(({ ref }) => ref),
    securityGroups: [brokersGroup.attrGroupId],
  },
  clientAuthentication: { sasl: { iam: { enabled: true } } },
});

output('Vpc', vpc.ref);
output(
  'Subnets',
  Fn.join(
    ',',
    subnets.map(({ ref }) => ref),
  ),
);
output('Cluster', cluster.ref);
output('BrokersGroup', brokersGroup.attrGroupId);
output('Key', key.attrArn);
output('CriticalTopic', critical?.ref);
output('WarningTopic', warning?.ref);
output('Boundary', boundary.ref);
if (app.node.tryGetContext('domain') === 'true') addDomain();

function addDomain(): void {
  const administrator = new CfnRole(own, 'DomainAdministrator', {
    assumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' }],
    },
  });
  const domainGroup = group('Search');
  const domain = new CfnDomain(own, 'Domain', {
    engineVersion: `OpenSearch_${search.version}`,
    advancedSecurityOptions: { enabled: true, masterUserOptions: { masterUserArn: administrator.attrArn } },
    vpcOptions: { subnetIds: subnets.slice(0, 1).map(({ ref }) => ref), securityGroupIds: [domainGroup.attrGroupId] },
  });
  output('Domain', domain.attrArn);
  output('SearchGroup', domainGroup.attrGroupId);
}

function output(name: string, value = ''): void {
  new CfnOutput(stack, name, { value });
}

/** The policy that docs/configuration.md wants the key to have. */
function documentedKeyPolicy(): unknown {
  const page = readFileSync(path.join(import.meta.dirname, '..', '..', 'docs', 'configuration.md'), 'utf8');
  const [, json = ''] = /#### An existing key[^]*?\n( {4}\{\n[^]*? {4}\}\n)/.exec(page) ?? [];
  return JSON.parse(json.replaceAll('ACCOUNT', ACCOUNT).replaceAll('REGION', REGION));
}
