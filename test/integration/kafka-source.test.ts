import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import kafkajs, { type Message } from 'kafkajs';
import { createTopicAdmin, type TopicAdmin } from '../../adapters/kafka/admin.ts';
import { createKafkaClient } from '../../adapters/kafka/client.ts';
import type { KafkaConfiguration } from '../../adapters/kafka/configuration.ts';
import type { PollingMode } from '../../lambdas/indexer/acknowledge.ts';
import type { LambdaFunction } from '../../local/runner/invoke.ts';
import { type DeliveredEvent, type DeliveredRecord, toLambdaEvent } from '../../local/runner/kafka-event.ts';
import { type KafkaSource, type KafkaSourceSettings, startKafkaSource } from '../../local/runner/kafka-source.ts';
import { sharedKafka } from './engines/shared.ts';

const PARTITIONS = 3;

let kafka: KafkaConfiguration;
let group: string;
let admin: TopicAdmin;
const running = new Set<KafkaSource>();

beforeEach(async () => {
  group = `group-${randomUUID()}`;
  kafka = { brokers: await sharedKafka(), security: 'plaintext', topic: `topic.${randomUUID()}` };
  admin = createTopicAdmin(kafka);
  await admin.createTopic({ partitions: PARTITIONS, replicationFactor: 1 });
});

afterEach(async () => {
  await Promise.all([...running].map(stop));
  await admin.close();
});

async function produce(messages: readonly Message[]): Promise<void> {
  const producer = createKafkaClient(kafka).producer({
    allowAutoTopicCreation: false,
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
    idempotent: true, // kafkajs sends a batch again whole where one partition of a new topic has no leader yet
  });
  await producer.connect();
  await producer.send({ topic: kafka.topic, messages: [...messages] });
  await producer.disconnect();
}

/** Messages 0 … n-1, distributed over the partitions in turn, each with its number as value. */
function numbered(count: number, from = 0): Message[] {
  return Array.from({ length: count }, (_, index) => ({ value: String(from + index), partition: index % PARTITIONS }));
}

function start(
  handler: LambdaFunction<DeliveredEvent, unknown>,
  pollingMode: PollingMode,
  settings: Partial<KafkaSourceSettings> = {},
  onFailure: (error: unknown) => void = () => undefined,
): KafkaSource {
  const source = startKafkaSource(
    handler,
    kafka,
    {
      functionName: 'indexer',
      timeoutMillis: 20_000,
      consumerGroupId: group,
      batchSize: 100,
      maxBatchingWindowMillis: 50,
      pollingMode,
      pollers: 1,
      backOff: { baseMillis: 5, capMillis: 50 },
      ...settings,
    },
    { onFailure },
  );
  running.add(source);
  return source;
}

async function stop(source: KafkaSource): Promise<void> {
  running.delete(source);
  await source.stop();
}

function all(event: DeliveredEvent): DeliveredRecord[] {
  return Object.values(event.records).flat();
}

function valueOf({ value }: DeliveredRecord): number {
  return Number(value?.toString());
}

async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const endMillis = Date.now() + 30_000;
  while (!(await condition())) {
    assert.ok(Date.now() < endMillis, `waited 30 s in vain for ${what}`);
    await sleep(25);
  }
}

async function lag(): Promise<number> {
  return Number((await admin.progress(group)).reduce((sum, partition) => sum + partition.lag, 0n));
}

/** A group's first offsets may not be loaded yet, which the broker reports as an error. */
const committed = (): Promise<void> =>
  until(async () => (await lag().catch(() => Infinity)) === 0, 'all offsets to be committed');

describe('the Kafka event source', () => {
  it('gives records from the very first, as Lambda would, and commits them', async () => {
    const events: DeliveredEvent[] = [];
    await produce([
      {
        key: 'k',
        value: 'v',
        partition: 2,
        timestamp: '1795000000000',
        headers: { kafkainsight: 'log', twice: ['a', 'b'] },
      },
      { key: null, value: null, partition: 2, timestamp: '1795000000001' },
    ]);
    start((event) => Promise.resolve(events.push(event)), 'provisioned');
    await committed();
    assert.deepEqual(
      events.map((event) => toLambdaEvent(event).records),
      [
        {
          [`${kafka.topic}-2`]: [
            {
              topic: kafka.topic,
              partition: 2,
              offset: 0,
              timestamp: 1795000000000,
              timestampType: 'CREATE_TIME',
              key: 'aw==',
              value: 'dg==',
              headers: [{ kafkainsight: [108, 111, 103] }, { twice: [97] }, { twice: [98] }],
            },
            {
              topic: kafka.topic,
              partition: 2,
              offset: 1,
              timestamp: 1795000000001,
              timestampType: 'CREATE_TIME',
              headers: [],
            },
          ],
        },
      ],
    );
  });

  it('is not held up by a header with the name of a property that all objects have', async () => {
    const records: DeliveredRecord[] = [];
    await produce([{ value: '1', partition: 0, headers: { constructor: 'c' } }]);
    start((event) => Promise.resolve(records.push(...all(event))), 'provisioned');
    await committed();
    assert.equal(Object.entries(records[0]?.headers[0] ?? {}).join(), 'constructor,c');
  });

  it('keeps to the batch size and to the payload, across partitions', async () => {
    const events: DeliveredEvent[] = [];
    const large = 'x'.repeat(700_000);
    await produce(numbered(250));
    for (let index = 0; index < 10; index += 1) await produce([{ value: large, partition: 0 }]);
    start((event) => Promise.resolve(events.push(event)), 'provisioned');
    await committed();
    assert.equal(events.flatMap(all).length, 260);
    assert.ok(events.every((event) => all(event).length <= 100));
    assert.ok(events.every((event) => Buffer.byteLength(JSON.stringify(toLambdaEvent(event))) <= 6 * 1024 * 1024));
    assert.ok(
      events.some((event) => Object.keys(event.records).length > 1),
      'several partitions in one event',
    );
  });

  it('on demand: brings the whole batch again until the function succeeds, and then commits it', async () => {
    const seen: number[][] = [];
    let lagBefore = 0;
    await produce(numbered(30));
    start(async (event) => {
      seen.push(all(event).map(valueOf));
      if (seen.length <= 3) throw new Error('not yet');
      lagBefore = await lag();
      return { batchItemFailures: [{ itemIdentifier: { partition: `${kafka.topic}-0`, offset: 0 } }] };
    }, 'on-demand');
    await committed();
    assert.deepEqual(seen, [seen[0], seen[0], seen[0], seen[0]]);
    assert.equal(lagBefore, 30);
  });

  it('provisioned: brings again from the first failed offset of each partition alone', async () => {
    const seen: string[] = [];
    await produce(numbered(12));
    start((event) => {
      seen.push(
        all(event)
          .map(({ partition, offset }) => `${partition}:${offset}`)
          .join(' '),
      );
      const failures = [{ itemIdentifier: { partition: `${kafka.topic}-1`, offset: 2 } }];
      return Promise.resolve(seen.length === 1 ? { batchItemFailures: failures } : null);
    }, 'provisioned');
    await committed();
    assert.deepEqual(seen, [seen[0], '1:2 1:3']);
    assert.equal(seen[0]?.split(' ').length, 12);
  });

  it('provisioned: bisects down to the record that breaks the function, and lets the others pass', async () => {
    const done = new Set<number>();
    let poisoned = true;
    let failures = 0;
    await produce(numbered(60));
    const fails = (): void => void (failures += 1);
    start(
      (event) => {
        const values = all(event).map(valueOf);
        if (poisoned && values.includes(59)) return Promise.reject(new Error('poison'));
        values.forEach((value) => done.add(value));
        return Promise.resolve();
      },
      'provisioned',
      {},
      fails,
    );
    await until(() => done.size === 59, 'all but the poisoned record');
    await until(async () => (await lag()) === 1, 'the others to be committed');
    poisoned = false;
    await committed();
    assert.equal(done.size, 60);
    assert.ok(failures >= 6, `${failures} failures`);
  });

  it('counts an invocation over its time limit as failed, and delivers its records again', async () => {
    const errors: unknown[] = [];
    let calls = 0;
    await produce(numbered(5));
    start(
      () => ((calls += 1) === 1 ? new Promise<void>(() => undefined) : Promise.resolve()),
      'on-demand',
      { timeoutMillis: 300 },
      (error) => errors.push(error),
    );
    await committed();
    assert.equal(calls, 2);
    assert.match(String(errors[0]), /time limit of 300 ms/);
  });

  it('goes on where it stopped, and lets a running invocation end', async () => {
    const seen: number[] = [];
    let calls = 0;
    const handler = async (event: DeliveredEvent): Promise<void> => {
      calls += 1;
      await sleep(300);
      seen.push(...all(event).map(valueOf));
    };
    await produce(numbered(30));
    const first = start(handler, 'provisioned', { batchSize: 10 });
    await until(() => calls === 2, 'the second invocation');
    await stop(first);
    assert.equal(seen.length, 20);
    assert.equal(await lag(), 10);
    start(handler, 'provisioned', { batchSize: 10 });
    await committed();
    assert.deepEqual(
      seen.sort((a, b) => a - b),
      Array.from({ length: 30 }, (_, index) => index),
    );
  });

  it('loses nothing in rebalances, and never has two invocations on one partition within a member', async () => {
    const seen = new Set<number>();
    const handlerOf = (): LambdaFunction<DeliveredEvent, void> => {
      const busy = new Set<string>();
      return async (event) => {
        const partitions = Object.keys(event.records);
        for (const partition of partitions) {
          assert.ok(!busy.has(partition), `${partition} has two invocations at a time`);
          busy.add(partition);
        }
        await sleep(5 + Math.random() * 30);
        for (const partition of partitions) busy.delete(partition);
        if (Math.random() < 0.1) throw new Error('now and then');
        for (const record of all(event)) seen.add(valueOf(record));
      };
    };
    const settings = { batchSize: 20, timeoutMillis: 2000 };
    const errors: unknown[] = [];
    const fails = (error: unknown): void => void errors.push(error);
    const first = start(handlerOf(), 'provisioned', settings, fails);
    for (let round = 0; round < 10; round += 1) {
      await produce(numbered(300, round * 300));
      if (round === 2) start(handlerOf(), 'provisioned', settings, fails);
      if (round === 5) start(handlerOf(), 'provisioned', settings, fails);
      if (round === 7) await stop(first);
    }
    await until(() => seen.size === 3000, 'every record');
    await committed();
    assert.deepEqual(
      errors.filter((error) => !String(error).includes('now and then')),
      [],
    );
  });
});
