/**
 * Prices and quotas in one place. US dollars, us-east-1, 730 hours a month, without tax, free tier or discounts.
 * Sources: the pricing pages of Amazon MSK, Amazon OpenSearch Service, AWS Lambda, AWS PrivateLink, Amazon S3, AWS KMS and Amazon EBS.
 */
export const PRICES_READ = '2026-11';
export const HOURS_A_MONTH = 730;

/** Dollars an hour of one standard or express broker. Larger sizes of a family double the price. */
const brokerHour: ReadonlyMap<string, number> = new Map([
  ['kafka.t3.small', 0.0456],
  ['kafka.m5.large', 0.21],
  ['kafka.m7g.large', 0.204],
  ['express.m7g.large', 0.408],
]);

/** Dollars an hour of one OpenSearch node of the smallest size of its family. */
const searchHour: ReadonlyMap<string, number> = new Map([
  ['t3.small', 0.036],
  ['t3.medium', 0.073],
  ['m6g.large', 0.128],
  ['m7g.large', 0.135],
  ['r6g.large', 0.167],
  ['r7g.large', 0.176],
  ['c6g.large', 0.113],
  ['c7g.large', 0.12],
]);

const sizeFactors: ReadonlyMap<string, number> = new Map([
  ['small', 1],
  ['medium', 1],
  ['large', 1],
  ['xlarge', 2],
  ['2xlarge', 4],
  ['4xlarge', 8],
  ['8xlarge', 16],
  ['12xlarge', 24],
  ['16xlarge', 32],
  ['24xlarge', 48],
]);

/** Other unit prices. */
export const unitPrices = {
  /** MSK storage of standard brokers, a GB and month. */
  brokerStorageGbMonth: 0.1,
  /** MSK storage of express brokers, a GB and month, and each GB written. */
  expressStorageGbMonth: 0.1,
  expressIngressGb: 0.01,
  /** gp3 of OpenSearch, a GB and month. */
  searchStorageGbMonth: 0.122,
  /** An interface endpoint, an hour in one zone. */
  endpointHour: 0.01,
  /** An event poller unit of provisioned polling, an hour (facts of Lambda: $135 a month). */
  pollerUnitHour: 0.185,
  /** Lambda on Arm, a GB-second. */
  lambdaGbSecond: 0.0000133334,
  s3GbMonth: 0.023,
  kmsKeyMonth: 1,
  alarmMonth: 0.1,
  secretMonth: 0.4,
} as const;

/** Dollars a month of one broker. */
export function brokerMonth(instanceType: string): number {
  const [service = '', family = '', size = ''] = instanceType.split('.');
  const base =
    brokerHour.get(instanceType) ??
    (brokerHour.get(`${service}.${family}.large`) ?? NaN) * (sizeFactors.get(size) ?? NaN);
  return base * HOURS_A_MONTH;
}

/** Dollars a month of one OpenSearch node, e.g. `m7g.large.search`. */
export function searchNodeMonth(instanceType: string): number {
  const [family = '', size = ''] = instanceType.split('.');
  const base =
    searchHour.get(`${family}.${size}`) ?? (searchHour.get(`${family}.large`) ?? NaN) * (sizeFactors.get(size) ?? NaN);
  return base * HOURS_A_MONTH;
}
