/**
 * What AWS offers and a configuration may name. CloudFormation rejects a wrong name only after half an hour of deploying; this list
 * rejects it at once. Sources: Amazon MSK Developer Guide, "Amazon MSK broker sizes" and "Supported Apache Kafka versions"; Amazon
 * OpenSearch Service Developer Guide, "Supported instance types". Read 2026-11.
 */
const sizes = (prefix: string, names: readonly string[], suffix = ''): string[] =>
  names.map((name) => `${prefix}.${name}${suffix}`);

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

/** Data and manager nodes of OpenSearch with EBS volumes, and the memory of each in GiB. */
export const searchInstanceMemoryGib: ReadonlyMap<string, number> = new Map([
  ['t3.small.search', 2],
  ['t3.medium.search', 4],
  ...family('m6g', 8, 8),
  ...family('m7g', 8, 8),
  ...family('r6g', 16, 8),
  ...family('r7g', 16, 8),
  ...family('c6g', 4, 8),
  ...family('c7g', 4, 8),
]);

/** A family's sizes double in memory from `large` on. */
function family(name: string, largeGib: number, upTo: number): [string, number][] {
  const names: [string, number][] = [
    ['large', 1],
    ['xlarge', 2],
    ['2xlarge', 4],
    ['4xlarge', 8],
    ['8xlarge', 16],
  ];
  return names
    .filter(([, factor]) => factor <= upTo)
    .map(([size, factor]) => [`${name}.${size}.search`, largeGib * factor]);
}
