import { isNetwork } from '../../core/addresses/networks.ts';
import { counted } from '../../core/wording.ts';
import { beginsIn, overlap, vpcNetwork } from './networks.ts';
import type { Stage } from './stage.ts';
import { daysOf, hoursOf } from './time-span.ts';

/** Networks of RFC 1918; in 10.0.0.0/8 of at most 16 host bits, since all of it would be too much to let in. */
const PRIVATE_NETWORK = /^(?:10\.\d{1,3}|172\.(?:1[6-9]|2\d|3[01])|192\.168)\.\d{1,3}\.\d{1,3}\/(?:1[6-9]|2\d|3[0-2])$/;
/** A VPC has 16 to 28 bits (Amazon VPC User Guide, "VPC CIDR blocks"); three subnets of more than 28 bits do not fit into more than 24. */
const VPC_BLOCK = /\/(?:1[6-9]|2[0-4])$/;
/**
 * Nobody comes from there to an address of the internet: private networks, those of carriers, of a link, and the machine itself (IANA IPv4 and
 * IPv6 Special-Purpose Address Registries).
 */
const NOT_OF_THE_INTERNET: readonly string[] = [
  ...['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '169.254.0.0/16', '127.0.0.0/8'],
  ...['fc00::/7', 'fe80::/10', '::1/128'],
];
const TOPIC_ARN = /^arn:aws:sns:([a-z0-9-]+):\d{12}:[\w-]{1,256}$/;
/** A symmetric key, by its id: an alias can be moved to another key, and services take none in a policy. */
const KEY_ARN =
  /^arn:aws:kms:([a-z0-9-]+):\d{12}:key\/(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;
const POLICY_ARN = /^arn:aws:iam::(?:\d{12}|aws):policy\/[\w+=,.@/-]+$/;
/** Letters, spaces, numbers and some signs; `aws:` is Amazon's (AWS Tagging User Guide, "Tag naming limits and requirements"). */
const TAG_KEY = /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/iu;
const TAG_VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u;
const OWN_TAGS: readonly string[] = ['project', 'stage'];
/** Of a resource (same page). */
const MAX_TAGS = 50;

/** Days that CloudWatch Logs keeps a log group for, if it keeps it for a time (Amazon CloudWatch Logs API reference, PutRetentionPolicy). */
const LOG_DAYS: readonly number[] = [
  ...[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653],
];

/** What is wrong with an organisation's options: networks, topics, tags, limits. */
export function organisationRules(stage: Stage): readonly string[] {
  return [
    ...vpcRules(stage),
    ...privateNetworkRules('producers.networks', stage.producers?.networks ?? [], vpcNetwork(stage)),
    ...domainRules(stage),
    ...alarmRules(stage),
    ...logRules(stage),
    ...keyRules(stage),
    ...tagRules(stage),
    ...concurrencyRules(stage),
  ];
}

function vpcRules({ network, kafka, availabilityZones }: Stage): string[] {
  if (network === undefined) return [];
  if ('cidr' in network) {
    return PRIVATE_NETWORK.test(network.cidr) && isNetwork(network.cidr) && VPC_BLOCK.test(network.cidr)
      ? []
      : [`network.cidr is "${network.cidr}"; write a private IPv4 network of 16 to 24 bits, such as 10.20.0.0/16`];
  }
  const { vpcId, subnetIds } = network;
  const isDistinct = new Set(subnetIds).size === subnetIds.length;
  return [
    ...(/^vpc-[0-9a-f]{8,17}$/.test(vpcId)
      ? []
      : [`network.vpcId is "${vpcId}"; write the id, such as vpc-0a1b2c3d4e5f67890`]),
    ...subnetIds
      .filter((id) => !/^subnet-[0-9a-f]{8,17}$/.test(id))
      .map((id) => `network.subnetIds holds "${id}"; write ids, such as subnet-0a1b2c3d4e5f67890`),
    ...(isDistinct && subnetIds.length === kafka.zones
      ? []
      : [
          `network.subnetIds are ${subnetIds.length === 0 ? 'none' : subnetIds.join(', ')}; name ${counted(kafka.zones, 'different subnet')}, each in a different zone, as kafka.zones demands`,
        ]),
    ...(availabilityZones === undefined
      ? []
      : ['availabilityZones are given with network.subnetIds, which are in zones already; leave them out']),
  ];
}

function domainRules(stage: Stage): string[] {
  const { endpoint, allowedNetworks, clientNetworks } = stage.search;
  const own = vpcNetwork(stage);
  const misplaced = [
    ...(allowedNetworks !== undefined && endpoint === 'vpc'
      ? ['search.allowedNetworks are given, and the domain is in the VPC; name who reaches it in search.clientNetworks']
      : []),
    ...(clientNetworks !== undefined && endpoint === 'public'
      ? ['search.clientNetworks are given, and the domain is public; name who reaches it in search.allowedNetworks']
      : []),
  ];
  return [
    ...misplaced,
    ...(allowedNetworks?.length === 0
      ? ['search.allowedNetworks are empty: nobody could look at the logs; leave it out to let everybody in']
      : []),
    ...(allowedNetworks ?? [])
      .filter((network) => !isNetwork(network) || network.endsWith('/0'))
      .map(
        (network) => `search.allowedNetworks holds "${network}"; write addresses or networks, such as 203.0.113.0/24`,
      ),
    ...(allowedNetworks ?? [])
      .filter((network) => isNetwork(network) && NOT_OF_THE_INTERNET.some((one) => beginsIn(network, one)))
      .map(
        (network) =>
          `search.allowedNetworks holds "${network}", which is private; write the addresses that the internet sees, such as 203.0.113.0/24`,
      ),
    ...privateNetworkRules('search.clientNetworks', clientNetworks ?? [], own),
  ];
}

/** Networks that are let into the VPC, whose own addresses they may not share. */
function privateNetworkRules(what: string, networks: readonly string[], own: string | undefined): string[] {
  return networks.flatMap((network) => {
    if (!PRIVATE_NETWORK.test(network))
      return [`${what} holds "${network}"; write a private IPv4 network such as 10.1.0.0/16`];
    return own !== undefined && overlap(network, own)
      ? [`${what} holds "${network}", which overlaps the VPC's own ${own}: nobody can be routed there`]
      : [];
  });
}

function alarmRules({ alarmTopics, alarmEmails, region }: Stage): string[] {
  if (alarmTopics === undefined) return [];
  return [
    ...(['critical', 'warning'] as const).flatMap((severity) => {
      const [, topicRegion] = TOPIC_ARN.exec(alarmTopics[severity]) ?? [];
      if (topicRegion === undefined) {
        return [
          `alarmTopics.${severity} is "${alarmTopics[severity]}"; write the ARN of a standard SNS topic, arn:aws:sns:REGION:ACCOUNT:NAME`,
        ];
      }
      return region === undefined || topicRegion === region
        ? []
        : [
            `alarmTopics.${severity} is of ${topicRegion}, and the stage is in ${region}; alarms notify topics of their own region`,
          ];
    }),
    ...(alarmEmails.length === 0
      ? []
      : ['alarmEmails are given with alarmTopics; existing topics have their own subscriptions, so leave them out']),
  ];
}

function logRules({ logRetention }: Stage): string[] {
  if (logRetention === undefined) return [];
  const hours = hoursOf(logRetention);
  return hours !== undefined && hours % 24 === 0 && LOG_DAYS.includes(daysOf(logRetention))
    ? []
    : [`logRetention is "${logRetention}"; CloudWatch Logs keeps ${LOG_DAYS.join(', ')} days, so write e.g. "90 days"`];
}

function keyRules({ encryptionKey, region }: Stage): string[] {
  if (encryptionKey === undefined) return [];
  const [, keyRegion] = KEY_ARN.exec(encryptionKey) ?? [];
  if (keyRegion === undefined) {
    return [
      `encryptionKey is "${encryptionKey}"; write the ARN of a KMS key, not of an alias: arn:aws:kms:REGION:ACCOUNT:key/ID`,
    ];
  }
  return region === undefined || keyRegion === region
    ? []
    : [`encryptionKey is a key of ${keyRegion}, and the stage is in ${region}; services use keys of their own region`];
}

function tagRules({ tags = {}, permissionsBoundary }: Stage): string[] {
  const keys = [...OWN_TAGS, ...Object.keys(tags)];
  return [
    ...(keys.length <= MAX_TAGS
      ? []
      : [`tags are ${keys.length} with ${OWN_TAGS.join(' and ')}; a resource has ${MAX_TAGS} at most`]),
    ...Object.entries(tags).flatMap(([key, value]) => [
      ...(TAG_KEY.test(key)
        ? []
        : [`tags have the key "${key}"; aws: is Amazon's, and others have letters, digits and _.:/=+-@`]),
      ...keys
        .slice(0, keys.lastIndexOf(key))
        // on roles (AWS IAM User Guide, "Tags for AWS Identity and Access Management resources", case sensitivity)
        .filter((other) => other.toLowerCase() === key.toLowerCase())
        .map((other) => `tags have the keys "${key}" and "${other}"; IAM rejects keys that differ only in case`),
      ...(TAG_VALUE.test(value)
        ? []
        : [`tags.${key} is "${value}"; write letters, digits, spaces and _.:/=+-@, at most 256`]),
    ]),
    ...(permissionsBoundary === undefined || POLICY_ARN.test(permissionsBoundary)
      ? []
      : [
          `permissionsBoundary is "${permissionsBoundary}"; write the ARN of a managed policy, arn:aws:iam::ACCOUNT:policy/NAME`,
        ]),
  ];
}

/** Reserved executions are taken from the account's: with fewer than a queue may ask for, its messages would be throttled. */
function concurrencyRules({ ingest, indexer }: Stage): string[] {
  const least = { ingest: ingest.maxConcurrency, indexer: 1 };
  return (['ingest', 'indexer'] as const).flatMap((name) => {
    const reserved = { ingest, indexer }[name].reservedConcurrency;
    return reserved === undefined || (Number.isInteger(reserved) && reserved >= least[name] && reserved <= 1000)
      ? []
      : [
          `${name}.reservedConcurrency is ${reserved}; it must be a whole number from ${least[name]}${name === 'ingest' ? ', its maxConcurrency,' : ''} to 1000`,
        ];
  });
}
