import * as v from 'valibot';
import { sourceSchema } from '../../core/files/sources.ts';
import { DATASET_PATTERN } from '../../core/names.ts';
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
  openSearchVersions,
  standardBrokerTypes,
  standardKafkaVersions,
} from './known.ts';
import { organisationRules } from './organisation.ts';
import { placeRules } from './place.ts';
import { samlRules } from './saml.ts';
import { MAX_DATA_NODES, MAX_T3_NODES, MIN_VOLUME_GIB, nodesManagedBy, searchNodes } from './search-nodes.ts';
import type { Stage } from './stage.ts';
import { hoursOf } from './time-span.ts';

const PRINCIPAL = /^(?:\d{12}|arn:aws[a-z-]*:iam::\d{12}:(?:role|user)\/[\w+=,.@/-]+|[a-z0-9-]+\.amazonaws\.com)$/;
/** A function's variables may take 4 KB in total (AWS Lambda Developer Guide, "Quotas"); the others need less than 1,000 bytes. */
const MAX_TOLD_BYTES = 3_000;

/** A rule: what it finds wrong with a stage, in the user's terms; nothing where all is well. */
type Rule = (stage: Stage) => readonly string[];

const oneOf = (what: string, got: string, allowed: readonly string[]): string[] =>
  allowed.includes(got) ? [] : [`${what} is "${got}"; take one of ${allowed.join(', ')}`];

const within = (what: string, got: number, least: number, most: number): string[] =>
  Number.isInteger(got) && got >= least && got <= most
    ? []
    : [`${what} is ${got}; it must be a whole number from ${least} to ${most}`];

const span = (what: string, got: string, leastDays: number): string[] => {
  const hours = hoursOf(got);
  if (hours === undefined) return [`${what} is "${got}"; write a number with its unit, e.g. "30 days" or "36 hours"`];
  return hours >= leastDays * 24 ? [] : [`${what} is "${got}"; it must be at least ${leastDays} days`];
};

const kafkaRules: Rule = ({ kafka }) => {
  const express = kafka.brokers === 'express';
  const problems = [
    ...oneOf('kafka.instanceType', kafka.instanceType, express ? expressBrokerTypes : standardBrokerTypes),
    ...oneOf('kafka.version', kafka.version, express ? expressKafkaVersions : standardKafkaVersions),
    ...within('kafka.brokerCount', kafka.brokerCount, 1, brokersAtMost(kafka)),
    ...span('kafka.retention', kafka.retention, 7),
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
    return storage === undefined ? [] : within('kafka.storageGibPerBroker', storage, 1, 16_384);
  if (storage === undefined || most === undefined) {
    return [
      'kafka.storageGibPerBroker and kafka.maxStorageGibPerBroker are missing; standard brokers need both, in GiB',
    ];
  }
  const problems = [
    ...within('kafka.storageGibPerBroker', storage, 1, 16_384),
    ...within('kafka.maxStorageGibPerBroker', most, 1, 16_384),
  ];
  return most < storage
    ? [...problems, `kafka.maxStorageGibPerBroker is ${most}, less than storageGibPerBroker ${storage}`]
    : problems;
}

const pollingRules: Rule = ({ polling, kafka }) => {
  const problems = within('kafka.partitions', kafka.partitions, 1, 1000);
  if (polling.mode === 'on-demand') return problems;
  const { minimumPollers, maximumPollers } = polling;
  problems.push(
    ...within('polling.minimumPollers', minimumPollers, 1, 200),
    ...within('polling.maximumPollers', maximumPollers, 1, 2000),
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

const searchRules: Rule = ({ search }) => {
  const types = [...searchNodes.keys()];
  const isT3 = search.dataInstanceType.startsWith('t3.');
  const node = searchNodes.get(search.dataInstanceType);
  const problems = [
    ...oneOf('search.version', search.version, openSearchVersions),
    ...oneOf('search.dataInstanceType', search.dataInstanceType, types),
    ...(search.managers === undefined
      ? []
      : oneOf('search.managers.instanceType', search.managers.instanceType, types)),
    ...within(
      isT3 ? `search.dataNodes of ${search.dataInstanceType}` : 'search.dataNodes',
      search.dataNodes,
      1,
      isT3 ? MAX_T3_NODES : MAX_DATA_NODES,
    ),
    ...(node === undefined
      ? []
      : within(
          `search.storageGibPerNode of ${search.dataInstanceType}`,
          search.storageGibPerNode,
          MIN_VOLUME_GIB,
          node.volumeGib,
        )),
    ...within('search.replicas', search.replicas, 0, search.dataNodes - 1),
    ...within('search.refreshSeconds', search.refreshSeconds, 1, 3600),
    ...span('search.retention', search.retention, 1),
    ...primaryShardRules(search),
  ];
  if (search.dataNodes % search.zones !== 0) {
    problems.push(
      `search.dataNodes is ${search.dataNodes} with ${counted(search.zones, 'zone')}; it must be a multiple of ${search.zones}`,
    );
  }
  if (search.zones > 1 && search.replicas === 0) {
    problems.push(
      `search.replicas is 0 with ${counted(search.zones, 'zone')}; without a replica the loss of a zone loses logs, so make it 1`,
    );
  }
  return [...problems, ...managerRules(search), ...standbyRules(search)];
};

function primaryShardRules({ shards }: Stage['search']): string[] {
  return Object.entries(shards).flatMap(([dataset, count]) => [
    ...(DATASET_PATTERN.test(dataset)
      ? []
      : [
          `search.shards names "${dataset}", which is no name of a dataset; write lower-case letters, digits, _ and ., a letter first`,
        ]),
    ...within(`search.shards of ${dataset}`, count, 1, 50),
  ]);
}

function managerRules({ managers, dataNodes }: Stage['search']): string[] {
  if (managers === undefined) return [];
  const nodes = nodesManagedBy(managers.instanceType);
  return nodes === undefined || dataNodes <= nodes
    ? []
    : [
        `search.managers.instanceType is ${managers.instanceType}, which looks after ${nodes} data nodes; there are ${dataNodes}, so take a larger one`,
      ];
}

function standbyRules(search: Stage['search']): string[] {
  if (!search.standby) return [];
  const problems: string[] = [];
  if (search.dataInstanceType.startsWith('t3.')) {
    problems.push(
      `search.standby is on with ${search.dataInstanceType}; OpenSearch Service offers no standby with t3, so turn it off or take m7g.large.search`,
    );
  }
  if (search.zones !== 3 || search.managers === undefined)
    problems.push('search.standby needs 3 zones and dedicated managers');
  // otherwise no index can be created: "Index should have 3 or multiples of 3 copies including primary and replica"
  if ((search.replicas + 1) % 3 !== 0) {
    problems.push(
      `search.replicas is ${search.replicas} with search.standby; each of the three zones holds a copy then, so make it 2`,
    );
  }
  return problems;
}

const shardRules: Rule = ({ search, sources }) => {
  const { shards, limit } = shardPlan({ search, sources });
  return shards <= limit
    ? []
    : [
        `search.retention ${search.retention} with one index a ${search.indexPeriod} makes ${counted(shards, 'shard')}; the heap of ${search.dataNodes} x ${search.dataInstanceType} may have ${limit} ` +
          '(1,000 for every 16 GiB): keep logs for less long, take months instead of days, fewer search.shards, or larger nodes',
      ];
};

const functionRules: Rule = ({ ingest, indexer }) => [
  ...within('ingest.memoryMib', ingest.memoryMib, 512, 10_240),
  ...within('ingest.maxConcurrency', ingest.maxConcurrency, 2, 1000),
  ...within('ingest.partMib', ingest.partMib, 8, 1024),
  ...within('indexer.memoryMib', indexer.memoryMib, 512, 10_240),
  ...within('indexer.batchSize', indexer.batchSize, 1, 10_000),
  ...within('indexer.batchingWindowSeconds', indexer.batchingWindowSeconds, 0, 300),
];

const nameRules: Rule = ({ name, alarmEmails }) => [
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

const producerRules: Rule = ({ producers }) => [
  ...(producers?.principals ?? [])
    .filter((principal) => !PRINCIPAL.test(principal))
    .map(
      (principal) =>
        `producers.principals holds "${principal}"; write an account number, the ARN of a role or user, or a service such as ec2.amazonaws.com`,
    ),
];

const sourceRules: Rule = ({ sources }) => {
  const { issues = [] } = v.safeParse(v.array(sourceSchema), sources);
  return issues.map((issue) => `sources.${v.getDotPath(issue) ?? ''}: ${issue.message}`);
};

const siteRules: Rule = ({ sources, site }) => {
  const bytes = Buffer.byteLength(JSON.stringify(sources)) + Buffer.byteLength(JSON.stringify(site ?? {}));
  return [
    ...(site === undefined ? [] : siteProblems(site)),
    ...(bytes <= MAX_TOLD_BYTES
      ? []
      : [
          `sources and site are ${bytes} bytes as JSON; functions are told them by variables, which carry ${MAX_TOLD_BYTES}: name what prefixes and paths have in common once`,
        ]),
  ];
};

const notificationRules: Rule = ({ notifications }) => {
  if (notifications === undefined) return [];
  const bytes = Buffer.byteLength(JSON.stringify(notifications));
  return [
    ...destinationProblems(notifications),
    ...(bytes <= MAX_TOLD_BYTES
      ? []
      : [
          `notifications are ${bytes} bytes as JSON; functions are told them by a variable, which carries ${MAX_TOLD_BYTES}: write to a mailing list instead of many addresses`,
        ]),
  ];
};

const rules: readonly Rule[] = [
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
