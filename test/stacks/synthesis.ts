import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import cdk from '../../cdk.json' with { type: 'json' };
import { buildStage } from '../../lib/app.ts';
import type { ExistingCluster, ExistingDomain, KafkaStage, Stage } from '../../lib/configuration/stage.ts';
import { stages } from '../../lib/configuration/stages.ts';

/** The parts of a stage that have a stack, in the order in which they can be deployed. */
export const stackNames = [
  'network',
  'identity',
  'storage',
  'stream',
  'search',
  'provisioning',
  'ingest',
  'index',
  'reconcile',
  'findings',
  'monitoring',
] as const;
export type StackName = (typeof stackNames)[number];

/** The stacks of one stage, and the templates that CloudFormation would get. */
export interface Synthesis {
  readonly app: App;
  readonly stacks: Readonly<Record<StackName, Stack>>;
  readonly templates: Readonly<Record<StackName, Template>>;
}

/** Synthesis takes seconds, so each stage is done once. */
const done = new Map<string, Synthesis>();

/** Synthesises a stage as `cdk synth` does, without bundling the functions. */
export function synthesise(stage: Stage): Synthesis {
  const key = JSON.stringify(stage);
  const synthesis = done.get(key) ?? synthesiseNow(stage);
  done.set(key, synthesis);
  return synthesis;
}

function synthesiseNow(stage: Stage): Synthesis {
  const app = new App({ context: { ...cdk.context, 'aws:cdk:bundling-stacks': [] } });
  buildStage(app, stage.name, [stage]);
  const stacks = app.node.children.filter((child) => Stack.isStack(child));
  const byPart = <T>(of: (stack: Stack) => T): Readonly<Record<StackName, T>> => {
    const prefix = `kafkainsight-${stage.name}-`;
    return Object.fromEntries(stacks.map((stack) => [stack.stackName.replace(prefix, ''), of(stack)])) as Record<
      StackName,
      T
    >;
  };
  return { app, stacks: byPart((stack) => stack), templates: byPart((stack) => Template.fromStack(stack)) };
}

/** One of the presets, with changes. */
export function preset(name: 'dev' | 'prod', changes: Partial<Stage> = {}): Stage {
  const stage = stages.find((one) => one.name === name);
  if (stage === undefined) throw new Error(`There is no preset ${name}.`);
  return { ...stage, ...changes };
}

/** The stage prod on express brokers, whose storage MSK manages. */
export function expressStage(changes: Partial<KafkaStage> = {}): Stage {
  const own = Object.entries(preset('prod').kafka).filter(([name]) => !/storageGibPerBroker$/i.test(name));
  const kafka = Object.fromEntries(own) as unknown as KafkaStage;
  return preset('prod', {
    kafka: { ...kafka, brokers: 'express', instanceType: 'express.m7g.large', ...changes },
  });
}

/** A stage whose VPC has the addresses and zones that it names, and which only the networks that it names reach. */
export function placedStage(stage: Stage): Stage {
  const { search } = stage;
  return {
    ...stage,
    region: 'us-east-1',
    network: { cidr: '192.168.7.0/24' },
    availabilityZones: ['use1-az2', 'use1-az1', 'use1-az4'].slice(0, stage.kafka.zones),
    search: {
      ...search,
      ...(search.endpoint === 'public'
        ? { allowedNetworks: ['203.0.113.0/24', '2001:db8::/32'] }
        : { clientNetworks: ['10.30.0.0/16'] }),
    },
    producers: { principals: [], networks: ['10.1.0.0/16'] },
  };
}

/** A VPC that was there before the stage. */
export const organisationVpc = {
  vpcId: 'vpc-0a1b2c3d4e5f67890',
  subnetIds: ['subnet-0a1b2c3d4e5f67890', 'subnet-0a1b2c3d4e5f67891', 'subnet-0a1b2c3d4e5f67892'],
};

/** A cluster that was there before the stage, in that VPC. */
export const organisationCluster: ExistingCluster = {
  clusterArn: 'arn:aws:kafka:eu-west-1:210987654321:cluster/logs/1b2c3d4e-5f67-8901-abcd-0a1b2c3d4e5f-7',
  securityGroupId: 'sg-0a1b2c3d4e5f67890',
};

/** The stage prod on that cluster, whose volumes are its owner's. */
export function clusterStage(existing: Partial<ExistingCluster> = {}, changes: Partial<Stage> = {}): Stage {
  const own = Object.entries(preset('prod').kafka).filter(([name]) => name !== 'maxStorageGibPerBroker');
  const kafka = Object.fromEntries(own) as unknown as KafkaStage;
  return preset('prod', {
    network: organisationVpc,
    kafka: { ...kafka, existing: { ...organisationCluster, ...existing } },
    ...changes,
  });
}

/** The stage prod on a domain that was there before it, in that VPC. */
export function domainStage(existing: Partial<ExistingDomain> = {}, changes: Partial<Stage> = {}): Stage {
  const { search } = preset('prod');
  const domain: ExistingDomain = {
    domainArn: 'arn:aws:es:eu-west-1:210987654321:domain/logs',
    hostName: 'vpc-logs-abc.eu-west-1.es.amazonaws.com',
    securityGroupId: 'sg-0a1b2c3d4e5f67891',
    readers: ['readers'],
    ...existing,
  };
  return preset('prod', { network: organisationVpc, search: { ...search, existing: domain }, ...changes });
}

/** As the Amazon OpenSearch Service Developer Guide shows it ("SAML authentication for OpenSearch Dashboards"), shortened. */
export const samlMetadata = `<?xml version="1.0" encoding="UTF-8"?>
<md:EntityDescriptor entityID="https://idp.example.com/saml" xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">
  <md:IDPSSODescriptor WantAuthnRequestsSigned="false" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://idp.example.com/sso"/>
  </md:IDPSSODescriptor>
</md:EntityDescriptor>`;
