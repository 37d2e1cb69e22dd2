import type { Scheduler } from 'fast-check';
import { KafkaInsightError } from '../../core/errors.ts';
import type { ObjectStore, OutgoingRecord } from '../../core/ports.ts';
import { createIngestHandler } from '../../lambdas/ingest/ingest.ts';
import { memoryObjectStore } from '../fakes/object-store.ts';
import { memoryProducer } from '../fakes/producer.ts';
import { decodedRecords } from './encoded-records.ts';
import { objectCreatedEvent, queueEvent } from './ingest-events.ts';
import { BUCKET, environment } from './ingest-harness.ts';
import { keptLog } from './kept-log.ts';
import { keptMetrics } from './kept-metrics.ts';
import { lambdaContext } from './lambda-context.ts';

/** A content that is dropped under a key; each is stored a second after the one before. */
export interface Drop {
  readonly key: string;
  readonly body: Buffer;
  /** The least number of other invocations' turns that each delivery of its event waits, as long as there are any. */
  readonly deliveries: readonly number[];
}

/** Where invocations are killed. */
export interface Crashes {
  /** Numbers of the operations (of the store, the topic) that are carried out, after which the invocation is killed. */
  readonly after: ReadonlySet<number>;
  /** Numbers of the operations that are not carried out. */
  readonly before: ReadonlySet<number>;
}

/** The final records on the topic, and the states. */
export interface RaceOutcome {
  readonly records: readonly OutgoingRecord[];
  readonly store: ReturnType<typeof memoryObjectStore>;
}

/**
 * Ingests contents with any number of concurrent invocations: every operation takes as long as the scheduler wants, and invocations are
 * killed anywhere and redelivered.
 */
export async function race(
  scheduler: Scheduler,
  drops: readonly Drop[],
  crashes: Crashes,
  variables: Readonly<Record<string, string>> = {},
): Promise<RaceOutcome> {
  let nowMillis = Date.parse('2026-11-22T11:00:00Z');
  const store = memoryObjectStore({ now: () => nowMillis });
  const records: OutgoingRecord[] = [];
  let operations = 0;

  async function operate<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    const number = operations++;
    await scheduler.schedule(Promise.resolve(), name);
    if (crashes.before.has(number)) throw crash(name);
    const result = await work();
    await scheduler.schedule(Promise.resolve(), `${name}: answer`);
    if (crashes.after.has(number)) throw crash(name);
    return result;
  }

  const slowStore: ObjectStore = {
    ...store,
    head: (...given) => operate('head', () => store.head(...given)),
    get: (...given) => operate('get', () => store.get(...given)),
    putIf: (...given) => operate('put', () => store.putIf(...given)),
    async *read(...given) {
      await operate('read', () => Promise.resolve());
      yield* store.read(...given);
    },
  };
  const memory = memoryProducer();
  const handler = createIngestHandler(
    { ...environment, ...variables },
    {
      store: slowStore,
      queue: {
        send: (bodies) => {
          for (const body of bodies) deliver(body, 0);
          return Promise.resolve();
        },
        retryAfter: () => Promise.resolve(),
      },
      producer: {
        ...memory,
        send: (_partition, batch) => {
          const sent = decodedRecords(batch);
          return operate('send', () => {
            records.push(...sent);
            return Promise.resolve();
          });
        },
      },
      log: keptLog(),
      metrics: keptMetrics<'ingest'>(),
    },
  );
  const running = new Set<Promise<void>>();

  function deliver(body: string, turns: number): void {
    const work = (async () => {
      for (let turn = 0; turn <= turns; turn++) await scheduler.schedule(Promise.resolve(), 'delivery');
      const { batchItemFailures } = await handler(queueEvent([body]), lambdaContext());
      if (batchItemFailures.length > 0) deliver(body, 0);
    })().finally(() => running.delete(work));
    running.add(work);
  }

  await scheduler.waitFor(
    (async () => {
      for (const { key, body, deliveries } of drops) {
        await scheduler.schedule(Promise.resolve(), 'drop');
        nowMillis += 1000;
        await store.put(BUCKET, key, body, { mtime: '2026-11-22T10:30:00Z' });
        const event = JSON.stringify(objectCreatedEvent(BUCKET, key));
        for (const turns of deliveries) deliver(event, turns);
      }
      while (running.size > 0) await Promise.race(running);
    })(),
  );
  return { records, store };
}

/** An error that is never retried within an invocation, as if the function had been killed. */
function crash(name: string): KafkaInsightError {
  return new KafkaInsightError('RECORD_TOO_LARGE', `The invocation ended at: ${name}.`);
}
