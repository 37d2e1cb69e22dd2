import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { documentId, fileId } from '../../core/files/file-id.ts';
import { stateKey } from '../../core/files/part-state.ts';
import type { PartMessage } from '../../core/files/parts.ts';
import type { OutgoingRecord } from '../../core/ports.ts';
import { type CutShort, cutShort } from '../../test/helpers/cut-short.ts';
import { indexed } from '../../test/helpers/indexed.ts';
import { BUCKET, documentsOf } from '../../test/helpers/ingest-harness.ts';

const KEY = 'inbox/a.log';
const MAX_LINE_BYTES = 100;

const event = fc
  .tuple(fc.nat(9), fc.constantFrom('', 'x', ']}"\\[{', 'x'.repeat(90)))
  .map(([number, text]) => JSON.stringify({ time: `2026-11-22T10:0${number}:00Z`, t: text }));
const FIRST = '{"time":"2026-11-22T10:00:00Z","n":0}';

/** What is around the events of a line, and between them; where in what follows them one more event begins, if one does. */
const around: fc.Arbitrary<readonly [string, string, string, number?]> = fc.constantFrom(
  ['', '', ''],
  ['[', ',', ']'],
  ['{"Records":[', ', ', ']}'],
  ['{"owner":"1","logEvents":[', ',', `],"x":[{"y":"]${'z'.repeat(200)}"}]}`],
  [`{"a":"${'e'.repeat(30)}","Records":[`, ',', `]}{"Records":[${FIRST}]}`, 14],
  ['', ' ', ` oops ${'o'.repeat(150)}`, 1],
  ['[', ',', '],"', 2],
);

/** A line, and where in it events begin: longer than what is kept of a line, but its first event is shorter. */
const longLine = fc
  .tuple(around, fc.array(event, { minLength: 2, maxLength: 12 }), fc.boolean())
  .map(([[before, between, behind, extra], events, isOpen]) => {
    const texts = [FIRST, ...events];
    const held = texts.join(between);
    const offsets = texts.map((_, index) => before.length + [...texts.slice(0, index), ''].join(between).length);
    return isOpen
      ? { text: `${before}${held}${between}`, offsets }
      : {
          text: `${before}${held}${behind}`,
          offsets: [...offsets, ...(extra === undefined ? [] : [before.length + held.length + extra])],
        };
  });
const shortLine = fc.constant({ text: FIRST, offsets: [0] });
/** Lines that may be joined to those before them. */
const textLine = fc
  .constantFrom('', 'text', '2026-11-22T10:00:00Z text', '  at f(x.js:1)')
  .map((text) => ({ text, offsets: undefined }));

/** A content, and where its events begin, where each line is one or holds some. */
const contents = fc
  .tuple(
    fc.array(
      fc.oneof(
        { weight: 6, arbitrary: longLine },
        { weight: 2, arbitrary: shortLine },
        { weight: 1, arbitrary: textLine },
      ),
      { minLength: 1, maxLength: 4 },
    ),
    fc.constantFrom('\n', '\r\n'),
    fc.boolean(),
  )
  .map(([lines, feed, isEnded]) => {
    const starts = lines.map((_, index) => [...lines.slice(0, index).map(({ text }) => text), ''].join(feed).length);
    const offsets = lines.map((line, index) => line.offsets?.map((offset) => (starts[index] ?? 0) + offset));
    return {
      content: Buffer.from(lines.map(({ text }) => text).join(feed) + (isEnded ? feed : '')),
      offsets: offsets.some((some) => some === undefined) ? undefined : offsets.flatMap((some) => some ?? []),
    };
  });

/** How a content is stored, and in what pieces it comes. */
interface Storing {
  readonly pieceBytes: number;
  readonly isPlain: boolean;
}
const storings: fc.Arbitrary<Storing> = fc.record({
  pieceBytes: fc.integer({ min: 4, max: 60 }),
  isPlain: fc.boolean(),
});
/** How many pieces after what it must reach each invocation reads. */
const budgets = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 10 });

/** gzip in members of so many bytes, each of which is a piece of the content. */
function members(content: Buffer, pieceBytes: number): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 0; at < content.length; at += pieceBytes) pieces.push(gzipSync(content.subarray(at, at + pieceBytes)));
  return Buffer.concat(pieces.length > 0 ? pieces : [gzipSync('')]);
}

/** Works all of a file's messages off; an invocation that comes no further is given more pieces. Returns how many did not. */
async function ingest(
  work: CutShort,
  content: Buffer,
  { pieceBytes, isPlain }: Storing,
  pieces: readonly number[],
): Promise<number> {
  await work.put(KEY, isPlain ? content : members(content, pieceBytes));
  let invocations = 0;
  let late = 0;
  for (const first of await work.messages(KEY)) {
    let factor = 1;
    for (let message = first; ;) {
      const { file, start, progress } = message;
      // as far as it was read before; what is between a plain part and that is left out
      const reached = progress?.line.position ?? start;
      const least = (isPlain ? Math.min(reached, start + file.partBytes) : reached) / pieceBytes;
      const next = await work.invoke(message, least + (pieces[invocations++ % pieces.length] ?? 1) * factor);
      if (next === 'done') break;
      factor = next === 'too late' ? factor * 2 : 1;
      if (next === 'too late') {
        late++;
        continue;
      }
      message = next;
    }
  }
  return late;
}

function workOn({ pieceBytes, isPlain }: Storing, partBytes: number): CutShort {
  return cutShort({ partBytes, maxLineBytes: MAX_LINE_BYTES, chunkBytes: isPlain ? pieceBytes : 100_000 });
}

function logsOf({ producer }: CutShort): OutgoingRecord[] {
  return producer.records().filter(({ kind }) => kind === 'log');
}

/** What does not differ between the documents of two ingestions. */
function comparable(fields: Readonly<Record<string, unknown>> = {}): unknown {
  const differing = ['event.ingested', 'kafkainsight.file.version', 'log.file.path'];
  return Object.entries(fields)
    .filter(([name]) => !differing.includes(name))
    .toSorted();
}

/** What two ingestions of a file have in common. */
function results(work: CutShort): unknown {
  const logs = [...documentsOf(work, 'log')].map(([id, fields]) => [id, comparable(fields)]);
  const parts = [...documentsOf(work, 'ledger')].map(([id, entry]) => [
    id,
    Object.entries(entry).filter(([name]) => /^(?:kafkainsight\.part\.(?!since)|event\.outcome)/.test(name)),
  ]);
  return { logs: logs.toSorted(), parts: parts.toSorted() };
}

suite('a line of many events, read by invocations that end anywhere in it', () => {
  test('has each event produced once, and the ledger says the same as where one invocation reads all of it', async () => {
    await fc.assert(
      fc.asyncProperty(
        contents,
        storings,
        fc.integer({ min: 10, max: 600 }),
        budgets,
        async ({ content, offsets }, storing, partBytes, pieces) => {
          const inOneGo = workOn(storing, partBytes);
          await ingest(inOneGo, content, storing, [Infinity]);
          const cut = workOn(storing, partBytes);
          const late = await ingest(cut, content, storing, pieces);
          assert.deepEqual(results(cut), results(inOneGo));
          const keys = cut.producer.records().map(({ key }) => key);
          if (late === 0) assert.equal(new Set(keys).size, keys.length);
          if (offsets === undefined) return;
          const id = fileId(BUCKET, KEY, content);
          assert.deepEqual(
            new Set(logsOf(cut).map(({ key }) => key)),
            new Set(offsets.map((offset) => documentId(id, offset))),
          );
        },
      ),
      { numRuns: 100 },
    );
  });
});

/** Contents of one file: beginnings of two that begin alike, cut anywhere. */
const grownContents = fc
  .tuple(contents, contents, fc.array(fc.tuple(fc.boolean(), fc.nat(1200)), { minLength: 1, maxLength: 4 }))
  .map(([one, other, cuts]) => {
    const first = Buffer.from(`${FIRST}\n`);
    const wholes = [Buffer.concat([first, one.content]), Buffer.concat([first, other.content])];
    return cuts.map(([isOther, cut]) => (wholes[isOther ? 1 : 0] ?? first).subarray(0, first.length + cut));
  });

suite('contents of one file whose lines hold many events', () => {
  test('dropped one after the other have the same produced and passed over as where one invocation reads all of each', async () => {
    await fc.assert(
      fc.asyncProperty(
        grownContents,
        storings,
        fc.integer({ min: 30, max: 300 }),
        budgets,
        async (given, storing, partBytes, pieces) => {
          const inOneGo = workOn(storing, partBytes);
          const cut = workOn(storing, partBytes);
          for (const content of given) {
            await ingest(inOneGo, content, storing, [Infinity]);
            await ingest(cut, content, storing, pieces);
            assert.deepEqual(results(cut), results(inOneGo));
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  test('read at the same time by invocations that end anywhere, some delivered twice, leave the newest content', async () => {
    await fc.assert(
      fc.asyncProperty(
        grownContents,
        storings,
        fc.integer({ min: 30, max: 300 }),
        fc.array(fc.record({ which: fc.nat(20), pieces: fc.integer({ min: 1, max: 30 }), isLost: fc.nat(5) }), {
          minLength: 1,
          maxLength: 40,
        }),
        async (given, storing, partBytes, turns) => {
          const work = workOn(storing, partBytes);
          const waiting: PartMessage[] = [];
          let turn = 0;

          /** One invocation; where its end is lost, its message comes again. */
          const workOnOne = async (least: number): Promise<void> => {
            const { which, pieces, isLost } = turns[turn++ % turns.length] ?? { which: 0, pieces: 1, isLost: 0 };
            const [message] = waiting.splice(which % waiting.length, 1);
            if (message === undefined) return;
            const next = await work.invoke(message, least + pieces);
            if (next === 'too late' || (isLost === 0 && turn < 60)) waiting.push(message);
            if (typeof next !== 'string') waiting.push(next);
          };
          for (const [index, content] of given.entries()) {
            const name = index % 2 === 0 ? KEY : `${KEY}.1`;
            await work.put(name, storing.isPlain ? content : members(content, storing.pieceBytes));
            waiting.push(...(await work.messages(name)));
            for (let times = 0; times < 6 && waiting.length > 0; times++)
              await workOnOne(partBytes / storing.pieceBytes);
          }
          for (let least = 10; waiting.length > 0; least += 10) await workOnOne(least);

          const newest = workOn(storing, partBytes);
          await ingest(newest, given.at(-1) ?? Buffer.alloc(0), storing, [Infinity]);
          // what is open at the end of the newest has no version that replaces others
          const expected = (await indexed(logsOf(newest))).filter(
            ({ fields }) => Number(fields['kafkainsight.file.version']) > 1e12,
          );
          for (const order of [logsOf(work), logsOf(work).toReversed()]) {
            // one content may have another format at a place than the other, and so another index
            const found = new Map((await indexed(order)).map(({ index, id, fields }) => [`${index}/${id}`, fields]));
            for (const { index, id, fields } of expected)
              assert.deepEqual(comparable(found.get(`${index}/${id}`)), comparable(fields));
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  test('is read from its start again where it was forgotten while an invocation was to go on', async () => {
    const storing = { pieceBytes: 50, isPlain: true };
    const content = Buffer.from(
      `${FIRST}\n${FIRST}\n[${[FIRST, FIRST, FIRST, FIRST, FIRST, FIRST, FIRST].join(',')}]\n`,
    );
    const work = workOn(storing, 100);
    await work.put(KEY, content);
    const [first] = await work.messages(KEY);
    const next = await work.invoke(first ?? assert.fail(), 5);
    if (typeof next === 'string' || next.progress === undefined) assert.fail(JSON.stringify(next));
    const id = fileId(BUCKET, KEY, content);
    await work.store.delete(BUCKET, stateKey(id, 0));
    const before = logsOf(work).length;
    assert.equal(await work.invoke(next, Infinity), 'done');
    assert.equal(
      new Set(
        logsOf(work)
          .slice(before)
          .map(({ key }) => key),
      ).size,
      9,
    );
  });
});
