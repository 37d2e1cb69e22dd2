import { type ErrorCode, KafkaInsightError } from '../../core/errors.ts';
import type { KafkaRecord } from '../../core/records/records.ts';
import { counted } from '../../core/wording.ts';

/**
 * How Lambda's pollers run. Only `provisioned` reads partial-batch responses and bisects (AWS: "Event source mapping
 * poller modes"); in `on-demand` mode a response of any kind is success, and an error brings the whole batch again.
 */
export type PollingMode = 'provisioned' | 'on-demand';

/**
 * Lambda's partial-batch response for Kafka (AWS Lambda Developer Guide, "Partial batch response"): each of these partitions is delivered
 * again from this record on.
 */
export interface KafkaBatchResponse {
  readonly batchItemFailures: readonly {
    readonly itemIdentifier: {
      /** `<topic>-<partition>`, as the event names it. */
      readonly partition: string;
      readonly offset: number;
    };
  }[];
}

/**
 * The acknowledgement rule. A record is acknowledged only once it is in its index, or its dead letter is in the object store and
 * searchable. Any other record is not dropped: it is delivered again, with everything after it in its partition.
 * - `provisioned`: the response names the first such record of each partition; what precedes it is done, and so are the other partitions.
 * - `on-demand`: responses are ignored, and any return acknowledges the whole batch. So the function fails, and the whole batch is
 *   delivered again; what is already indexed overwrites itself.
 *
 * @param handedBack the records that are not done, and why
 * @throws KafkaInsightError in `on-demand` mode where any record is not done, with the code of the first
 */
export function acknowledge(handedBack: ReadonlyMap<KafkaRecord, ErrorCode>, mode: PollingMode): KafkaBatchResponse {
  const [code] = handedBack.values();
  if (code !== undefined && mode === 'on-demand') {
    const counts = Map.groupBy(handedBack.values(), (one) => one);
    const reasons = Array.from(counts, ([one, { length }]) => `${length} x ${one}`).join(', ');
    throw new KafkaInsightError(
      code,
      `Not indexed, and handed back: ${counted(handedBack.size, 'record')} (${reasons}).`,
    );
  }
  const firsts = new Map<string, number>();
  for (const { position } of handedBack.keys()) {
    const partition = `${position.topic}-${position.partition}`;
    firsts.set(partition, Math.min(Number(position.offset), firsts.get(partition) ?? Infinity));
  }
  return {
    batchItemFailures: Array.from(firsts, ([partition, offset]) => ({ itemIdentifier: { partition, offset } })),
  };
}
