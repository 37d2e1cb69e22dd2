import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import { bounded } from './bounded.ts';
import { createKafkaClient } from './client.ts';
import type { KafkaClientOptions } from './client.ts';
import type { KafkaConfiguration } from './configuration.ts';

/** How far a consumer group has come in one partition. */
interface PartitionProgress {
  readonly partition: number;
  /** Offset of the oldest record that is still there. */
  readonly low: bigint;
  /** Offset that the next record will get. */
  readonly high: bigint;
  /** Offset of the next record that the group reads; absent where it has committed none. */
  readonly committed?: bigint;
  /** Records that the group has not committed yet. */
  readonly lag: bigint;
}

/** What a person or a local run wants to know of the topic, and do to it. All calls end within the time-out. */
export interface TopicAdmin {
  /** Creates the topic unless it is there; answers whether it was created. */
  createTopic(settings: {
    readonly partitions: number;
    readonly replicationFactor: number;
    readonly configuration?: Readonly<Record<string, string>>;
  }): Promise<boolean>;
  /** Progress of the group in each partition, in the order of the partitions. */
  progress(groupId: string): Promise<readonly PartitionProgress[]>;
  close(): Promise<void>;
}

const ATTEMPTS = 20;
const PAUSE_MILLIS = 250;

/** An admin client for the one topic of the configuration. Connects at the first call. */
export function createTopicAdmin(
  configuration: KafkaConfiguration,
  options: KafkaClientOptions & { readonly timeoutMillis?: number } = {},
): TopicAdmin {
  const { topic } = configuration;
  const timeoutMillis = options.timeoutMillis ?? 30_000;
  const client = createKafkaClient(configuration, options);
  let connected: Promise<Admin> | undefined;

  async function connect(): Promise<Admin> {
    const admin = client.admin();
    await admin.connect();
    return admin;
  }

  async function ask<T>(doing: string, question: (admin: Admin) => Promise<T>): Promise<T> {
    const connection = (connected ??= connect());
    try {
      return await bounded(
        timeoutMillis,
        doing,
        persistently(async () => question(await connection)),
      );
    } catch (error) {
      if (connected === connection) connected = undefined;
      connection.then((admin) => admin.disconnect()).catch(() => undefined);
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
      const admin = await connected?.catch(() => undefined);
      connected = undefined;
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

/** Tries again what Kafka asks to be tried again: a group's coordinator may be on the move, or not be there yet. */
async function persistently<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const retriable = error instanceof Error && 'retriable' in error && error.retriable === true;
      if (!retriable || attempt === ATTEMPTS) throw error;
      await sleep(PAUSE_MILLIS);
    }
  }
}

/** Kafka answers -1 for "nothing committed"; such a group starts at the oldest record. */
function progressOf(partition: number, low: bigint, high: bigint, offset = -1n): PartitionProgress {
  if (offset < 0n) return { partition, low, high, lag: high - low };
  return { partition, low, high, committed: offset, lag: high - offset };
}
