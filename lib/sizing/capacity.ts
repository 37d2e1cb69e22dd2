import { deleteAfterDays } from '../../core/search/index-names.ts';
import type { Stage } from '../configuration/stage.ts';
import { daysOf } from '../configuration/time-span.ts';
import {
  BROKER_HEADROOM,
  brokerMegabytesASecond,
  DOCUMENTS_A_VCPU_SECOND,
  indexFactorOf,
  measured,
  POLLER_MEGABYTES_A_SECOND,
  SEARCH_STORAGE_FACTOR,
  SHARD_DOCUMENTS,
  SHARD_GB,
  vcpusOf,
} from './quotas.ts';
import { daysOfIndex, mostShards } from './shards.ts';

/** The parts of a stage that can be too small, in words. */
export const limitedParts = {
  brokers: 'brokers, writing',
  brokerVolumes: "brokers' volumes",
  pollers: 'pollers',
  nodes: 'data nodes, writing',
  nodeVolumes: "data nodes' volumes",
  index: 'one index of one dataset',
} as const;

/** Sustained events a second that each part handles; without parts whose quota is unknown. */
export type Limits = Readonly<Partial<Record<keyof typeof limitedParts, number>>>;

const SECONDS_A_DAY = 86_400;
const BYTES_A_GIB = 2 ** 30;

/** How many events of one size each part of a stage handles; the lowest value is what the stage handles. */
export function limitsOf(stage: Stage, bytesPerEvent: number): Limits {
  const { polling } = stage;
  const documentBytes = bytesPerEvent * measured.documentFactor;
  return {
    ...brokerLimits(stage, bytesPerEvent * measured.topicFactor),
    ...(polling.mode === 'on-demand'
      ? {}
      : { pollers: (polling.maximumPollers * POLLER_MEGABYTES_A_SECOND * 1e6) / documentBytes }),
    ...searchLimits(stage, bytesPerEvent * indexFactorOf(stage.search.version)),
  };
}

function brokerLimits({ kafka }: Stage, bytes: number): Limits {
  const { brokerCount, storageGibPerBroker } = kafka;
  const megabytes = brokerMegabytesASecond(kafka.instanceType);
  const keptBytes = BROKER_HEADROOM * kafka.zones * daysOf(kafka.retention) * SECONDS_A_DAY * bytes;
  return {
    ...(megabytes === undefined ? {} : { brokers: (brokerCount * megabytes * 1e6) / bytes }),
    ...(storageGibPerBroker === undefined
      ? {}
      : { brokerVolumes: (brokerCount * storageGibPerBroker * BYTES_A_GIB) / keptBytes }),
  };
}

function searchLimits({ search }: Stage, bytes: number): Limits {
  const { dataNodes, storageGibPerNode } = search;
  const copies = 1 + search.replicas;
  const retentionDays = daysOf(search.retention);
  // the most that is stored: an index is deleted as a whole, once the last of its lines has reached the retention
  const storedDays = deleteAfterDays({ period: search.indexPeriod, retentionDays });
  const keptBytes = storedDays * SECONDS_A_DAY * bytes * copies * SEARCH_STORAGE_FACTOR;
  return {
    nodes: (dataNodes * vcpusOf(search.dataInstanceType) * DOCUMENTS_A_VCPU_SECOND) / copies,
    nodeVolumes: (dataNodes * storageGibPerNode * BYTES_A_GIB) / keptBytes,
    index:
      (mostShards(search) * Math.min(SHARD_DOCUMENTS, (SHARD_GB * 1e9) / bytes)) /
      (daysOfIndex(search.indexPeriod) * SECONDS_A_DAY),
  };
}
