import assert from 'node:assert/strict';
import { afterEach, before, beforeEach, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { KafkaInsightError } from '../../core/errors.ts';
import type { Fault } from '../faults/proxy.ts';
import { type IndexHarness, indexHarness } from '../helpers/index-harness.ts';
import { sharedOpenSearch } from './engines/shared.ts';

const SHORT_MILLIS = 8_000;
const BULK = /_bulk/;

/** Faults between the function and real servers: short ones have no effect, with lasting ones records are handed back. */
describe('faults on the way', { concurrency: false }, () => {
  let url: string;
  let harness: IndexHarness;
  before(async () => {
    url = await sharedOpenSearch();
  });
  beforeEach(async () => {
    harness = await indexHarness(url);
  });
  afterEach(() => harness.close());

  const records = (count = 200): ReturnType<IndexHarness['record']>[] =>
    Array.from({ length: count }, (_, number) => ({ ...harness.record(number), partition: number % 2 }));
  const allHandedBack = (): unknown => ({
    batchItemFailures: [0, 1].map((partition) => ({
      itemIdentifier: { partition: `${harness.topic}-${partition}`, offset: partition },
    })),
  });

  const passing: Record<string, Fault> = {
    'answers 429': { kind: 'status', status: 429 },
    'answers 503': { kind: 'status', status: 503 },
    'answers 403': { kind: 'status', status: 403 },
    'answers 413': { kind: 'status', status: 413 },
    'closes the connection': { kind: 'close' },
    'does the work and loses the answer': { kind: 'lose-answer' },
  };
  for (const [name, fault] of Object.entries(passing)) {
    test(`the engine ${name} for a while`, async () => {
      harness.engineProxy.inject(fault, 3, BULK);
      assert.deepEqual(await harness.invoke(records()), { batchItemFailures: [] });
      assert.equal(harness.engineProxy.broken, 3);
      assert.equal((await harness.documents()).size, 200);
      assert.equal((await harness.deadLetterLines()).length, 0);
    });
  }

  const lasting: Record<string, readonly [Fault, string]> = {
    'answers 429': [{ kind: 'status', status: 429 }, 'SEARCH_THROTTLED'],
    'answers 503': [{ kind: 'status', status: 503 }, 'SEARCH_UNAVAILABLE'],
    'answers 403': [{ kind: 'status', status: 403 }, 'SEARCH_FORBIDDEN'],
    'closes every connection': [{ kind: 'close' }, 'SEARCH_UNAVAILABLE'],
    'never answers': [{ kind: 'hang' }, 'SEARCH_UNAVAILABLE'],
  };
  for (const [name, [fault, code]] of Object.entries(lasting)) {
    test(`the engine ${name} all the time: handed back in both modes, dead-lettered never`, async () => {
      const given = records();
      harness.engineProxy.inject(fault, Infinity, BULK);
      const started = Date.now();
      assert.deepEqual(await harness.invoke(given, { remainingMillis: SHORT_MILLIS }), allHandedBack());
      assert.ok(Date.now() - started < SHORT_MILLIS);
      await assert.rejects(
        harness.invoke(given, { mode: 'on-demand', remainingMillis: SHORT_MILLIS }),
        (error) => error instanceof KafkaInsightError && error.code === code,
      );
      assert.equal((await harness.deadLetterLines()).length, 0);
      harness.engineProxy.clear();
      assert.deepEqual(await harness.invoke(given), { batchItemFailures: [] });
      assert.equal((await harness.documents()).size, 200);
    });
  }

  test('an engine that is gone before the first request: everything comes again', async () => {
    harness.engineProxy.inject({ kind: 'close' });
    assert.deepEqual(await harness.invoke(records(), { remainingMillis: SHORT_MILLIS }), allHandedBack());
  });

  test('a dead letter that cannot be written: its record, and no other, is handed back', async () => {
    const given = records();
    const poison = harness.record(20, { 'source.ip': 'no address' });
    given[20] = poison;
    harness.storeProxy.inject({ kind: 'status', status: 503 });
    assert.deepEqual(await harness.invoke(given), {
      batchItemFailures: [{ itemIdentifier: { partition: `${harness.topic}-0`, offset: 20 } }],
    });
    await assert.rejects(
      harness.invoke(given, { mode: 'on-demand' }),
      (error) => error instanceof KafkaInsightError && error.code === 'OBJECT_STORE_UNAVAILABLE',
    );
    assert.equal((await harness.documents()).size, 199);
    assert.equal((await harness.deadLetters()).size, 0);
    harness.storeProxy.clear();
    assert.deepEqual(await harness.invoke([poison]), { batchItemFailures: [] });
    assert.equal((await harness.deadLetterLines()).length, 1);
    assert.equal((await harness.deadLetters()).size, 1);
  });

  test('a dead letter that is written but not searchable yet: its record is handed back', async () => {
    const poison = harness.record(0, { 'source.ip': 'no address' });
    // the second bulk request is that of the dead letters
    harness.engineProxy.inject({ kind: 'status', status: 429 }, Infinity, BULK);
    const expected = { batchItemFailures: [{ itemIdentifier: { partition: `${harness.topic}-0`, offset: 0 } }] };
    const empty = harness.foreign(0, '');
    assert.deepEqual(await harness.invoke([empty], { remainingMillis: SHORT_MILLIS }), expected);
    assert.equal((await harness.deadLetterLines()).length, 1);
    harness.engineProxy.clear();
    assert.deepEqual(await harness.invoke([empty, { ...poison, offset: 1 }]), { batchItemFailures: [] });
    assert.equal((await harness.deadLetters()).size, 2);
  });

  test('the function killed by its time limit in mid-bulk: everything comes again, what it still did comes late', async () => {
    const given = records();
    harness.engineProxy.inject({ kind: 'hang' }, 1, BULK);
    // it believes that it has time for another attempt, and is not awaited
    const late = harness.invoke(given, { remainingMillis: SHORT_MILLIS });
    const outcome = await Promise.race([late, sleep(500, 'killed')]);
    assert.equal(outcome, 'killed');
    assert.deepEqual(await harness.invoke(given), { batchItemFailures: [] });
    const documents = await harness.documents();
    assert.equal(documents.size, 200);
    await late;
    assert.deepEqual(await harness.documents(), documents);
    assert.equal((await harness.deadLetterLines()).length, 0);
  });

  test('every record delivered twice and out of order', async () => {
    const given = records();
    const shuffled = [...given, ...given].toSorted((a, b) => ((a.offset * 7919) % 211) - ((b.offset * 7919) % 211));
    for (let at = 0; at < shuffled.length; at += 37) await harness.invoke(shuffled.slice(at, at + 37));
    assert.equal((await harness.documents()).size, 200);
  });
});
