import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { documentHead } from '../bytes/document-keys.ts';
import { DocumentWriter } from '../bytes/document-writer.ts';
import { createPseudonyms } from '../pseudonyms/pseudonyms.ts';
import { LineClock } from '../time/line-clock.ts';
import type { FormatContext, LineReader } from './format.ts';
import { createJsonReader } from './json.ts';
import { InnerLine } from './wrappers/inner-line.ts';

const HEAD = documentHead('');
const clock = new LineClock({ modifiedMillis: Date.parse('2026-11-22T12:00:00Z') });
const pseudonyms = createPseudonyms(Buffer.from('k'));

/** What a format makes of the line `bytes[start, end)`, with all that it says of it. */
function read(format: LineReader, bytes: Buffer, start: number, end: number, isPseudonymous = false): string {
  const context: FormatContext = {
    clock,
    pseudonyms: isPseudonymous ? pseudonyms : undefined,
    holdsEvents: false,
    isAlert: false,
    unflattened: false,
    inner: new InnerLine(),
    refusal: '',
  };
  const writer = new DocumentWriter();
  clock.reset();
  writer.begin(HEAD);
  const time = format.read(bytes, start, end, writer, context);
  if (Number.isNaN(time)) return context.refusal;
  writer.fragment(clock.inferredField);
  writer.finish(time);
  return `${writer.bytes.toString('latin1', 0, writer.lengthBytes)} ${context.unflattened}`;
}

/** Reads the lines one after another by one format, and each by a new one, which has no memory of others. */
function assertRemembersNothing(lines: readonly Buffer[], isPseudonymous = false): void {
  const file = Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')]));
  const format = createJsonReader();
  let start = 0;
  for (const line of lines) {
    const expected = read(createJsonReader(), line, 0, line.length, isPseudonymous);
    const end = start + line.length;
    assert.equal(read(format, file, start, end, isPseudonymous), expected, line.toString('latin1'));
    start = end + 1;
  }
}

const keys = fc.constantFrom(
  ...['a', 'ts', 'msg', 'host', 'status', 'bytes', 'method', 'request', 'datetime', 'user', 'ip', 'level', 'tags'],
  ...['http', 'response', 'status_code', 'log', 'http.response', 'log.level', 'err', 'é', '', 'a"b', 'user.name'],
);
const scalar = fc.oneof(
  fc.constantFrom('GET', '/a?b', 'GET /x HTTP/1.1', '192.0.2.1', '22/Nov/2026:10:02:52 +0000', '-', '200', 'é\u0001"'),
  fc.string({ maxLength: 20 }),
  fc.oneof(fc.nat(), fc.nat(1_000), fc.double({ noNaN: true, noDefaultInfinity: true })),
  fc.constantFrom(null, true, false, [], {}, ['x'], [1, { b: [] }], 123_456_789_012),
);
/** A member as its key and its value, or the members within it. */
type Member = readonly [string, unknown];
const { members } = fc.letrec<{ members: readonly Member[]; member: Member }>((tie) => ({
  members: fc.array(tie('member'), { maxLength: 5 }),
  member: fc.tuple(keys, fc.oneof({ depthSize: 'small', maxDepth: 3 }, scalar, tie('members'))),
}));

/** JSON of members, of which two may have one key, with this white space. */
function objectText(content: readonly Member[], space: string): string {
  const texts = content.map(([key, value]) => {
    const isObject = Array.isArray(value) && value.every((item) => Array.isArray(item) && item.length === 2);
    const text = isObject && value.length > 0 ? objectText(value as Member[], space) : JSON.stringify(value);
    return `${JSON.stringify(key)}:${space}${text}`;
  });
  return `{${space}${texts.join(`,${space}`)}}`;
}

/** Lines of one layout: its own, with other values in place of its scalars, and with a byte changed. */
const layout = fc.tuple(members, fc.constantFrom('', ' ', '\t ')).map(([content, space]) => objectText(content, space));
const change = fc.record({
  position: fc.nat(),
  removed: fc.nat(2),
  inserted: fc.constantFrom('', '"', '{', '}', ',', ' ', '1', 'é'),
});
const values = fc.array(scalar, { minLength: 1, maxLength: 5 });

const lines = fc
  .tuple(
    fc.array(layout, { minLength: 1, maxLength: 4 }),
    fc.array(fc.tuple(fc.nat(), values, fc.option(change, { freq: 2, nil: undefined })), {
      minLength: 2,
      maxLength: 12,
    }),
  )
  .map(([layouts, uses]) =>
    uses.map(([number, replacements, changed]) => {
      let next = 0;
      const text = (layouts[number % layouts.length] ?? '').replaceAll(
        /(?<=:\s*)(?:"(?:[^"\\]|\\.)*"|-?\d[\d.e+-]*)/g,
        () => JSON.stringify(replacements[next++ % replacements.length]),
      );
      if (changed === undefined) return Buffer.from(text);
      const at = changed.position % (text.length + 1);
      return Buffer.from(text.slice(0, at) + changed.inserted + text.slice(at + changed.removed));
    }),
  );

suite('what was found in other lines changes no document', () => {
  test('whatever their layouts, values and damages', () => {
    fc.assert(
      fc.property(lines, fc.boolean(), (some, isPseudonymous) => {
        assertRemembersNothing(some, isPseudonymous);
      }),
      { numRuns: 2_000 },
    );
  });

  test('where more members follow one than are remembered, and where all are forgotten', () => {
    const lines = Array.from({ length: 6_000 }, (_, number) =>
      Buffer.from(JSON.stringify({ msg: 'x', [`key${number % 5_000}`]: number, status: 200 + (number % 3) })),
    );
    assertRemembersNothing(lines);
  });

  test('where a gap is long, a line has many members, or its last value ends the buffer', () => {
    const long = { ['k'.repeat(300)]: 1, msg: 'x' };
    const many = Object.fromEntries(Array.from({ length: 6_000 }, (_, number) => [`k${number}`, `v${number}`]));
    const lines = [long, many, { msg: 'y' }, long, many].map((line) => Buffer.from(JSON.stringify(line)));
    assertRemembersNothing(lines);
    const format = createJsonReader();
    for (const line of lines) {
      assert.equal(read(format, line, 0, line.length), read(createJsonReader(), line, 0, line.length));
    }
  });
});
