import type { KafkaStage } from '../configuration/stage.ts';
import { type AlarmDefinition, missing } from './alarm.ts';
import type { StageMetrics } from './metrics.ts';

/**
 * The brokers, numbered from 1 as MSK does. Thresholds: Amazon MSK Developer Guide, "Best practices for Standard brokers": alarm on
 * KafkaDataLogsDiskUsed at 85 %, keep CpuUser + CpuSystem below 60 %. For express brokers MSK reports neither volumes, which it manages,
 * nor partitions without a leader.
 */
export function brokerAlarms(metrics: StageMetrics, kafka: KafkaStage): readonly AlarmDefinition[] {
  const brokers = Array.from({ length: kafka.brokerCount }, (_, at) => at + 1);
  const cpu = brokers.map((broker): AlarmDefinition => ({
    id: `broker-${broker}-cpu`,
    runbook: 'Broker is busy',
    severity: 'warning',
    says: `For a quarter of an hour broker ${broker} has been busier than 60 %: if a broker fails, the others cannot take over its load.`,
    metric: metrics.brokerCpuPercent(broker),
    threshold: 60,
    minutes: 5,
    periods: 3,
    missing: missing.unreported,
  }));
  if (kafka.brokers === 'express') return cpu;
  const disk = brokers.map((broker): AlarmDefinition => ({
    id: `broker-${broker}-disk`,
    runbook: 'Broker disk fills',
    severity: 'critical',
    says: `The volume of broker ${broker} is 85 % full; a full one stops the broker.`,
    metric: metrics.brokerDiskPercent(broker),
    threshold: 85,
    minutes: 5,
    periods: 1,
    missing: missing.unreported,
  }));
  const offline: AlarmDefinition = {
    id: 'partitions-offline',
    runbook: 'Partitions without a leader',
    severity: 'critical',
    says: 'Partitions have no leader: nothing can be written to them or read from them.',
    metric: metrics.offlinePartitions,
    threshold: 1,
    minutes: 1,
    periods: 5,
    missing: missing.unreported,
  };
  return [...cpu, ...disk, offline];
}
