import type { Admin } from 'kafkajs';
import { bounded } from './bounded.ts';
import type { KafkaClientOptions } from './client.ts';
import { connected, createKafkaClient } from './client.ts';
import type { KafkaConfiguration } from './configuration.ts';
import { createSockets, type Sockets } from './sockets.ts';

/** A consumer group's progress in one partition. */
interface PartitionProgress {
  readonly partition: number;
  /** Offset of the oldest record still retained. */
  readonly low: bigint;
  /** Offset that the next record will get. */
  readonly high: bigint;
  /** Offset of the next record that the group reads; absent where it has committed none. */
  readonly committed?: bigint;
  /** Records that the group has not committed yet. */
  readonly lag: bigint;
}

/** Operations on the topic for people and local runs. All calls end within the time-out. */
export interface TopicAdmin {
  /** Creates the topic unless it exists; returns whether it was created. */
  createTopic(settings: {
    readonly partitions: number;
    readonly replicationFactor: number;
    readonly configuration?: Readonly<Record<string, string>>;
  }): Promise<boolean>;
  /** Progress of the group in each partition, in the order of the partitions. */
  progress(groupId: string): Promise<readonly PartitionProgress[]>;
  close(): Promise<void>;
}

interface Connection {
  readonly sockets: Sockets;
  readonly admin: Promise<Admin>;
}

/** An admin client for the one topic of the configuration. Connects at the first call. */
export function createTopicAdmin(
  configuration: KafkaConfiguration,
  options: KafkaClientOptions & { readonly timeoutMillis?: number } = {},
): TopicAdmin {
  const { topic } = configuration;
  const timeoutMillis = options.timeoutMillis ?? 30_000;
  let current: Connection | undefined;

  function connect(): Connection {
    const sockets = createSockets(configuration.brokers);
    return { sockets, admin: connected(createKafkaClient(configuration, { ...options, sockets }).admin()) };
  }

  async function ask<T>(doing: string, question: (admin: Admin) => Promise<T>): Promise<T> {
    const connection = (current ??= connect());
    try {
      return await bounded(timeoutMillis, doing, async () => question(await connection.admin));
    } catch (error) {
      if (current === connection) current = undefined;
      connection.sockets.end();
      throw error;
    }
  }

  return {
    createTopic: ({ partitions, replicationFactor, configuration: settings = {} }) =>
      ask(`Creating topic ${topic}`, (admin) =>
        admin.createTopics({
          waitForLeaders: true,
          topics: [
            {
              topic,
              numPartitions: partitions,
              replicationFactor,
              configEntries: Object.entries(settings).map(([name, value]) => ({ name, value })),
            },
          ],
        }),
      ),
    progress: (groupId) =>
      ask(`Reading the offsets of topic ${topic}`, (admin) => progressOfGroup(admin, topic, groupId)),
    async close() {
      const admin = await current?.admin.catch(() => undefined);
      current = undefined;
      await admin?.disconnect();
    },
  };
}

async function progressOfGroup(admin: Admin, topic: string, groupId: string): Promise<readonly PartitionProgress[]> {
  const [ends, groups] = await Promise.all([
    admin.fetchTopicOffsets(topic),
    admin.fetchOffsets({ groupId, topics: [topic] }),
  ]);
  const commits = new Map(
    groups.flatMap((group) => group.partitions.map((one) => [one.partition, BigInt(one.offset)])),
  );
  return ends
    .map(({ partition, low, high }) => progressOf(partition, BigInt(low), BigInt(high), commits.get(partition)))
    .sort((a, b) => a.partition - b.partition);
}

/** Kafka returns -1 for "nothing committed"; such a group starts at the oldest record. */
function progressOf(partition: number, low: bigint, high: bigint, offset = -1n): PartitionProgress {
  if (offset < 0n) return { partition, low, high, lag: high - low };
  return { partition, low, high, committed: offset, lag: high - offset };
}
