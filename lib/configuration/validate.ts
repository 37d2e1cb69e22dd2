import * as v from 'valibot';
import { sourceSchema } from '../../core/files/sources.ts';
import { destinationProblems } from '../../core/notifications/settings.ts';
import { siteProblems } from '../../core/site/site-schema.ts';
import { counted } from '../../core/wording.ts';
import { shardPlan } from '../sizing/shards.ts';
import { deliveryRules } from './delivery-rules.ts';
import { existingRules } from './existing.ts';
import {
  brokerPartitions,
  expressBrokerTypes,
  expressKafkaVersions,
  MAX_BROKERS,
  standardBrokerTypes,
  standardKafkaVersions,
} from './known.ts';
import { organisationRules } from './organisation.ts';
import { placeRules } from './place.ts';
import { mustBeOneOf, mustBeWithin, mustLast, type StageRule } from './rules.ts';
import { samlRules } from './saml.ts';
import { searchRules } from './search-rules.ts';
import type { Stage } from './stage.ts';

const PRINCIPAL = /^(?:\d{12}|arn:aws[a-z-]*:iam::\d{12}:(?:role|user)\/[\w+=,.@/-]+|[a-z0-9-]+\.amazonaws\.com)$/;
/** A function's variables may take 4 KB in total (AWS Lambda Developer Guide, "Quotas"); the others need less than 1,000 bytes. */
const MAX_TOLD_BYTES = 3_000;

const kafkaRules: StageRule = ({ kafka }) => {
  const express = kafka.brokers === 'express';
  const problems = [
    ...mustBeOneOf('kafka.instanceType', kafka.instanceType, express ? expressBrokerTypes : standardBrokerTypes),
    ...mustBeOneOf('kafka.version', kafka.version, express ? expressKafkaVersions : standardKafkaVersions),
    ...mustBeWithin('kafka.brokerCount', kafka.brokerCount, 1, brokersAtMost(kafka)),
    ...mustLast('kafka.retention', kafka.retention, 7),
  ];
  if (kafka.instanceType === 'kafka.t3.small' && kafka.version.endsWith('.kraft')) {
    problems.push(
      `kafka.version is "${kafka.version}" with kafka.t3.small, which MSK does not offer in KRaft mode; take version 3.9.x, or kafka.m7g.large`,
    );
  }
  if (express && kafka.zones !== 3) problems.push(`kafka.zones is ${kafka.zones}; express brokers need 3`);
  if (kafka.brokerCount % kafka.zones !== 0) {
    problems.push(
      `kafka.brokerCount is ${kafka.brokerCount} with ${counted(kafka.zones, 'zone')}; MSK spreads brokers evenly, so it must be a multiple of ${kafka.zones}`,
    );
  }
  return [...problems, ...storageRules(kafka), ...partitionRules(kafka)];
};

function brokersAtMost({ version }: Stage['kafka']): number {
  return version.endsWith('.kraft') ? MAX_BROKERS.kraft : MAX_BROKERS.zooKeeper;
}

function partitionRules({ instanceType, partitions, zones, brokerCount }: Stage['kafka']): string[] {
  const most = brokerPartitions.get(instanceType);
  const each = Math.ceil((partitions * zones) / brokerCount);
  return most === undefined || each <= most
    ? []
    : [
        `kafka.partitions is ${partitions} with ${counted(zones, 'replica')}, which makes ${each} a broker; ${instanceType} carries ${most}, so take fewer, more brokers, or larger ones`,
      ];
}

function storageRules(kafka: Stage['kafka']): string[] {
  const { storageGibPerBroker: storage, maxStorageGibPerBroker: most } = kafka;
  if (kafka.brokers === 'express') {
    return storage === undefined && most === undefined
      ? []
      : [
          'kafka.storageGibPerBroker and kafka.maxStorageGibPerBroker are given, but MSK manages the storage of express brokers; leave them out',
        ];
  }
  // volumes of a cluster that is there are its owner's: their size matters for the limits alone
  if (kafka.existing !== undefined)
    return storage === undefined ? [] : mustBeWithin('kafka.storageGibPerBroker', storage, 1, 16_384);
  if (storage === undefined || most === undefined) {
    return [
      'kafka.storageGibPerBroker and kafka.maxStorageGibPerBroker are missing; standard brokers need both, in GiB',
    ];
  }
  const problems = [
    ...mustBeWithin('kafka.storageGibPerBroker', storage, 1, 16_384),
    ...mustBeWithin('kafka.maxStorageGibPerBroker', most, 1, 16_384),
  ];
  return most < storage
    ? [...problems, `kafka.maxStorageGibPerBroker is ${most}, less than storageGibPerBroker ${storage}`]
    : problems;
}

const pollingRules: StageRule = ({ polling, kafka }) => {
  const problems = mustBeWithin('kafka.partitions', kafka.partitions, 1, 1000);
  if (polling.mode === 'on-demand') return problems;
  const { minimumPollers, maximumPollers } = polling;
  problems.push(
    ...mustBeWithin('polling.minimumPollers', minimumPollers, 1, 200),
    ...mustBeWithin('polling.maximumPollers', maximumPollers, 1, 2000),
  );
  if (minimumPollers > maximumPollers)
    problems.push(`polling.minimumPollers is ${minimumPollers}, more than maximumPollers ${maximumPollers}`);
  if (maximumPollers > kafka.partitions) {
    problems.push(
      `polling.maximumPollers is ${maximumPollers} with ${counted(kafka.partitions, 'partition')}; a poller reads at least one partition, so raise kafka.partitions or lower it`,
    );
  }
  return problems;
};

const shardRules: StageRule = ({ search, sources }) => {
  const { shards, limit } = shardPlan({ search, sources });
  return shards <= limit
    ? []
    : [
        `search.retention ${search.retention} with one index a ${search.indexPeriod} makes ${counted(shards, 'shard')}; the heap of ${search.dataNodes} x ${search.dataInstanceType} may have ${limit} ` +
          '(1,000 for every 16 GiB): keep logs for less long, take months instead of days, fewer search.shards, or larger nodes',
      ];
};

const functionRules: StageRule = ({ ingest, indexer }) => [
  ...mustBeWithin('ingest.memoryMib', ingest.memoryMib, 512, 10_240),
  ...mustBeWithin('ingest.maxConcurrency', ingest.maxConcurrency, 2, 1000),
  ...mustBeWithin('ingest.partMib', ingest.partMib, 8, 1024),
  ...mustBeWithin('indexer.memoryMib', indexer.memoryMib, 512, 10_240),
  ...mustBeWithin('indexer.batchSize', indexer.batchSize, 1, 10_000),
  ...mustBeWithin('indexer.batchingWindowSeconds', indexer.batchingWindowSeconds ?? 0, 0, 300),
];

const nameRules: StageRule = ({ name, alarmEmails }) => [
  ...(/^[a-z][a-z0-9]{0,15}$/.test(name)
    ? []
    : [`name is "${name}"; it must be 1 to 16 lower-case letters and digits, a letter first`]),
  // of the address where people sign in (Amazon Cognito Developer Guide, "Using the Amazon Cognito domain")
  ...(/aws|amazon|cognito/.test(name) ? [`name is "${name}"; Cognito takes no aws, amazon or cognito in a name`] : []),
  ...alarmEmails
    .filter((email, index) => alarmEmails.indexOf(email) !== index)
    .map((email) => `alarmEmails holds "${email}" twice; name it once`),
  ...alarmEmails
    .filter((email) => !/^[^@\s]+@[^@\s]+$/.test(email))
    .map((email) => `alarmEmails holds "${email}", which is no e-mail address`),
];

const producerRules: StageRule = ({ producers }) => [
  ...(producers?.principals ?? [])
    .filter((principal) => !PRINCIPAL.test(principal))
    .map(
      (principal) =>
        `producers.principals holds "${principal}"; write an account number, the ARN of a role or user, or a service such as ec2.amazonaws.com`,
    ),
];

const sourceRules: StageRule = ({ sources }) => {
  const { issues = [] } = v.safeParse(v.array(sourceSchema), sources);
  return issues.map((issue) => `sources.${v.getDotPath(issue) ?? ''}: ${issue.message}`);
};

const siteRules: StageRule = ({ sources, site }) => {
  const bytes = Buffer.byteLength(JSON.stringify(sources)) + Buffer.byteLength(JSON.stringify(site ?? {}));
  return [
    ...(site === undefined ? [] : siteProblems(site)),
    ...(bytes <= MAX_TOLD_BYTES
      ? []
      : [
          `sources and site are ${bytes} bytes as JSON; functions get them in environment variables, which hold ${MAX_TOLD_BYTES}: combine prefixes and paths that have a common beginning`,
        ]),
  ];
};

const notificationRules: StageRule = ({ notifications }) => {
  if (notifications === undefined) return [];
  const bytes = Buffer.byteLength(JSON.stringify(notifications));
  return [
    ...destinationProblems(notifications),
    ...(bytes <= MAX_TOLD_BYTES
      ? []
      : [
          `notifications are ${bytes} bytes as JSON; functions get them in an environment variable, which holds ${MAX_TOLD_BYTES}: write to a mailing list instead of many addresses`,
        ]),
  ];
};

const rules: readonly StageRule[] = [
  nameRules,
  notificationRules,
  placeRules,
  sourceRules,
  siteRules,
  producerRules,
  deliveryRules,
  organisationRules,
  existingRules,
  samlRules,
  kafkaRules,
  pollingRules,
  searchRules,
  shardRules,
  functionRules,
];

/** Everything that is wrong with a stage, in the user's terms; an empty list where it can be deployed. */
export function stageProblems(stage: Stage): readonly string[] {
  return rules.flatMap((rule) => rule(stage)).map((problem) => `stage ${stage.name}: ${problem}`);
}
