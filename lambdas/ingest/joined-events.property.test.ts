/** Events of many lines, from the file to the ledger: whatever the content, the pattern, the size of parts and the time of an invocation are. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { documentId, fileId } from '../../core/files/file-id.ts';
import { BUCKET, documentsOf, type Harness, ingestHarness } from '../../test/helpers/ingest-harness.ts';
import { withLittleTime } from '../../test/helpers/little-time.ts';
import { naiveLines } from '../../test/helpers/naive-lines.ts';

const KEY = 'inbox/a.log';
const NEVER = 'no line has this in it';

/** Lines that begin an event with some of the patterns, and others; none is JSON, whose lines may hold several events. */
const lines = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('2026-11-22 10:02:52 begin', 'begin', '2026-11-22 10:02:53 x') },
  { weight: 3, arbitrary: fc.constantFrom('  at f(x.js:1)', '\tmore', 'Error: x', 'Caused by: y', '', '\r', 'é\xff') },
  { weight: 1, arbitrary: fc.string({ maxLength: 60 }).map((text) => text.replaceAll(/[[\]{}\n\r<]/g, '.')) },
  { weight: 1, arbitrary: fc.constant('x'.repeat(600)) },
);
const contents = fc
  .tuple(fc.array(lines, { maxLength: 60 }), fc.constantFrom('\n', '\r\n'), fc.boolean())
  .map(([all, feed, isEnded]) => Buffer.from(all.join(feed) + (isEnded ? feed : ''), 'latin1'));

/** Patterns of `event.starts`, which are in the first 512 bytes of a line. */
const patterns = fc.constantFrom('^\\d{4}-', '^begin', 'begin$', '^\\S', '^', 'x', NEVER);

/** How a file is ingested. */
interface Way {
  readonly partBytes: number;
  readonly invocationMillis: number;
  readonly compress: (content: Buffer) => Buffer;
}
const ways: fc.Arbitrary<Way> = fc.record({
  partBytes: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 2_000 })),
  invocationMillis: fc.integer({ min: 5_000, max: 60_000 }),
  compress: fc.constantFrom((content: Buffer) => content, gzipSync),
});

/** Where events begin by the definition: with a line that the pattern is in, and with every line before the first of these. */
function beginnings(content: Buffer, pattern: RegExp): number[] {
  let isOpen = false;
  return naiveLines(content).flatMap(([text, offset]) => {
    const begins = pattern.test(Buffer.from(text.slice(0, 512), 'latin1').toString());
    const isEvent = begins || !isOpen;
    isOpen ||= begins;
    return isEvent ? [offset] : [];
  });
}

/** All that does not differ between two ingestions of the same file. */
function logsOf(harness: Pick<Harness, 'producer'>): ReadonlyMap<string, unknown> {
  return new Map(
    [...documentsOf(harness, 'log')].map(([id, fields]) => {
      const { 'event.ingested': ingested, 'kafkainsight.file.version': version, ...kept } = fields;
      assert.ok(ingested !== undefined && version !== undefined);
      return [id, kept];
    }),
  );
}

function sumOf(harness: Pick<Harness, 'producer'>, name: 'lines' | 'events' | 'bytes'): number {
  const entries = [...documentsOf(harness, 'ledger').values()];
  return entries.reduce((sum, entry) => sum + Number(entry[`kafkainsight.part.${name}`]), 0);
}

/** So many were needed of one file: that the time was too short for some is no assumption. */
let mostInvocations = 0;

/** Ingests a content in one part, then as `way` says, and compares; returns what was made of it. */
async function ingested(
  content: Buffer,
  { partBytes, invocationMillis, compress }: Way,
  environment: Readonly<Record<string, string>> = {},
): Promise<ReadonlyMap<string, unknown>> {
  const whole = ingestHarness({ environment });
  assert.deepEqual(await whole.drop(KEY, content), []);
  const logs = logsOf(whole);
  const inParts = { ...environment, PART_BYTES: String(partBytes) };
  const work = async (harness: Harness, invocations: () => number): Promise<void> => {
    assert.deepEqual(await harness.drop(KEY, compress(content)), []);
    assert.deepEqual(logsOf(harness), logs);
    assert.equal(sumOf(harness, 'lines'), naiveLines(content).length);
    assert.equal(sumOf(harness, 'events'), logs.size);
    assert.equal(sumOf(harness, 'bytes'), content.length);
    mostInvocations = Math.max(mostInvocations, invocations());
  };
  await withLittleTime(inParts, work, invocationMillis);
  return logs;
}

suite('events of many lines, in parts of any size and with any time', () => {
  test('begin where the pattern of their source is, or are each a line where it is nowhere', async () => {
    await fc.assert(
      fc.asyncProperty(contents, patterns, ways, async (content, pattern, way) => {
        const sources = JSON.stringify([{ prefix: '', event: { starts: pattern } }]);
        const logs = await ingested(content, way, { SOURCES: sources });
        const id = fileId(BUCKET, KEY, content);
        const expected = beginnings(content, new RegExp(pattern)).map((offset) => documentId(id, offset));
        assert.deepEqual(new Set(logs.keys()), new Set(expected));
        if (pattern === NEVER) assert.equal(logs.size, naiveLines(content).length);
      }),
      { numRuns: 60 },
    );
    assert.ok(mostInvocations > 3, String(mostInvocations));
  });

  test('are found in a text without a pattern, too, with as many lines', async () => {
    await fc.assert(
      fc.asyncProperty(contents, ways, async (content, way) => {
        const logs = await ingested(content, way);
        assert.ok(logs.size <= naiveLines(content).length);
      }),
      { numRuns: 60 },
    );
  });

  test('are objects over many lines, whose brackets and commas are structure', async () => {
    const objects = fc.array(
      fc.record({ message: fc.string({ maxLength: 20 }), more: fc.array(fc.nat(9), { maxLength: 3 }) }),
      { minLength: 1, maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(objects, fc.boolean(), ways, async (all, isList, way) => {
        const written = all.map((one) => JSON.stringify(one, null, 2));
        const content = Buffer.from(isList ? `${JSON.stringify(all, null, 2)}\n` : `${written.join('\n')}\n`);
        assert.equal((await ingested(content, way)).size, all.length);
      }),
      { numRuns: 30 },
    );
  });
});
