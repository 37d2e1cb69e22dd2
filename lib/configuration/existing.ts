import { kafkaClusterName } from '../../core/names.ts';
import { isNamed } from './networks.ts';
import type { Stage } from './stage.ts';

/** `arn:aws:kafka:REGION:ACCOUNT:cluster/NAME/UUID` (Service Authorization Reference, Amazon Managed Streaming for Apache Kafka). */
const CLUSTER_ARN = /^arn:aws:kafka:([a-z0-9-]+):\d{12}:cluster\/([\w-]{1,64})\/[\w-]+$/;
/** `arn:aws:es:REGION:ACCOUNT:domain/NAME` (same reference, Amazon OpenSearch Service). */
const DOMAIN_ARN = /^arn:aws:es:([a-z0-9-]+):\d{12}:domain\/[a-z][a-z0-9-]{2,27}$/;
const HOST_NAME = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/;
const SECURITY_GROUP = /^sg-[0-9a-f]{8,17}$/;

/** Name of the stage's cluster, under which CloudWatch knows its metrics: of one that is made, or of the one that is there. */
export function clusterNameOf({ name, kafka }: Pick<Stage, 'name' | 'kafka'>): string {
  return CLUSTER_ARN.exec(kafka.existing?.clusterArn ?? '')?.[2] ?? kafkaClusterName(name);
}

/** What is wrong with a cluster or a domain that is there, as far as a template can know; the rest the deployment finds out. */
export function existingRules(stage: Stage): readonly string[] {
  return [...clusterRules(stage), ...domainRules(stage)];
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
          'kafka.maxStorageGibPerBroker is given, but its owner manages the volumes of an existing cluster; leave it out',
        ]),
    ...((producers?.networks ?? []).length === 0
      ? []
      : ['producers.networks are given, but its owner decides who reaches an existing cluster; leave them out']),
  ];
}

function groupRules(what: string, id: string): string[] {
  return SECURITY_GROUP.test(id) ? [] : [`${what} is "${id}"; write the id, such as sg-0a1b2c3d4e5f67890`];
}

function domainRules(stage: Stage): string[] {
  const { search, region } = stage;
  const { existing } = search;
  if (existing === undefined) return [];
  const { domainArn, hostName, readers } = existing;
  const [, domainRegion] = DOMAIN_ARN.exec(domainArn) ?? [];
  return [
    ...(domainRegion === undefined ? [notADomain(domainArn)] : []),
    ...(domainRegion !== undefined && region !== undefined && domainRegion !== region
      ? [`search.existing.domainArn is of ${domainRegion}, and the stage is in ${region}`]
      : []),
    ...(HOST_NAME.test(hostName)
      ? []
      : [
          `search.existing.hostName is "${hostName}"; write the host name of the domain's endpoint, without https:// and path`,
        ]),
    ...(readers.every((role) => role.trim() !== '') ? [] : ['search.existing.readers contains an empty name']),
    ...placeOfDomain(stage, existing.securityGroupId),
    ...(['saml', 'allowedNetworks', 'clientNetworks'] as const)
      .filter((property) => search[property] !== undefined)
      .map(
        (property) =>
          `search.${property} is given, but its owner decides who reaches an existing domain and how people sign in; leave it out`,
      ),
  ];
}

/** What a serverless collection lacks (Amazon OpenSearch Service Developer Guide, "Supported operations and plugins in … Serverless"). */
function notADomain(arn: string): string {
  return arn.startsWith('arn:aws:aoss:')
    ? `search.existing.domainArn is a serverless collection, which has neither the API of the security plugin nor index state management, so nobody would have permissions and nothing would be deleted; name a managed domain`
    : `search.existing.domainArn is "${arn}"; write arn:aws:es:REGION:ACCOUNT:domain/NAME`;
}

function placeOfDomain({ network, search }: Stage, securityGroupId: string | undefined): string[] {
  if (search.endpoint === 'public') {
    return securityGroupId === undefined
      ? []
      : ["search.existing.securityGroupId is given, and search.endpoint is 'public'; a public domain has none"];
  }
  return [
    ...(securityGroupId === undefined
      ? ["search.existing.securityGroupId is missing, and search.endpoint is 'vpc'; name one of the domain's groups"]
      : groupRules('search.existing.securityGroupId', securityGroupId)),
    ...(isNamed(network)
      ? []
      : ['network names no VPC, and search.existing is in one; name it, with subnets that reach the domain']),
  ];
}
