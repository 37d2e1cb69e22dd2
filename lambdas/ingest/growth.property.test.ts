import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { documentId, fileId } from '../../core/files/file-id.ts';
import { indexed, type IndexedDocument } from '../../test/helpers/indexed.ts';
import { BUCKET } from '../../test/helpers/ingest-harness.ts';
import { naiveLines } from '../../test/helpers/naive-lines.ts';
import { type Drop, race } from '../../test/helpers/racing-ingest.ts';

/** Names of one file. */
const NAMES = ['inbox/app.log', 'inbox/app.log.1', 'inbox/app.log-20261122'];

/** How the lines of a file are. */
interface LineKind {
  readonly first: string;
  /** What the others begin with. */
  readonly beginning: string;
  /** Where a content may end: anywhere, or only where a line does. */
  readonly end: (content: Buffer) => number;
}

const kinds: Readonly<Record<string, LineKind>> = {
  'that are each an event': {
    first: 'it is 2026-11-22T10:00:00Z, the first line\n',
    beginning: 'it is 2026-11-22T10:01:00Z ',
    end: (content) => content.length,
  },
  // more may belong to the last one once the file has grown, and what is cut would belong to the one before
  'that may be joined to events': {
    first: '2026-11-22T10:00:00 the first line\n',
    beginning: '2026-11-22T10:01:00 ',
    end: (content) => content.lastIndexOf('\n') + 1,
  },
};

/** Lines whose lengths are few, so that contents which differ have lines at the same places. */
function linesOfKind({ beginning }: LineKind): fc.Arbitrary<string[]> {
  const feeds = fc.constantFrom('\n', '\n', '\r\n', '\n\n');
  return fc.array(
    fc
      .tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom(1, 9, 30), feeds)
      .map(([word, times, feed]) => `${beginning}${word.repeat(times)}${feed}`),
    { maxLength: 8 },
  );
}

/** Contents of one file: beginnings of a few, which begin alike and continue differently from anywhere on. */
function contentsOfKind(kind: LineKind): fc.Arbitrary<Buffer[]> {
  const lines = linesOfKind(kind);
  return fc
    .tuple(lines, fc.array(fc.tuple(fc.nat(8), lines), { minLength: 0, maxLength: 2 }))
    .map(([main, others]) =>
      [main, ...others.map(([from, rest]) => [...main.slice(0, from), ...rest])].map((all) =>
        Buffer.from(kind.first + all.join('')),
      ),
    );
}

interface DroppedContent extends Drop {
  readonly content: Buffer;
}

function dropsOfKind(kind: LineKind): fc.Arbitrary<DroppedContent[]> {
  return contentsOfKind(kind).chain((wholes) =>
    fc.array(
      fc
        .record({
          key: fc.constantFrom(...NAMES),
          whole: fc.constantFrom(...wholes),
          cut: fc.oneof(fc.constant(Infinity), fc.nat(400)),
          compress: fc.constantFrom(
            (content: Buffer) => content,
            (content: Buffer) => content,
            gzipSync,
          ),
          deliveries: fc.array(fc.constantFrom(0, 0, 40, 200), { minLength: 1, maxLength: 2 }),
        })
        .map(({ key, whole, cut, compress, deliveries }) => {
          const beginning = whole.subarray(0, kind.first.length + cut);
          const content = beginning.subarray(0, kind.end(beginning));
          return { key, deliveries, content, body: compress(content) };
        }),
      { minLength: 1, maxLength: 5 },
    ),
  );
}

const crashes = fc.record({
  after: fc.array(fc.nat(120), { maxLength: 4 }).map((numbers) => new Set(numbers)),
  before: fc.array(fc.nat(120), { maxLength: 4 }).map((numbers) => new Set(numbers)),
});

/** The lines of a content, by the ids of their documents. */
function linesOf(content: Buffer): Map<string, string> {
  const id = fileId(BUCKET, 'inbox/app.log', content);
  return new Map(naiveLines(content).map(([text, offset]) => [documentId(id, offset), text]));
}

function wholeLinesOf(content: Buffer): Map<string, string> {
  return linesOf(content.subarray(0, content.lastIndexOf('\n') + 1));
}

/** What the message of a line is: its leading time is its own field. */
function withoutTime(line: string): string {
  return line.replace(/^\d{4}-\d\d-\d\dT[\d:]+ /, '');
}

function textsOf(documents: readonly IndexedDocument[]): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const { id, fields } of documents) {
    assert.ok(!found.has(id), `${id} is in two indices`);
    found.set(id, fields['message']);
  }
  return found;
}

suite('contents of one file in any order, at the same time, cut short anywhere and delivered twice', () => {
  for (const [which, kind] of Object.entries(kinds)) {
    test(`leave each line of the newest content as it is there, and none that no content has: of lines ${which}`, async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.scheduler(),
          dropsOfKind(kind),
          crashes,
          fc.integer({ min: 30, max: 300 }),
          async (scheduler, given, crashed, partBytes) => {
            const { records } = await race(scheduler, given, crashed, { PART_BYTES: String(partBytes) });
            const logs = records.filter(({ kind }) => kind === 'log');
            const all = new Set(given.flatMap(({ content }) => [...linesOf(content).keys()]));
            const newest = wholeLinesOf(given.at(-1)?.content ?? Buffer.alloc(0));
            for (const order of [logs, logs.toReversed()]) {
              const found = textsOf(await indexed(order));
              for (const [id, text] of newest) assert.equal(found.get(id), withoutTime(text));
              for (const id of found.keys()) assert.ok(all.has(id), `${id} is no line's`);
            }
          },
        ),
        { numRuns: 60 },
      );
    });
  }
});
