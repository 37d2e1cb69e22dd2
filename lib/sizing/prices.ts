import { sizeFactors } from '../configuration/search-nodes.ts';

/**
 * What AWS charges: US dollars in us-east-1, on demand, without tax, free tier and discounts. Other regions cost up to half as much
 * again. Every price is here, with its source:
 *
 * [1] AWS's own sizing script for MSK (github.com/aws/agent-toolkit-for-aws, managing-amazon-msk/scripts/msk_sizing.py), 2026-08
 * [2] AWS's cost table of Centralized Logging with OpenSearch (github.com/aws-solutions/centralized-logging-with-opensearch,
 *   docs/en/implementation-guide/plan-deployment/cost.md); its totals give the prices of nodes to a tenth of a cent
 * [3] AWS's notes on its services' costs (github.com/aws/agent-toolkit-for-aws, references service-optimization, lambda-optimization,
 *   logging-configuration, sizing), 2026-08
 * [4] AWS PrivateLink pricing, AWS KMS pricing, AWS Secrets Manager pricing
 * [5] Amazon MSK pricing, AWS Lambda pricing, Amazon OpenSearch Service pricing, read 2026-11
 */
export const PRICES_READ = 'November 2026';
const HOURS_A_MONTH = 730;

/** Dollars an hour of one broker; the larger sizes of a family double it. [1], t3 [5] */
const brokerHour: ReadonlyMap<string, number> = new Map([
  ['kafka.t3.small', 0.0456],
  ['kafka.m5.large', 0.21],
  ['kafka.m7g.large', 0.204],
  ['express.m7g.large', 0.408],
]);

/** Dollars an hour of one OpenSearch node, for the families whose price has a source. t3 [5], others [2] */
const searchHour: ReadonlyMap<string, number> = new Map([
  ['t3.small', 0.036],
  ['t3.medium', 0.073],
  ['c6g.large', 0.113],
  ['m6g.large', 0.128],
  ['r6g.large', 0.167],
]);

/** Other unit prices, in dollars. */
export const unitPrices = {
  /** A GB and month of a standard broker's volume. [1] */
  brokerStorageGb: 0.1,
  /** A GB written to express brokers; the price of what they keep has no source here. [1] */
  expressIngressGb: 0.01,
  /** A GB and month of gp3 under OpenSearch: 9.6 % below the 0.135 of gp2. [2], [3] */
  searchStorageGb: 0.122,
  /** A month of an interface endpoint in one zone: 0.01 an hour. [3], [4] */
  endpointMonth: 0.01 * HOURS_A_MONTH,
  /** A GB that goes through an interface endpoint, of the first PB of a month. [4] */
  endpointGb: 0.01,
  /** A month of an event poller unit, which holds {@link POLLERS_A_UNIT} pollers. [5] */
  pollerUnitMonth: 135,
  /** A GB-second of Lambda on Arm: 20 % below the 0.0000167 of x86. [2], [5] */
  lambdaGbSecond: 0.0000167 * 0.8,
  /** A GB and month of S3 Standard. [2] */
  objectGb: 0.023,
  /** A GB that CloudWatch Logs ingests. [3] */
  logGb: 0.5,
  /** A month of an alarm, of a custom metric [2], of a customer's KMS key and of a secret [4]. */
  alarmMonth: 0.1,
  metricMonth: 0.3,
  keyMonth: 1,
  secretMonth: 0.4,
} as const;

/** A unit of provisioned polling is 20 MB/s, a poller 5 MB/s (AWS Lambda Developer Guide, "Event poller scaling modes"). */
export const POLLERS_A_UNIT = 4;

/** Dollars a month of one broker; undefined where the table has no price for it. */
export function brokerMonth(instanceType: string): number | undefined {
  return monthOf(brokerHour, instanceType);
}

/** Dollars a month of one OpenSearch node, e.g. `m6g.large.search`; undefined where the table has no price for it. */
export function searchNodeMonth(instanceType: string): number | undefined {
  return monthOf(searchHour, instanceType.replace(/\.search$/, ''));
}

function monthOf(hours: ReadonlyMap<string, number>, type: string): number | undefined {
  const dot = type.lastIndexOf('.');
  const factor = sizeFactors.get(type.slice(dot + 1));
  const large = hours.get(`${type.slice(0, dot)}.large`);
  const hour = hours.get(type) ?? (large === undefined || factor === undefined ? undefined : large * factor);
  return hour === undefined ? undefined : hour * HOURS_A_MONTH;
}
