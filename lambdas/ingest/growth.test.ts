import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { WHOLE_EVENT } from '../../core/names.ts';
import { memoryObjectStore } from '../../test/fakes/object-store.ts';
import { compressors } from '../../test/helpers/compressors.ts';
import { objectCreatedEvent } from '../../test/helpers/ingest-events.ts';
import { BUCKET, type Harness, type HarnessOptions, ingestHarness } from '../../test/helpers/ingest-harness.ts';

const KEY = 'inbox/web/app.log';
const LINES = Array.from(
  { length: 2000 },
  (_, number) => `{"time":"2026-11-22T10:01:00Z","msg":"${'word '.repeat(number % 7)}${number}"}\n`,
);
const ONE = '{"time":"2026-11-22T10:01:00Z","msg":"one"}';

function harnessOfLaterAndLater(options: HarnessOptions = {}): Harness {
  let nowMillis = Date.parse('2026-11-22T11:00:00Z');
  return ingestHarness({ store: memoryObjectStore({ now: () => (nowMillis += 1000) }), ...options });
}

/** Drops a content and returns the offsets of the documents that were produced. */
async function produced(harness: Harness, key: string, body: Uint8Array | string): Promise<number[]> {
  const before = harness.producer.records().length;
  assert.deepEqual(await harness.drop(key, body), []);
  return offsetsOf(harness, before);
}

function offsetsOf({ producer }: Harness, from: number): number[] {
  const logs = producer.records().slice(from);
  return logs
    .filter(({ kind }) => kind === 'log')
    .map(({ value }) => (JSON.parse(value.toString()) as { 'log.offset': number })['log.offset'])
    .sort((one, other) => one - other);
}

/** The ledger's entries that were written last, one for each part. */
function entriesOf({ producer }: Harness): Map<unknown, Readonly<Record<string, unknown>>> {
  const ledger = producer.records().filter(({ kind }) => kind === 'ledger');
  const entries = ledger.map(({ value }) => JSON.parse(value.toString()) as Record<string, unknown>);
  return new Map(entries.map((entry) => [entry['kafkainsight.part.start'], entry]));
}

function sum(harness: Harness, name: string): number {
  return [...entriesOf(harness).values()].reduce(
    (all, entry) => all + Number(entry[`kafkainsight.part.${name}`] ?? 0),
    0,
  );
}

suite('a file that grew', () => {
  for (const [layer, compress] of Object.entries({ plain: (content: Buffer) => content, ...compressors })) {
    test(`${layer}: has only what is new produced, beside lines that cross the end of a part`, async () => {
      const partBytes = 10_000;
      const harness = harnessOfLaterAndLater({ environment: { PART_BYTES: String(partBytes) } });
      let lines = 0;
      let all = 0;
      let partsAtLeast = 0;
      for (const count of [100, 101, 500, 1500, 2000]) {
        const content = Buffer.from(LINES.slice(0, count).join(''));
        all += (await produced(harness, KEY, compress(content))).length;
        partsAtLeast += Math.ceil(content.length / partBytes);
        assert.deepEqual(
          [sum(harness, 'lines'), sum(harness, 'produced'), sum(harness, 'bytes')],
          [count, count, content.length],
        );
        lines = count;
      }
      assert.ok(all <= lines + partsAtLeast, `${all} documents for ${lines} lines`);
      assert.ok(sum(harness, 'skipped') > 1400);
    });
  }

  for (const compress of [(content: Buffer) => content, gzipSync]) {
    test(`behind an only line to which more may belong has all of it produced (${compress === gzipSync ? 'gzip' : 'plain'})`, async () => {
      const harness = harnessOfLaterAndLater({ environment: { PART_BYTES: '37' } });
      const first = '2026-11-22T10:00:00Z the first line\n';
      await produced(harness, KEY, first);
      const grown = Buffer.from(`${first}${'2026-11-22T10:01:00Z b\n'.repeat(8)}`);
      assert.deepEqual(await produced(harness, KEY, compress(grown)), [0, 36, 59, 82, 105, 128, 151, 174, 197]);
    });
  }

  test('in the middle of a line has the rest of it produced, and no line twice', async () => {
    const harness = harnessOfLaterAndLater();
    await produced(harness, KEY, `${ONE}\n{"time":"2026-11-22T10:01:00Z","msg":"t`);
    assert.deepEqual(await produced(harness, KEY, `${ONE}\n${ONE}\n{"ti`), [ONE.length + 1, 2 * ONE.length + 2]);
    assert.deepEqual(sum(harness, 'skipped'), 1);
  });

  test('in lines of JSON longer than what is held of a line has their events counted as they are', async () => {
    const event = (number: number): string =>
      JSON.stringify({ time: '2026-11-22T10:01:00Z', msg: `${number} ${'x'.repeat(9000)}` });
    const line = (from: number): string =>
      `[${Array.from({ length: 100 }, (_, index) => event(from + index)).join(',')}]\n`;
    const harness = harnessOfLaterAndLater();
    const content = `${event(0)}\n${line(1)}`;
    assert.equal((await produced(harness, KEY, content)).length, 101);
    assert.equal((await produced(harness, KEY, `${content}${event(200)}\n`)).length, 1);
    assert.equal((await produced(harness, KEY, `${content}${event(200)}\n${line(300)}`)).length, 100);
    assert.deepEqual([sum(harness, 'events'), sum(harness, 'produced'), sum(harness, 'lines')], [202, 202, 4]);
    // cut in the middle of such a line: its events are produced, and produced again once it is whole
    const open = `${content}${event(200)}\n${line(300)}${line(400).slice(0, 700_000)}`;
    await produced(harness, KEY, open);
    assert.equal((await produced(harness, KEY, `${content}${event(200)}\n${line(300)}${line(400)}`)).length, 100);
    assert.deepEqual([sum(harness, 'events'), sum(harness, 'produced')], [302, 302]);
  });

  test('and whose format is another one now is produced whole', async () => {
    const access = (second: number): string =>
      `203.0.113.9 - - [22/Nov/2026:10:01:${String(second).padStart(2, '0')} +0000] "GET / HTTP/1.1" 200 1\n`;
    const banner = '2026-11-22 10:00:00 the server starts\n';
    const harness = harnessOfLaterAndLater();
    await produced(harness, KEY, banner);
    const grown = banner + Array.from({ length: 30 }, (_, second) => access(second + 1)).join('');
    assert.equal((await produced(harness, KEY, grown)).length, 31);
  });
});

suite('a file that is dropped again', () => {
  const content = LINES.slice(0, 50).join('');

  test('under its name is produced whole, which is the cure for missing documents', async () => {
    const harness = harnessOfLaterAndLater();
    await produced(harness, KEY, content);
    assert.equal((await produced(harness, KEY, content)).length, 50);
    assert.equal((await produced(harness, KEY, LINES.slice(0, 20).join(''))).length, 20);
    assert.equal((await produced(harness, KEY, content)).length, 30);
  });

  test('under another name, compressed or not, was renamed: nothing is produced', async () => {
    const harness = harnessOfLaterAndLater();
    await produced(harness, KEY, content);
    assert.deepEqual(await produced(harness, `${KEY}.1`, content), []);
    assert.deepEqual(await produced(harness, `${KEY}.2.gz`, gzipSync(content)), []);
    const [entry] = entriesOf(harness).values();
    assert.deepEqual([entry?.['log.file.path'], entry?.['kafkainsight.part.produced']], [`${KEY}.2.gz`, 50]);
  });

  test('by a message that is delivered twice has nothing produced twice; asked for by backfill it is produced whole', async () => {
    const harness = harnessOfLaterAndLater();
    await produced(harness, KEY, content);
    const event = objectCreatedEvent(BUCKET, KEY);
    const again = async (body: object): Promise<number> => {
      const before = harness.producer.records().length;
      await harness.queue.send([JSON.stringify(body)]);
      assert.deepEqual(await harness.drain(), []);
      return offsetsOf(harness, before).length;
    };
    assert.equal(await again(event), 0);
    assert.equal(await again({ Records: event.Records.map((record) => ({ ...record, [WHOLE_EVENT]: true })) }), 50);
  });

  test('with another content says in the ledger which contents it begins with, and which it replaces', async () => {
    const harness = harnessOfLaterAndLater();
    const named = (): unknown[] => {
      const { hash, end } = { hash: 'kafkainsight.part.hash', end: 'kafkainsight.part.end' };
      const [entry] = entriesOf(harness).values();
      return [
        `${String(entry?.[end])}:${String(entry?.[hash])}`,
        entry?.['kafkainsight.part.contains'],
        entry?.['kafkainsight.part.replaces'],
      ];
    };
    await produced(harness, KEY, content);
    const [first, ...none] = named();
    assert.deepEqual(none, [undefined, undefined]);
    await produced(harness, `${KEY}.1`, `${content}more\n`);
    const [second, contains, replaces] = named();
    assert.deepEqual([contains, replaces], [[first], undefined]);
    await produced(harness, KEY, `${LINES[0] ?? ''}another\n${content}`);
    assert.deepEqual(named().slice(1), [undefined, [first, second].toReversed()]);
  });
});
