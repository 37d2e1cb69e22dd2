import { kafkaClusterName } from '../../core/names.ts';
import { isNamed } from './networks.ts';
import type { Stage } from './stage.ts';

/** `arn:aws:kafka:REGION:ACCOUNT:cluster/NAME/UUID` (Service Authorization Reference, Amazon Managed Streaming for Apache Kafka). */
const CLUSTER_ARN = /^arn:aws:kafka:([a-z0-9-]+):\d{12}:cluster\/([\w-]{1,64})\/[\w-]+$/;
const SECURITY_GROUP = /^sg-[0-9a-f]{8,17}$/;

/** Name of the stage's cluster, under which CloudWatch knows its metrics: of one that is made, or of the one that is there. */
export function clusterNameOf({ name, kafka }: Pick<Stage, 'name' | 'kafka'>): string {
  return CLUSTER_ARN.exec(kafka.existing?.clusterArn ?? '')?.[2] ?? kafkaClusterName(name);
}

/** What is wrong with a cluster that is there, as far as a template can know; the rest the deployment finds out. */
export function existingRules(stage: Stage): readonly string[] {
  return clusterRules(stage);
}

function clusterRules({ kafka, network, producers, region }: Stage): string[] {
  const { existing } = kafka;
  if (existing === undefined) return [];
  const { clusterArn, securityGroupId } = existing;
  const [, clusterRegion] = CLUSTER_ARN.exec(clusterArn) ?? [];
  return [
    ...(clusterRegion === undefined
      ? [`kafka.existing.clusterArn is "${clusterArn}"; write arn:aws:kafka:REGION:ACCOUNT:cluster/NAME/UUID`]
      : []),
    ...(clusterRegion !== undefined && region !== undefined && clusterRegion !== region
      ? [`kafka.existing.clusterArn is of ${clusterRegion}, and the stage is in ${region}`]
      : []),
    ...groupRules('kafka.existing.securityGroupId', securityGroupId),
    ...(isNamed(network)
      ? []
      : ['network names no VPC, and kafka.existing is in one; name it, with subnets that reach the brokers']),
    ...(kafka.maxStorageGibPerBroker === undefined
      ? []
      : [
          "kafka.maxStorageGibPerBroker is given, but volumes of a cluster that is there are its owner's; leave it out",
        ]),
    ...((producers?.networks ?? []).length === 0
      ? []
      : ['producers.networks are given, but who reaches a cluster that is there its owner says; leave them out']),
  ];
}

function groupRules(what: string, id: string): string[] {
  return SECURITY_GROUP.test(id) ? [] : [`${what} is "${id}"; write the id, such as sg-0a1b2c3d4e5f67890`];
}
