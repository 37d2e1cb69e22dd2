import { MAX_DATA_NODES, nodesManagedBy, searchNodes } from '../configuration/search-nodes.ts';
import type { KafkaStage, SearchStage, Stage } from '../configuration/stage.ts';
import { limitsOf } from './capacity.ts';
import { POLLERS_A_UNIT, searchNodeMonth } from './prices.ts';
import { shardPlan } from './shards.ts';

/** What logs arrive, and how long they are kept. */
export interface Workload {
  /** The highest sustained rate. */
  readonly eventsPerSecond: number;
  /** Size of a logged line. */
  readonly bytesPerEvent: number;
  readonly retentionDays: number;
}

/** GiB of a node's volume for each GiB of its memory: with more, too little of it is in memory for searches. */
const VOLUME_TO_MEMORY = 64;
/** Of the shards that the service allows: the rest is for datasets that sources will name. */
const SHARD_SHARE = 2 / 3;
/** Volumes are sized in steps. */
const STEP_GIB = 10;
/** How many times the usual number of pollers may run, to work off a backlog. */
const CATCH_UP = 4;
/** How many times its initial size a broker's volume may grow to automatically, and MSK's maximum. */
const VOLUME_GROWTH = 10;
const MAX_BROKER_GIB = 16_384;

/**
 * A stage that handles a workload: `base` with the brokers, partitions, pollers, data nodes and volumes that it needs. Data nodes are the
 * cheapest whose price is known, in three zones, without t3.
 */
export function sizedFor(workload: Workload, base: Stage): Stage {
  const { kafka, search } = base;
  const period = (indexPeriod: SearchStage['indexPeriod']): SearchStage => ({
    ...search,
    indexPeriod,
    retention: `${workload.retentionDays} days`,
  });
  const monthly = { ...base, search: period('month') };
  const oneIndex = limitsOf(monthly, workload.bytesPerEvent).index ?? 0;
  const units = Math.max(1, Math.ceil(needs(monthly, workload).pollers / POLLERS_A_UNIT));
  const pollers = POLLERS_A_UNIT * units;
  return {
    ...base,
    kafka: sizedBrokers(kafka, needs(monthly, workload), CATCH_UP * pollers),
    polling: { mode: 'provisioned', minimumPollers: pollers, maximumPollers: CATCH_UP * pollers },
    search: sizedNodes({ ...base, search: period(workload.eventsPerSecond <= oneIndex ? 'month' : 'day') }, (one) =>
      needs({ ...base, search: one }, workload),
    ),
  };
}

interface Needs {
  /** Brokers, pollers and data nodes. */
  readonly brokers: number;
  readonly pollers: number;
  readonly nodes: number;
  /** GiB of all volumes together. */
  readonly brokerVolumes: number;
  readonly nodeVolumes: number;
}

/** How many of each part a workload needs, given what one of each handles. */
function needs(stage: Stage, { eventsPerSecond, bytesPerEvent }: Workload): Needs {
  const { kafka, search } = stage;
  const ones: Stage = {
    ...stage,
    kafka: { ...kafka, brokerCount: 1, ...(kafka.storageGibPerBroker === undefined ? {} : { storageGibPerBroker: 1 }) },
    polling: { mode: 'provisioned', minimumPollers: 1, maximumPollers: 1 },
    search: { ...search, dataNodes: 1, storageGibPerNode: 1 },
  };
  const { brokers, pollers, nodes, brokerVolumes, nodeVolumes } = limitsOf(ones, bytesPerEvent);
  const need = (carriedByOne: number | undefined): number =>
    carriedByOne === undefined ? 0 : eventsPerSecond / carriedByOne;
  return {
    brokers: need(brokers),
    pollers: need(pollers),
    nodes: need(nodes),
    brokerVolumes: need(brokerVolumes),
    nodeVolumes: need(nodeVolumes),
  };
}

function sizedBrokers(kafka: KafkaStage, { brokers, brokerVolumes }: Needs, partitions: number): KafkaStage {
  const brokerCount = kafka.zones * Math.max(1, Math.ceil(brokers / kafka.zones));
  const storageGibPerBroker = inSteps(brokerVolumes / brokerCount);
  return {
    ...kafka,
    brokerCount,
    // the same number on each broker
    partitions: brokerCount * Math.ceil(partitions / brokerCount),
    ...(kafka.storageGibPerBroker === undefined
      ? {}
      : { storageGibPerBroker, maxStorageGibPerBroker: Math.min(MAX_BROKER_GIB, VOLUME_GROWTH * storageGibPerBroker) }),
  };
}

function sizedNodes({ search, sources }: Stage, needsOf: (search: SearchStage) => Needs): SearchStage {
  const sized = [...searchNodes].flatMap(([dataInstanceType, { memoryGib, volumeGib }]): [number, SearchStage][] => {
    const price = searchNodeMonth(dataInstanceType);
    if (price === undefined || dataInstanceType.startsWith('t3.')) return [];
    const one = { ...search, dataInstanceType, dataNodes: 1 };
    const { nodes, nodeVolumes } = needsOf(one);
    const { shards, limit } = shardPlan({ search: one, sources });
    const volume = STEP_GIB * Math.floor(Math.min(VOLUME_TO_MEMORY * memoryGib, volumeGib) / STEP_GIB);
    const count = Math.max(nodes, nodeVolumes / volume, shards / (SHARD_SHARE * limit));
    const dataNodes = search.zones * Math.max(1, Math.ceil(count / search.zones));
    const managers = managersOf(search.managers, dataNodes);
    return [
      [
        dataNodes * price,
        { ...one, dataNodes, storageGibPerNode: inSteps(nodeVolumes / dataNodes), ...(managers && { managers }) },
      ],
    ];
  });
  const byPrice = sized.sort(([one], [other]) => one - other).map(([, one]) => one);
  return byPrice.find(({ dataNodes }) => dataNodes <= MAX_DATA_NODES) ?? byPrice.at(-1) ?? search;
}

/** The managers of the base, or the cheapest whose price is known that look after so many nodes. */
function managersOf(managers: SearchStage['managers'], dataNodes: number): SearchStage['managers'] {
  const suffices = (type: string): boolean => (nodesManagedBy(type) ?? 0) >= dataNodes;
  if (managers === undefined || suffices(managers.instanceType)) return managers;
  const [cheapest] = [...searchNodes.keys()]
    .filter(suffices)
    .flatMap((instanceType) => {
      const price = searchNodeMonth(instanceType);
      return price === undefined || instanceType.startsWith('t3.') ? [] : [{ instanceType, price }];
    })
    .sort((one, other) => one.price - other.price);
  return cheapest === undefined ? managers : { ...managers, instanceType: cheapest.instanceType };
}

function inSteps(gib: number): number {
  return STEP_GIB * Math.max(1, Math.ceil(gib / STEP_GIB));
}
