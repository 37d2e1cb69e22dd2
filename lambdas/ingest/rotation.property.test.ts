import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { documentId, fileId } from '../../core/files/file-id.ts';
import { firstTimedLine } from '../../core/files/first-timed-line.ts';
import type { FormatName } from '../../core/format-table.ts';
import { memoryObjectStore } from '../../test/fakes/object-store.ts';
import { indexed } from '../../test/helpers/indexed.ts';
import { BUCKET, ingestHarness } from '../../test/helpers/ingest-harness.ts';
import { naiveLines } from '../../test/helpers/naive-lines.ts';

/** Lines of the formats, each unlike any other of its file. */
const lineMakers: Readonly<Partial<Record<FormatName, (number: number, text: string) => string>>> = {
  apache_combined: (number, text) =>
    `203.0.113.9 - - [22/Nov/2026:10:${sixtieth(number)}:52 +0000] "GET /${number} HTTP/1.1" 200 1234 "-" "${text} agent"`,
  apache_common: (number, text) =>
    `203.0.113.9 - - [22/Nov/2026:10:${sixtieth(number)}:52 +0000] "GET /${text}${number} HTTP/1.1" 200 1234`,
  json: (number, text) => JSON.stringify({ time: `2026-11-22T10:${sixtieth(number)}:52Z`, msg: `${text} ${number}` }),
  rfc3164: (number, text) => `<34>Nov 22 10:${sixtieth(number)}:52 web1 su[7]: ${text} ${number}`,
  rfc5424: (number, text) => `<34>1 2026-11-22T10:${sixtieth(number)}:52.003Z web1 su - ID47 - ${text} ${number}`,
  apache_error: (number, text) => `[Sun Nov 22 10:${sixtieth(number)}:52 2026] [core:error] [pid 7] ${text} ${number}`,
};

function sixtieth(number: number): string {
  return String(number % 60).padStart(2, '0');
}

/** A file: a timed line, then others of its format, some without a time. */
const files = fc
  .tuple(
    fc.constantFrom(...(Object.entries(lineMakers) as [FormatName, (number: number, text: string) => string][])),
    fc.array(fc.tuple(fc.boolean(), fc.constantFrom('a', 'long '.repeat(30), 'ü€', '')), {
      minLength: 1,
      maxLength: 12,
    }),
    fc.constantFrom('\n', '\r\n'),
    fc.constantFrom('', '#Fields: 2026-11-22 10:02\n', '\ufeff'),
  )
  .map(([[format, make], lines, feed, head]) => {
    const texts = lines.map(([isTimed, text], number) =>
      isTimed || number === 0 ? make(number, text) : `\tat ${text}${number}`,
    );
    return { format, content: Buffer.from(head + texts.map((text) => text + feed).join('')) };
  });

const names = fc.constantFrom(
  'inbox/web/app.log',
  'inbox/web/app.log.1',
  'inbox/web/app.log.12.gz',
  'inbox/web/app.log-20261122',
  'inbox/web/app.log-20261122.zst',
  'inbox/web/app.log.2026-11-22',
  'inbox/web/app.log.20261122-100252',
  'inbox/web/2026/11/22/app.log',
  'inbox/dt=2026-11-22/hour=10/web/app.log.Z',
);
const compressors = fc.constantFrom(
  (content: Buffer) => content,
  (content: Buffer) => gzipSync(content),
  (content: Buffer) => zstdCompressSync(content),
);
/** A file as it is dropped: its beginning up to some byte, under some name. */
const drops = fc.array(fc.record({ name: names, cut: fc.nat(), compress: compressors }), {
  minLength: 1,
  maxLength: 5,
});

/** Where the first timed line ends: from there on the file is known. */
function knownFrom(content: Buffer): number {
  const line = firstTimedLine(content);
  assert.ok(line);
  return content.indexOf('\n', content.indexOf(line)) + 1;
}

/** What a document says about the drop that it comes from. */
const OF_ONE_DROP = new Set(['log.file.path', 'event.ingested', 'kafkainsight.file.version', 'file.mtime']);

/** What an index holds, id by id, without where and when it came from. */
function comparable(documents: Awaited<ReturnType<typeof indexed>>): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const { index, id, fields } of documents) {
    assert.ok(!found.has(id), `${id} is in two indices`);
    const rest = Object.entries(fields).filter(([name]) => !OF_ONE_DROP.has(name));
    found.set(id, { index, ...Object.fromEntries(rest) });
  }
  return found;
}

suite('a file that grows, is cut at any byte, renamed, compressed and dropped in any order', () => {
  test('has each line once, and as the whole file has it, in whatever order its records arrive', async () => {
    await fc.assert(
      fc.asyncProperty(
        files,
        drops,
        fc.nat(),
        fc.integer({ min: 20, max: 400 }),
        async ({ format, content }, given, at, partBytes) => {
          const environment = { SOURCES: JSON.stringify([{ prefix: '', format }]) };
          let now = Date.parse('2026-11-22T11:00:00Z');
          const harness = ingestHarness({
            store: memoryObjectStore({ now: () => (now += 1000) }),
            // what a file is said to be follows its first lines, and with it the dataset of lines that no format accepts
            environment: { ...environment, PART_BYTES: String(partBytes) },
          });
          const known = knownFrom(content);
          const cuts = given.map(({ cut }) => known + (cut % (content.length - known + 1)));
          cuts[at % cuts.length] = content.length;
          for (const [number, { name, compress }] of given.entries()) {
            assert.deepEqual(await harness.drop(name, compress(content.subarray(0, cuts[number])), new Date(now)), []);
          }
          const [{ name } = { name: '' }] = given;
          const whole = ingestHarness({ environment });
          await whole.drop(name, content);

          const records = harness.producer.records();
          const expected = comparable(await indexed(whole.producer.records()));
          const id = fileId(BUCKET, name, content);
          assert.deepEqual(
            [...expected.keys()].sort(),
            naiveLines(content)
              .map(([, offset]) => documentId(id, offset))
              .sort(),
          );
          assert.deepEqual(comparable(await indexed(records)), expected);
          assert.deepEqual(comparable(await indexed(records.toReversed())), expected);
        },
      ),
      { numRuns: 200 },
    );
  });
});
