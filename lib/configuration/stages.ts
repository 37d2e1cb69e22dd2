import { smallWiring } from '../../core/wiring.ts';
import type { Stage } from './stage.ts';

const MIB = 1024 * 1024;

/**
 * The stages that can be deployed: `cdk deploy --all` deploys `dev`, `-c stage=prod` selects another. Both are worked examples: change
 * them, or add your own. A configuration that cannot work is rejected before anything is created, with everything that is wrong with it.
 */
export const stages: readonly Stage[] = [
  {
    // The cheapest configuration that works: t3 brokers need ZooKeeper (MSK has no KRaft for them), so Kafka 3.9 here and 4.2 in prod.
    name: 'dev',
    data: 'destroyable',
    kafka: {
      brokers: 'standard',
      instanceType: 'kafka.t3.small',
      version: '3.9.x',
      zones: 2,
      brokerCount: 2,
      storageGibPerBroker: 10,
      maxStorageGibPerBroker: 50,
      partitions: 4,
      retention: '7 days',
    },
    polling: { mode: 'on-demand' },
    search: {
      version: '3.5',
      dataInstanceType: 't3.small.search',
      dataNodes: 1,
      storageGibPerNode: 40,
      zones: 1,
      standby: false,
      replicas: 0,
      shards: {},
      refreshSeconds: 1,
      wordSearch: 'words',
      endpoint: 'public',
      indexPeriod: 'month',
      retention: '30 days',
    },
    ingest: {
      memoryMib: 1024,
      maxConcurrency: smallWiring.maxConcurrency,
      partMib: smallWiring.partBytes / MIB,
    },
    indexer: {
      memoryMib: 1024,
      batchSize: smallWiring.batchSize,
    },
    sources: [],
    keepOriginal: 'failed',
    userAgentDetails: true,
    pseudonymise: false,
    alarmEmails: [],
  },
  {
    name: 'prod',
    data: 'retained',
    kafka: {
      brokers: 'standard',
      instanceType: 'kafka.m7g.large',
      version: '4.2.x.kraft',
      zones: 3,
      brokerCount: 3,
      storageGibPerBroker: 80,
      maxStorageGibPerBroker: 800,
      partitions: 18,
      retention: '7 days',
    },
    polling: { mode: 'provisioned', minimumPollers: 4, maximumPollers: 16 },
    search: {
      version: '3.5',
      dataInstanceType: 'r6g.large.search',
      dataNodes: 3,
      storageGibPerNode: 330,
      managers: { instanceType: 'm6g.large.search', count: 3 },
      zones: 3,
      standby: false,
      replicas: 1,
      shards: {},
      refreshSeconds: 5,
      wordSearch: 'words',
      endpoint: 'vpc',
      indexPeriod: 'day',
      retention: '30 days',
    },
    ingest: { memoryMib: 1769, maxConcurrency: 20, partMib: 64 },
    indexer: { memoryMib: 1769, batchSize: 5000, batchingWindowSeconds: 1 },
    sources: [],
    keepOriginal: 'failed',
    userAgentDetails: true,
    pseudonymise: false,
    alarmEmails: [],
  },
];
