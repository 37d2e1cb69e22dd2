/**
 * How much a broker, a poller and a node handle, and how logs change in size on their way. Sizes are decimal (GB) where AWS charges for
 * them; AWS charges a GiB of storage as a GB.
 */

import { MAX_SHARD_DOCUMENTS } from '../../core/limits.ts';
import { isDerivingVersion } from '../../core/search/derived-source.ts';
import { sizeFactors } from '../configuration/search-nodes.ts';

/** Each is twice as large as the one before. */
const SIZES = ['large', 'xlarge', '2xlarge', '4xlarge'];

/** MB/s that a broker's volume, or an express broker itself, can write (same script as {@link BROKER_HEADROOM}); larger sizes double it. */
const brokerMegabytes: ReadonlyMap<string, number> = new Map([
  ['kafka.m7g.large', 78.75],
  ['express.m7g.large', 15.625],
]);
/** Bytes that a standard broker's volume transfers for each byte written: replicas, a late reader, rebalancing, with one zone down. */
const STANDARD_WRITES = 6.5;

/** MB/s of new records that one broker accepts; undefined where no figure is known. */
export function brokerMegabytesASecond(instanceType: string): number | undefined {
  const [service = '', family = '', size = ''] = instanceType.split('.');
  const large = brokerMegabytes.get(`${service}.${family}.large`);
  const doublings = SIZES.indexOf(size);
  if (large === undefined || doublings === -1) return undefined;
  return (large * 2 ** doublings) / (service === 'express' ? 1 : STANDARD_WRITES);
}

/**
 * Half of a broker's volume stays free: a full one stops the cluster (AWS's sizing script for MSK, EBS_HEADROOM_FACTOR:
 * github.com/aws/agent-toolkit-for-aws, managing-amazon-msk/scripts/msk_sizing.py, 2026-08).
 */
export const BROKER_HEADROOM = 2;

/** MB/s of one poller (AWS Lambda Developer Guide, "Event poller scaling modes"). */
export const POLLER_MEGABYTES_A_SECOND = 5;

/**
 * Disk for a byte of index: 5 % of a disk is the system's, 20 % of the rest the service's (Amazon OpenSearch Service Developer Guide,
 * "Calculating storage requirements").
 */
export const SEARCH_STORAGE_FACTOR = 1 / (0.95 * 0.8);
/** GB that one shard of logs may grow to: 30 to 50 (same guide, "Choosing the number of shards"). */
export const SHARD_GB = 50;
/** Documents that one shard may hold: three quarters of Lucene's limit, where an alarm rings. */
export const SHARD_DOCUMENTS = 0.75 * MAX_SHARD_DOCUMENTS;
/**
 * Documents that one vCPU writes a second, replicas included: a quarter of the 14,400 measured on an otherwise idle machine (28,800 on
 * two cores), which leaves the rest to searches, merges and the failure of a node.
 */
export const DOCUMENTS_A_VCPU_SECOND = 3_600;

/** vCPUs of a node of OpenSearch, e.g. `r6g.large.search` (Amazon EC2, instance types: t3 and `large` have two). */
export function vcpusOf(instanceType: string): number {
  const [family, size = ''] = instanceType.split('.');
  return 2 * (family === 't3' ? 1 : (sizeFactors.get(size) ?? 1));
}

/** Bytes in the index for a byte of log, without replicas, in a version of OpenSearch. */
export function indexFactorOf(version: string): number {
  return isDerivingVersion(version) ? measured.indexFactor : measured.indexFactorWithCopies;
}

/**
 * What a GB of log lines becomes: measured with 180,000 lines of local/sample-logs/ on a machine with two cores that also ran Kafka and
 * OpenSearch, and rounded up.
 */
export const measured = {
  /** Bytes of documents for a byte of log. 4.02. */
  documentFactor: 4.1,
  /** Bytes in the topic for a byte of log: documents are longer than their lines, and compressed. 0.43. */
  topicFactor: 0.5,
  /** Bytes in the index for a byte of log, without replicas. 1.06. */
  indexFactor: 1.1,
  /**
   * The same where the engine keeps copies of documents: 0.78 to 1.58 by format with OpenSearch 2.19.4, and 0.55 to 0.87 for the same lines
   * without copies (benchmark "storage", docs/adr/0024-derived-source.md).
   */
  indexFactorWithCopies: 1.6,
  /**
   * Seconds that both functions together run for a million lines, most of it waiting for OpenSearch. 99 and 168 in two runs of the
   * benchmark "lambda" (docs/benchmarks.md); a test checks that this is no less than measured and not far more.
   */
  functionSecondsAMillionLines: 170,
} as const;
