import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { documentId, fileId } from '../../core/files/file-id.ts';
import { datasets, LEDGER_INDEX, LOG_TOPIC } from '../../core/names.ts';
import type { OutgoingRecord } from '../../core/ports.ts';
import { type MemoryObjectStore, memoryObjectStore } from '../../test/fakes/object-store.ts';
import { memorySearchEngine } from '../../test/fakes/search-engine.ts';
import { indexed } from '../../test/helpers/indexed.ts';
import { objectCreatedEvent } from '../../test/helpers/ingest-events.ts';
import { BUCKET, type Harness, ingestHarness } from '../../test/helpers/ingest-harness.ts';
import { naiveLines } from '../../test/helpers/naive-lines.ts';
import { indexRecords } from '../indexer/index-records.ts';

const KEY = 'inbox/app.log';
const ROTATED = 'inbox/app.log.1';

/** Lines of one log, each unlike any other. */
function log(from: number, count: number): string {
  return Array.from({ length: count }, (_, number) => {
    const time = new Date(Date.UTC(2026, 10, 22, 10, from + number)).toISOString();
    return `${time} INFO did ${from + number}${' much'.repeat((from + number) % 7)}\n`;
  }).join('');
}

/** What somebody stores while the object is read, by key. */
type Change = readonly (readonly [key: string, content: string])[];

/** A harness in which changes happen when so many chunks were read, the next one so many chunks later; each with its event. */
function racing(changes: readonly Change[], everyChunks: number, partBytes: number): Harness {
  let now = Date.parse('2026-11-22T11:00:00Z');
  const inner = memoryObjectStore({ chunkBytes: 40, now: () => (now += 1000) });
  const pending = [...changes];
  let chunks = 0;
  async function change(): Promise<void> {
    for (const [key, content] of pending.shift() ?? []) {
      await inner.put(BUCKET, key, Buffer.from(content), { mtime: '2026-11-22T10:30:00Z' });
      await harness.queue.send([JSON.stringify(objectCreatedEvent(BUCKET, key))]);
    }
  }
  const store: MemoryObjectStore = {
    ...inner,
    async *read(pin, range) {
      for await (const chunk of inner.read(pin, range)) {
        yield chunk;
        if (pin.key === KEY && ++chunks % everyChunks === 0) await change();
      }
    },
  };
  const harness = ingestHarness({ store, environment: { PART_BYTES: String(partBytes) } });
  return {
    ...harness,
    async drop(...given) {
      const handedBack = await harness.drop(...given);
      // what was to come later comes now
      while (pending.length > 0) await change();
      handedBack.push(...(await harness.drain()));
      // an object that is another while its beginning is looked at: its message is delivered again
      await harness.queue.send(handedBack);
      return harness.drain();
    },
  };
}

function idsOf(key: string, content: string): string[] {
  const bytes = Buffer.from(content);
  const id = fileId(BUCKET, key, bytes);
  return naiveLines(bytes).map(([, offset]) => documentId(id, offset));
}

async function documentIds({ producer }: Harness): Promise<string[]> {
  return (await indexed(producer.records())).map(({ id }) => id).sort();
}

const races = fc.record({
  everyChunks: fc.integer({ min: 1, max: 30 }),
  partBytes: fc.integer({ min: 30, max: 700 }),
  lines: fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 4 }),
});

suite('an object that is stored anew while it is read, between its parts and in the middle of one', () => {
  test('and has grown: each line is there once', async () => {
    await fc.assert(
      fc.asyncProperty(races, async ({ everyChunks, partBytes, lines }) => {
        const contents = lines.map((_, at) => log(0, 4 + lines.slice(0, at + 1).reduce((sum, one) => sum + one, 0)));
        const harness = racing(
          contents.map((content) => [[KEY, content]]),
          everyChunks,
          partBytes,
        );
        assert.deepEqual(await harness.drop(KEY, log(0, 4)), []);
        assert.deepEqual(await documentIds(harness), idsOf(KEY, contents.at(-1) ?? '').sort());
      }),
      { numRuns: 40 },
    );
  });

  test('by copytruncate: the lines before and after are there once, as two files', async () => {
    await fc.assert(
      fc.asyncProperty(races, fc.boolean(), async ({ everyChunks, partBytes, lines }, appends) => {
        const old = log(0, 12);
        const first = lines[0] ?? 1;
        const fresh = (appends ? '' : '\0'.repeat(old.length)) + log(100, first);
        const changes: Change[] = [[[ROTATED, old]], [[KEY, '']], [[KEY, fresh]]];
        const harness = racing(changes, everyChunks, partBytes);
        assert.deepEqual(await harness.drop(KEY, log(0, 9)), []);
        const expected = [...idsOf(ROTATED, old), ...idsOf(KEY, fresh)].sort();
        const found = new Set(await documentIds(harness));
        for (const id of expected) assert.ok(found.has(id));
        // NULs in front of a line are no part of its content
        if (appends) assert.equal(found.size, expected.length);
      }),
      { numRuns: 40 },
    );
  });
});

suite('the ledger of a file that grows', () => {
  /** What the ledger holds once these records have arrived in this order, by id: the content's etag and where the part ends. */
  async function ledgerOf(records: readonly OutgoingRecord[]): Promise<Map<string, string>> {
    const engine = memorySearchEngine();
    const soon = Date.now() + 60_000;
    await indexRecords(
      records.map((record, offset) => ({
        position: { topic: LOG_TOPIC, partition: 0, offset: String(offset) },
        timestampMillis: Date.now(),
        ...record,
      })),
      {
        scheme: { period: 'month', retentionDays: 36_500 },
        datasets: new Set<string>(datasets),
        source: { prefix: '' },
        documents: { keepOriginal: 'failed', userAgentDetails: false },
        ingestedMillis: Date.now(),
      },
      { engine, store: memoryObjectStore(), bucket: BUCKET, valuesAreSearchable: false },
      { indexMillis: soon, deadLetterMillis: soon },
    );
    const entries = engine.indices.get(LEDGER_INDEX) ?? new Map<string, unknown>();
    return new Map(
      Array.from(entries, ([id, fields]) => {
        const { 'kafkainsight.file.etag': etag, 'kafkainsight.part.end': end } = fields as Record<string, unknown>;
        return [id, `${String(etag)} ${String(end)}`];
      }),
    );
  }

  test('has the newest entry of each part, in whatever order and however often entries arrive', async () => {
    await fc.assert(
      fc.asyncProperty(races, fc.nat(), async ({ partBytes, lines }, seed) => {
        const harness = racing([], 1, partBytes);
        const contents = lines.map((_, at) => log(0, 1 + lines.slice(0, at + 1).reduce((sum, one) => sum + one, 0)));
        for (const content of contents) assert.deepEqual(await harness.drop(KEY, content), []);
        const entries = harness.producer.records().filter(({ kind }) => kind === 'ledger');
        const expected = await ledgerOf(entries);
        const length = contents.at(-1)?.length ?? 0;
        assert.equal(expected.size, Math.ceil(length / partBytes));
        assert.equal(new Set([...expected.values()].map((text) => text.split(' ')[0])).size, 1);
        // whoever is killed is done again, and what waited for a broker comes last
        const late = entries.map((_, at) => entries[(at * 7 + seed) % entries.length] ?? entries[0]);
        const mixed = [...entries.toReversed(), ...late].flatMap((record) => record ?? []);
        assert.deepEqual(new Map([...(await ledgerOf(mixed))].sort()), new Map([...expected].sort()));
      }),
      { numRuns: 25 },
    );
  });
});
