import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import type { Joining } from './event-joiner.ts';
import { createFileEvents } from './file-events.ts';

const BOUNDS = { bytes: 180, lines: 6 };
const TIME = '2026-11-22T10:02:52.1Z';

/** Lines that begin events, that continue with one, and that can be either; of containers, pieces and whole lines of two streams. */
const LINES = [
  '2026-11-22 10:02:52 a',
  '10:02:52 b',
  '  indented',
  '\tat f(x.js:1)',
  '  File "a.py", line 1',
  '    run()',
  'Error: x',
  'plain',
  '',
  '\r',
  '{"a":1}',
  '{',
  ' }',
  ']',
  'x'.repeat(100),
  '{"n":1}'.repeat(20),
  `${TIME} stdout P one `,
  `${TIME} stdout F two`,
  `${TIME} stderr P three`,
  `${TIME} stderr F  at f(x.js:1)`,
  `${TIME} stdout F 10:02:52 c`,
  `${TIME} stderr F `,
  '{"log":"one","stream":"stdout","time":"x"}',
  '{"log":"10:02:52 two\\n","stream":"stdout","time":"x"}',
  '{"log":"three","stream":"stderr","time":"x"}',
  '{"log":"\\n","stream":"stderr","time":"x"}',
  '{"log":"\\tat f(x.js:1)\\n","stream":"stderr","time":"x"}',
];
const joinings: fc.Arbitrary<Joining> = fc.constantFrom<Joining>(
  { starts: 'time' },
  { starts: 'trace' },
  { starts: { object: 0 } },
  { starts: { object: 7 } },
  { wrapper: 'cri' },
  { wrapper: 'cri', starts: 'time' },
  { wrapper: 'cri', starts: 'trace' },
  { wrapper: 'docker' },
  { wrapper: 'docker', starts: 'trace' },
);

/** A content and a way of joining: of few kinds of lines, most of them those that the way is for, so that what depends on one another meets. */
const joined = joinings.chain((joining) => {
  const own = LINES.filter(
    (line) => joining.wrapper === undefined || line.startsWith(joining.wrapper === 'cri' ? TIME : '{"log'),
  );
  const content = fc
    .subarray(own, { minLength: 2, maxLength: 4 })
    .chain((some) => fc.array(fc.constantFrom(...some, ...some, ...some, ...LINES.slice(0, 2)), { maxLength: 40 }))
    .chain((all) =>
      fc
        .tuple(fc.constantFrom('\n', '\r\n'), fc.boolean())
        .map(([feed, isEnded]) => Buffer.from(all.join(feed) + (isEnded ? feed : ''))),
    );
  return fc.tuple(content, fc.constant(joining));
});

interface Found {
  readonly text: string;
  readonly offset: number;
  readonly lineStart: number;
  readonly lines: number;
  readonly ending: string;
}

/** The events that begin at `start` or after it, of a content that comes in pieces. */
function eventsOf(content: Buffer, joining: Joining, start = 0, pieceBytes = content.length + 1): Found[] {
  const found: Found[] = [];
  const events = createFileEvents(
    (line, lineStart, count, ending) => {
      const text = line.bytes.toString('latin1', line.start, line.end);
      if (lineStart >= start) found.push({ text, offset: line.offset, lineStart, lines: count, ending });
    },
    { start, joining, eventBounds: BOUNDS, maxLineBytes: 64, takesApart: true },
  );
  for (let at = events.from; at < content.length; at += pieceBytes) {
    // overwritten after use: what kept a reference would give wrong bytes
    const piece = Buffer.from(content.subarray(at, at + pieceBytes));
    events.push(piece);
    piece.fill(0x21);
  }
  events.finish();
  return found;
}

suite('any content, any way of joining', () => {
  test('from wherever it is read, in whatever pieces, the events are the same', () => {
    fc.assert(
      fc.property(joined, fc.nat(1200), fc.integer({ min: 1, max: 50 }), ([content, joining], start, bytes) => {
        const all = eventsOf(content, joining);
        assert.deepEqual(eventsOf(content, joining, 0, bytes), all);
        const from = all.filter(({ lineStart }) => lineStart >= start);
        assert.deepEqual(eventsOf(content, joining, start, bytes), from);
      }),
      { numRuns: 3000 },
    );
  });

  test('pieces of CRI are one line, a piece itself until the last of them is there', () => {
    // kubernetes, "CRI container logging": tag `P` for a part of a line, `F` for its end
    const [one, two] = [`${TIME} stdout P one `, `${TIME} stdout P two`];
    const read = (content: string): unknown =>
      eventsOf(Buffer.from(content), { wrapper: 'cri' }).map(({ text, lines, ending }) => [text, lines, ending]);
    assert.deepEqual(read(`${one}\n${two}\n`), [[`${TIME} stdout P one two`, 2, 'piece']]);
    assert.deepEqual(read(`${one}\n${two.replace(' P ', ' F ')}\n`), [[`${TIME} stdout F one two`, 2, 'whole']]);
  });

  const textsOf = (content: string, joining: Joining): unknown =>
    eventsOf(Buffer.from(content), joining).map(({ text, ending }) => [text, ending]);

  test('an event is whole once another has begun behind it', () => {
    assert.deepEqual(textsOf('10:02:52 a\n10:02:53 b\n', { starts: 'time' }), [
      ['10:02:52 a', 'whole'],
      ['10:02:53 b', 'growing'],
    ]);
  });

  test('a line is no further one of a trace that is too far before it', () => {
    const feeds = '\n'.repeat(BOUNDS.bytes);
    assert.deepEqual(textsOf(`Error: x\n\tat f(x.js:1)\n${feeds}  indented\n\tat g(x.js:2)\n`, { starts: 'trace' }), [
      ['Error: x\n\tat f(x.js:1)', 'whole'],
      ['  indented\n\tat g(x.js:2)', 'growing'],
    ]);
  });

  test('every line is in exactly one event, and events come in their order', () => {
    fc.assert(
      fc.property(joined, ([content, joining]) => {
        const found = eventsOf(content, joining);
        const all = content.toString('latin1').split('\n');
        const count = all.filter((line) => line.replace(/\r+$/, '') !== '').length;
        assert.equal(
          found.reduce((sum, event) => sum + event.lines, 0),
          count,
        );
        const starts = found.map(({ lineStart }) => lineStart);
        assert.deepEqual(
          starts,
          starts.toSorted((one, other) => one - other),
        );
        const offsets = found.map(({ offset }) => offset);
        assert.equal(new Set(offsets).size, offsets.length);
        for (const { lines: joined, text } of found) {
          assert.ok(joined <= BOUNDS.lines);
          assert.ok(joined <= 1 || text.length <= BOUNDS.bytes);
        }
      }),
      { numRuns: 3000 },
    );
  });

  test('what was whole stays as it is when the content grows, and no event begins elsewhere', () => {
    fc.assert(
      fc.property(joined, fc.nat(1200), ([content, joining], cut) => {
        const all = eventsOf(content, joining);
        const lineEnd = content.lastIndexOf('\n', cut) + 1;
        const before = eventsOf(content.subarray(0, lineEnd), joining);
        for (const event of before) {
          const later = all.find(({ offset }) => offset === event.offset);
          assert.ok(later !== undefined, `${event.offset} is no event of the longer content`);
          if (event.ending === 'whole' && later.ending === 'whole') assert.deepEqual(later, event);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
