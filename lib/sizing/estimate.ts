import { metricNames } from '../../core/metric-names.ts';
import { counted, grouped } from '../../core/wording.ts';
import { endpointZones, interfaceEndpoints } from '../configuration/endpoints.ts';
import { namedVpc } from '../configuration/networks.ts';
import type { KafkaStage, Stage } from '../configuration/stage.ts';
import { INBOX_DAYS } from '../configuration/timing.ts';
import { brokerMonth, POLLERS_A_UNIT, PRICES_READ, searchNodeMonth, unitPrices } from './prices.ts';
import { measured } from './quotas.ts';

/** One line of an estimate. */
export interface Cost {
  readonly what: string;
  /** US dollars: a month, or for a GB of logs. */
  readonly dollars: number;
}

/** What a stage costs; see {@link unitPrices} for where the prices come from. */
export interface Estimate {
  /** A month, whether or not any log arrives. */
  readonly fixed: readonly Cost[];
  /** For each GB of logs, uncompressed. */
  readonly perGb: readonly Cost[];
  /** What it does not include, in words. */
  readonly notContained: readonly string[];
}

/** What in the stacks is charged by the piece; a test compares it with the templates. */
export interface ChargedPieces {
  readonly keys: number;
  /** Metrics that alarms watch: AWS charges for these, not for the alarms. */
  readonly alarmMetrics: number;
  readonly metrics: number;
  readonly secrets: number;
  /** Interface endpoints, times the zones that each is in. */
  readonly endpoints: number;
}

/** Bytes of a line, where a price depends on lines: the mean of the samples. */
const BYTES_A_LINE = 180;
const DAYS_A_MONTH = 30;
const MIB_A_GB = 1024;

/** What a stage costs. Volumes are priced at their initial size. */
export function estimateStage(stage: Stage): Estimate {
  const { brokers, unpricedBrokers } = brokerCosts(stage.kafka);
  const { nodes, unpricedNodes } = searchCosts(stage.search);
  return {
    fixed: [...brokers, ...pollerCosts(stage.polling), ...nodes, ...pieceCosts(stage)].filter(
      ({ dollars }) => dollars > 0,
    ),
    perGb: perGbCosts(stage),
    notContained: [
      ...unpricedBrokers,
      ...unpricedNodes,
      ...(namedVpc(stage) === undefined
        ? []
        : ['the endpoints or the NAT gateway of the VPC, and what goes through them']),
      ...(stage.encryptionKey === undefined ? [] : ['the key of encryptionKey, and requests to it']),
      ...(stage.kafka.brokers === 'express' ? ['the storage of express brokers, by the GB that they keep'] : []),
      'CloudWatch Logs of brokers, domain, VPC and functions, $0.50 a GB',
      'traffic between zones and out of AWS, requests to S3 and SQS',
      'tax, free tier and discounts',
    ],
  };
}

export function totalDollars(costs: readonly Cost[]): number {
  return costs.reduce((sum, { dollars }) => sum + dollars, 0);
}

/** What a stage costs a month without any logs, in whole dollars: `1,406`. */
export function dollarsAMonth(stage: Stage): string {
  return grouped(Math.round(totalDollars(estimateStage(stage).fixed)));
}

/** A stage's price in one line, and where its parts are listed. */
export function priceOf(stage: Stage): string {
  return `Stage ${stage.name} costs about $${dollarsAMonth(stage)} a month before any log (us-east-1, prices of ${PRICES_READ}). Its parts: npx kafkainsight size --stage ${stage.name}\n`;
}

export function piecesOf(stage: Stage): ChargedPieces {
  return {
    keys: keysOf(stage),
    alarmMetrics: alarmMetricsOf(stage),
    metrics: Object.values(metricNames).reduce((sum, names) => sum + Object.keys(names).length, 0),
    secrets: (stage.pseudonymise ? 1 : 0) + (stage.notifications === undefined ? 0 : 1),
    endpoints: interfaceEndpoints(stage).length * endpointZones(stage),
  };
}

/** For the brokers' volumes and for the topics of the alarms, where they are made; a key that the stage names is its owner's. */
function keysOf({ encryptionKey, kafka, alarmTopics }: Stage): number {
  if (encryptionKey !== undefined) return 0;
  return [kafka.existing, alarmTopics].filter((there) => there === undefined).length;
}

function pieceCosts(stage: Stage): Cost[] {
  const { keys, alarmMetrics, metrics, secrets, endpoints } = piecesOf(stage);
  return [
    { what: `${endpoints} interface endpoints`, dollars: endpoints * unitPrices.endpointMonth },
    {
      what: `${alarmMetrics} metrics in alarms, ${metrics} metrics of our own`,
      dollars: alarmMetrics * unitPrices.alarmMonth + metrics * unitPrices.metricMonth,
    },
    { what: `${keys} keys`, dollars: keys * unitPrices.keyMonth },
    { what: `${secrets} secret`, dollars: secrets * unitPrices.secretMonth },
  ];
}

function brokerCosts(kafka: Stage['kafka']): { readonly brokers: Cost[]; readonly unpricedBrokers: string[] } {
  if (kafka.existing !== undefined) return { brokers: [], unpricedBrokers: ['the cluster that is there'] };
  const what = `${kafka.brokerCount} x ${kafka.instanceType}`;
  const month = brokerMonth(kafka.instanceType);
  const storage = kafka.brokerCount * (kafka.storageGibPerBroker ?? 0);
  return {
    brokers: [
      { what, dollars: kafka.brokerCount * (month ?? 0) },
      { what: `${storage} GiB of brokers' volumes`, dollars: storage * unitPrices.brokerStorageGb },
    ],
    unpricedBrokers: month === undefined ? [`${what}: the table has no price`] : [],
  };
}

function pollerCosts(polling: Stage['polling']): Cost[] {
  if (polling.mode === 'on-demand') return [];
  const units = Math.ceil(polling.minimumPollers / POLLERS_A_UNIT);
  return [
    {
      what: `${counted(polling.minimumPollers, 'poller')} (${counted(units, 'unit')})`,
      dollars: units * unitPrices.pollerUnitMonth,
    },
  ];
}

function searchCosts(search: Stage['search']): { readonly nodes: Cost[]; readonly unpricedNodes: string[] } {
  if (search.existing !== undefined) return { nodes: [], unpricedNodes: ['the domain that is there'] };
  const groups = [
    { count: search.dataNodes, type: search.dataInstanceType, role: 'data' },
    ...(search.managers === undefined
      ? []
      : [{ count: search.managers.count, type: search.managers.instanceType, role: 'cluster manager' }]),
  ].map(({ count, type, role }) => ({ what: `${count} x ${type} (${role})`, count, month: searchNodeMonth(type) }));
  const storage = search.dataNodes * search.storageGibPerNode;
  return {
    nodes: [
      ...groups.map(({ what, count, month }) => ({ what, dollars: count * (month ?? 0) })),
      { what: `${storage} GiB of data nodes' volumes`, dollars: storage * unitPrices.searchStorageGb },
    ],
    unpricedNodes: groups.flatMap(({ what, month }) =>
      month === undefined ? [`${what}: the table has no price`] : [],
    ),
  };
}

/** Batches hold values in base64 (AWS Lambda Developer Guide, "Using Lambda with Amazon MSK", example event). */
const BASE64_FACTOR = 4 / 3;

/** On-demand pollers are in the VPC, and hand every record, no longer compressed, to Lambda through its endpoint. */
function endpointCosts(stage: Stage): Cost[] {
  return interfaceEndpoints(stage).some(({ service }) => service === 'LAMBDA')
    ? [
        {
          what: "records through Lambda's endpoint",
          dollars: measured.documentFactor * BASE64_FACTOR * unitPrices.endpointGb,
        },
      ]
    : [];
}

function perGbCosts(stage: Stage): Cost[] {
  const { kafka, ingest, indexer } = stage;
  const memoryGb = Math.max(ingest.memoryMib, indexer.memoryMib) / MIB_A_GB;
  const seconds = (1e9 / BYTES_A_LINE / 1e6) * measured.functionSecondsAMillionLines;
  // a deleted file is kept as a version for as long again
  const inboxMonths = (2 * INBOX_DAYS) / DAYS_A_MONTH;
  return [
    { what: 'files in the inbox, where they are not compressed', dollars: inboxMonths * unitPrices.objectGb },
    { what: 'functions', dollars: seconds * memoryGb * unitPrices.lambdaGbSecond },
    ...endpointCosts(stage),
    ...(kafka.brokers === 'express'
      ? [{ what: 'writing to express brokers', dollars: measured.topicFactor * unitPrices.expressIngressGb }]
      : []),
  ];
}

/**
 * Metrics that the alarms of every stage watch, then those of several nodes and of managers; the test against the templates fails when
 * they change.
 */
const ALARM_METRICS = 50;
const SECOND_NODE_ALARM_METRICS = 1;
const MANAGER_ALARM_METRICS = 2;

function alarmMetricsOf({ kafka, search, notifications }: Stage): number {
  const ofNodes = search.dataNodes === 1 ? 0 : SECOND_NODE_ALARM_METRICS;
  const ofManagers = search.managers === undefined ? 0 : MANAGER_ALARM_METRICS;
  return ALARM_METRICS + brokerAlarmMetrics(kafka) + ofNodes + ofManagers + (notifications === undefined ? 0 : 1);
}

/** Each broker has two for its busy time, one for each other alarm; an alarm on what is unusual is charged as three. */
function brokerAlarmMetrics({ brokers, brokerCount, instanceType }: KafkaStage): number {
  if (brokers === 'express') return 4 * brokerCount + 4;
  return (instanceType.startsWith('kafka.t3.') ? 8 : 7) * brokerCount + 2;
}
