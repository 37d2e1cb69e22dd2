import type { Stage } from './stage.ts';

/**
 * The stages that can be deployed: `cdk deploy --all` takes `dev`, `-c stage=prod` another. Both are worked examples: change them, or add
 * a stage of your own. `npx kafkainsight size` says what a load needs; a configuration that cannot work is refused before anything is made.
 */
export const stages: readonly Stage[] = [
  {
    // The cheapest that works: t3 brokers need ZooKeeper (MSK has no KRaft for them), hence Kafka 3.9 here and 4.2 in prod.
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
      storageGibPerNode: 10,
      zones: 1,
      standby: false,
      replicas: 0,
      endpoint: 'public',
      indexPeriod: 'month',
      retention: '30 days',
    },
    ingest: { memoryMib: 1024, maxConcurrency: 4, partMib: 64 },
    index: { memoryMib: 1024, batchSize: 5000, batchingWindowSeconds: 2 },
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
      storageGibPerBroker: 500,
      maxStorageGibPerBroker: 4000,
      partitions: 24,
      retention: '7 days',
    },
    polling: { mode: 'provisioned', minimumPollers: 2, maximumPollers: 12 },
    search: {
      version: '3.5',
      dataInstanceType: 'm7g.large.search',
      dataNodes: 3,
      storageGibPerNode: 500,
      managers: { instanceType: 'm7g.large.search', count: 3 },
      zones: 3,
      standby: false,
      replicas: 1,
      endpoint: 'vpc',
      indexPeriod: 'month',
      retention: '365 days',
    },
    ingest: { memoryMib: 1769, maxConcurrency: 20, partMib: 64 },
    index: { memoryMib: 1769, batchSize: 5000, batchingWindowSeconds: 1 },
    keepOriginal: 'failed',
    userAgentDetails: true,
    pseudonymise: false,
    alarmEmails: [],
  },
];
