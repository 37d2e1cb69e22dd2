import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { LineSplitter } from './lines.ts';

interface Piece {
  readonly text: string;
  readonly offset: number;
  readonly lengthBytes: number;
}

/** What a splitter that holds 64 bytes hands out of a content that comes in pieces of the given lengths. */
function split(content: string, lengths: readonly number[] = [], isOpen = false): { pieces: Piece[]; lines: number } {
  const bytes = Buffer.from(content);
  const pieces: Piece[] = [];
  const splitter = new LineSplitter(
    ({ bytes: line, start, end, offset, lengthBytes }) => {
      pieces.push({ text: line.toString('utf8', start, end), offset, lengthBytes });
    },
    { maxLineBytes: 64, takesApart: true },
  );
  let position = 0;
  for (const length of [...lengths, bytes.length]) {
    splitter.push(Buffer.from(bytes.subarray(position, position + length)));
    position += length;
  }
  splitter.finish();
  if (!isOpen) assert.equal(splitter.position, bytes.length);
  return { pieces, lines: splitter.lines };
}

const texts = ({ pieces }: { pieces: readonly Piece[] }): string[] => pieces.map(({ text }) => text);

suite('a line of JSON that is too long to be held', () => {
  const events = Array.from({ length: 20 }, (_, n) => `{"n":${n},"s":"]}\\"[{"}`);

  test('is handed out event by event, each with its offset, and the lines around it whole', () => {
    for (const [before, between, behind] of [
      ['', '', ''],
      ['[', ',', ']'],
      ['{"Records":[', ', ', ']}'],
      ['{"owner":"1","logEvents":[', ',', '],"x":[{}]}'],
    ] as const) {
      const content = `first\n${before}${events.join(between)}${behind}\r\nlast\n`;
      const { pieces, lines } = split(content);
      assert.deepEqual(texts({ pieces }), ['first', ...events, 'last']);
      for (const { text, offset } of pieces) assert.equal(content.slice(offset, offset + text.length), text);
      assert.equal(lines, 3);
    }
  });

  test('is cut where it is one event, or holds none within what is held', () => {
    const long = `{"a":"${'x'.repeat(100)}"}`;
    assert.deepEqual(split(`${long}\n`).pieces, [{ text: long.slice(0, 64), offset: 0, lengthBytes: long.length }]);
    const text = `{not} ${'y'.repeat(100)}`;
    assert.deepEqual(split(text).pieces, [{ text: text.slice(0, 64), offset: 0, lengthBytes: text.length }]);
  });

  test('has events of its own that are cut, and one of what follows its last event', () => {
    const long = `{"a":"${'x'.repeat(100)}"}`;
    const rest = `oops ${'z'.repeat(80)}`;
    const content = `${events.join('')}${long}${rest}\n`;
    const { pieces, lines } = split(content);
    assert.deepEqual(texts({ pieces }), [...events, long.slice(0, 64), rest.slice(0, 64)]);
    const [cut, last] = pieces.slice(-2);
    assert.deepEqual([cut?.lengthBytes, last?.lengthBytes], [long.length, rest.length]);
    assert.deepEqual([cut?.offset, last?.offset], [events.join('').length, events.join('').length + long.length]);
    assert.equal(lines, 1);
  });

  test('that breaks off hands out what there is of its last event', () => {
    assert.deepEqual(texts(split(`[${events.join(',')},{"a":1`)), [...events, '{"a":1']);
  });

  test('is the same wherever its bytes are cut', () => {
    const line = fc.oneof(
      fc.constant(`{"Records":[${events.join(',')}]}`),
      fc.constant(`${events.join(' ')} and text`),
      fc.constant(`[${events.join(',')}`),
      fc.constant(`{"a":"${'x'.repeat(100)}"}`),
      fc.constant('short'),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 5 }), fc.array(fc.nat(150), { maxLength: 60 }), (lines, lengths) => {
        const content = lines.join('\n');
        assert.deepEqual(split(content, lengths, true), split(content));
      }),
    );
  });
});
