import { expressIngressBytes, MAX_IAM_CONNECTIONS } from '../configuration/known.ts';
import type { KafkaStage } from '../configuration/stage.ts';
import { type AlarmDefinition, missing } from './alarm.ts';
import type { StageMetrics } from './metrics.ts';

/** AWS's share of a quota at which it advises to alarm. */
const QUOTA_SHARE = 0.8;

/**
 * The brokers, numbered from 1 as MSK does, by metrics that MSK reports at its free level of monitoring. Thresholds: Amazon MSK Developer
 * Guide, "Best practices for Standard brokers" and "… for Express brokers"; for partitions, controller, heap, credits and connections
 * AWS's notes on MSK (github.com/aws/agent-toolkit-for-aws, managing-amazon-msk/references/monitor-and-alarm.md). For express brokers MSK
 * reports neither volumes and heap, which it manages, nor the state of partitions.
 */
export function brokerAlarms(metrics: StageMetrics, kafka: KafkaStage): readonly AlarmDefinition[] {
  const brokers = Array.from({ length: kafka.brokerCount }, (_, at) => at + 1);
  return [
    controllerAlarm(metrics),
    ...brokers.flatMap((broker) => [
      ...loadAlarms(metrics, broker),
      ...(kafka.brokers === 'express'
        ? [ingressAlarm(metrics, broker, kafka)]
        : [...replicaAlarms(metrics, broker), ...machineAlarms(metrics, broker, kafka)]),
    ]),
    kafka.brokers === 'express' ? storageAlarm(metrics) : offlineAlarm(metrics),
  ];
}

function controllerAlarm(metrics: StageMetrics): AlarmDefinition {
  return {
    id: 'controller-missing',
    runbook: 'The brokers have no controller',
    severity: 'critical',
    says: 'For five minutes no broker has been the controller: no partition gets a new leader.',
    metric: metrics.ofCluster('ActiveControllerCount', 'Maximum'),
    threshold: 0,
    below: true,
    minutes: 5,
    periods: 1,
    missing: missing.unreported,
  };
}

/** What clients demand of a broker. */
function loadAlarms(metrics: StageMetrics, broker: number): readonly AlarmDefinition[] {
  return [
    {
      id: `broker-${broker}-cpu`,
      runbook: 'Broker is busy',
      severity: 'warning',
      says: `For a quarter of an hour broker ${broker} has been busier than 60 %: if a broker fails, the others cannot take over its load.`,
      metric: metrics.brokerCpuPercent(broker),
      threshold: 60,
      minutes: 5,
      periods: 3,
      missing: missing.unreported,
    },
    {
      id: `broker-${broker}-connections`,
      runbook: 'Broker has too many connections',
      severity: 'warning',
      says: `For a quarter of an hour broker ${broker} has had ${QUOTA_SHARE * 100} % of the connections that it accepts.`,
      metric: metrics.brokerConnections(broker),
      threshold: QUOTA_SHARE * MAX_IAM_CONNECTIONS,
      minutes: 1,
      periods: 15,
      missing: missing.idle,
    },
  ];
}

/** The copies of partitions that a broker leads. */
function replicaAlarms(metrics: StageMetrics, broker: number): readonly AlarmDefinition[] {
  return [
    {
      id: `broker-${broker}-min-isr`,
      runbook: 'Partitions refuse writing',
      severity: 'critical',
      says: `Partitions that broker ${broker} leads have fewer copies in sync than a write needs: nothing can be written to them.`,
      metric: metrics.ofBroker(broker, 'UnderMinIsrPartitionCount', 'Average'),
      threshold: 1,
      minutes: 1,
      // a broker that restarts is back by then
      periods: 5,
      missing: missing.unreported,
    },
    {
      id: `broker-${broker}-replicas`,
      runbook: 'Partitions lack a copy',
      severity: 'warning',
      says: `For a quarter of an hour partitions that broker ${broker} leads have lacked a copy that is in sync.`,
      metric: metrics.ofBroker(broker, 'UnderReplicatedPartitions', 'Maximum'),
      threshold: 1,
      minutes: 5,
      periods: 3,
      missing: missing.unreported,
    },
  ];
}

/** The machine of a standard broker. */
function machineAlarms(metrics: StageMetrics, broker: number, kafka: KafkaStage): readonly AlarmDefinition[] {
  const credits: AlarmDefinition = {
    id: `broker-${broker}-credits`,
    runbook: 'Broker runs out of CPU credits',
    severity: 'warning',
    says: `Broker ${broker} has few CPU credits left; without any it gets a fifth of its processors.`,
    metric: metrics.ofBroker(broker, 'CPUCreditBalance', 'Average'),
    threshold: 100,
    below: true,
    minutes: 5,
    periods: 3,
    missing: missing.unreported,
  };
  return [
    {
      id: `broker-${broker}-disk`,
      runbook: 'Broker disk fills',
      severity: 'critical',
      says: `The volume of broker ${broker} is 85 % full; a full one stops the broker.`,
      metric: metrics.ofBroker(broker, 'KafkaDataLogsDiskUsed', 'Maximum'),
      threshold: 85,
      minutes: 5,
      periods: 1,
      missing: missing.unreported,
    },
    {
      id: `broker-${broker}-heap`,
      runbook: 'Broker runs out of memory',
      severity: 'warning',
      says: `For a quarter of an hour broker ${broker} has used 60 % of its heap even after collecting garbage.`,
      metric: metrics.ofBroker(broker, 'HeapMemoryAfterGC', 'Average'),
      threshold: 60,
      minutes: 5,
      periods: 3,
      missing: missing.unreported,
    },
    ...(kafka.instanceType.startsWith('kafka.t3.') ? [credits] : []),
  ];
}

function offlineAlarm(metrics: StageMetrics): AlarmDefinition {
  return {
    id: 'partitions-offline',
    runbook: 'Partitions without a leader',
    severity: 'critical',
    says: 'Partitions have no leader: nothing can be written to them or read from them.',
    metric: metrics.ofCluster('OfflinePartitionsCount', 'Maximum'),
    threshold: 1,
    minutes: 1,
    periods: 5,
    missing: missing.unreported,
  };
}

/** Express brokers only: the data rate, before MSK throttles it. How long MSK throttles is reported at a level of monitoring that is charged. */
function ingressAlarm(metrics: StageMetrics, broker: number, { instanceType }: KafkaStage): AlarmDefinition {
  return {
    id: `broker-${broker}-ingress`,
    runbook: 'Broker nears its throughput limit',
    severity: 'warning',
    says: `For a quarter of an hour broker ${broker} has received ${QUOTA_SHARE * 100} % of the data rate that it sustains.`,
    metric: metrics.ofBroker(broker, 'BytesInPerSec', 'Average'),
    threshold: QUOTA_SHARE * (expressIngressBytes.get(instanceType) ?? Infinity),
    minutes: 5,
    periods: 3,
    missing: missing.idle,
  };
}

/** Express brokers only: storage has no limit, and is charged. */
function storageAlarm(metrics: StageMetrics): AlarmDefinition {
  return {
    id: 'storage-unusual',
    runbook: 'Brokers store unusually much',
    severity: 'warning',
    says: 'The brokers store more than CloudWatch expects from the weeks before; storage has no limit, and is charged.',
    metric: metrics.ofCluster('StorageUsed', 'Maximum'),
    threshold: 'unusual',
    minutes: 60,
    periods: 3,
    missing: missing.unreported,
  };
}
