/**
 * What AWS offers and a configuration may name. CloudFormation rejects a wrong name only after half an hour of deploying; this list
 * rejects it at once. Sources: Amazon MSK Developer Guide, "Amazon MSK broker sizes" and "Supported Apache Kafka versions"; read 2026-11.
 * Nodes of OpenSearch are in search-nodes.ts.
 */
const sizes = (prefix: string, names: readonly string[]): string[] => names.map((name) => `${prefix}.${name}`);

const M7G_SIZES = ['large', 'xlarge', '2xlarge', '4xlarge', '8xlarge', '12xlarge', '16xlarge'];

/** Sizes of standard brokers. */
export const standardBrokerTypes: readonly string[] = [
  'kafka.t3.small',
  ...sizes('kafka.m5', ['large', 'xlarge', '2xlarge', '4xlarge', '8xlarge', '12xlarge', '16xlarge', '24xlarge']),
  ...sizes('kafka.m7g', M7G_SIZES),
];

/** Sizes of express brokers. */
export const expressBrokerTypes: readonly string[] = sizes('express.m7g', M7G_SIZES);

/** Versions of Kafka for standard brokers that have managed topics (3.6 or later) and are not past their support. */
export const standardKafkaVersions: readonly string[] = [
  '3.9.x',
  '3.9.x.kraft',
  '4.0.x.kraft',
  '4.1.x.kraft',
  '4.2.x.kraft',
];

/** Versions of Kafka for express brokers, KRaft only. */
export const expressKafkaVersions: readonly string[] = ['3.9.x.kraft', '4.2.x.kraft'];

/** Versions of OpenSearch with every feature used here. */
export const openSearchVersions: readonly string[] = ['2.19', '3.1', '3.3', '3.5', '3.7'];

/**
 * Partitions a broker carries, replicas counted (Amazon MSK Developer Guide, "Right-size your cluster"). Those that are not here carry more
 * than the 1,000 that a topic may have: express brokers 1,500 and up ("Express broker partition quota"), larger standard ones 4,000.
 */
export const brokerPartitions: ReadonlyMap<string, number> = new Map([
  ['kafka.t3.small', 300],
  ...['m5', 'm7g'].flatMap((family): [string, number][] => [
    [`kafka.${family}.large`, 1_000],
    [`kafka.${family}.xlarge`, 1_000],
    [`kafka.${family}.2xlarge`, 2_000],
    [`kafka.${family}.4xlarge`, 4_000],
  ]),
]);

/** Connections by IAM that a broker accepts (same guide, "Amazon MSK quota"). */
export const MAX_IAM_CONNECTIONS = 3_000;

const MB = 1_000_000;

/** Bytes a second that an express broker sustains being written (same guide, "Express broker throughput throttle limits by broker size"). */
export const expressIngressBytes: ReadonlyMap<string, number> = new Map([
  ['express.m7g.large', 15.6 * MB],
  ['express.m7g.xlarge', 31.2 * MB],
  ['express.m7g.2xlarge', 62.5 * MB],
  ['express.m7g.4xlarge', 124.9 * MB],
  ['express.m7g.8xlarge', 250 * MB],
  ['express.m7g.12xlarge', 375 * MB],
  ['express.m7g.16xlarge', 500 * MB],
]);

/** Brokers of a cluster: fewer where ZooKeeper keeps its metadata (Amazon MSK Developer Guide, "Amazon MSK quota"). */
export const MAX_BROKERS = { zooKeeper: 30, kraft: 60 } as const;

/** Regions of the partition `aws` (AWS General Reference, "AWS Regions"). Read 2026-11. */
export const regions: readonly string[] = [
  ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'ca-central-1', 'ca-west-1', 'mx-central-1', 'sa-east-1'],
  ...['eu-central-1', 'eu-central-2', 'eu-north-1', 'eu-south-1', 'eu-south-2', 'eu-west-1', 'eu-west-2', 'eu-west-3'],
  ...['ap-east-1', 'ap-east-2', 'ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1', 'ap-south-2'],
  ...['ap-southeast-1', 'ap-southeast-2', 'ap-southeast-3', 'ap-southeast-4', 'ap-southeast-5', 'ap-southeast-6'],
  ...['ap-southeast-7', 'af-south-1', 'il-central-1', 'me-central-1', 'me-south-1'],
];

/** Regions whose zones cannot be taken by position, and why. */
export const zonesByNameRegions: ReadonlyMap<string, string> = new Map([
  ['us-east-1', 'the zone with the id use1-az3 has no MSK'],
  ['us-west-1', 'an account has two of its three zones, and not everybody the same'],
]);

/** Zones, by their ids, in which MSK is not offered (Amazon MSK Developer Guide, "Create an Amazon MSK cluster"). */
export const zonesWithoutMsk: ReadonlySet<string> = new Set(['use1-az3']);
