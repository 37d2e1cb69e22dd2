import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type LineBounds, LineSplitter } from './lines.ts';

interface Line {
  readonly text: string;
  readonly offset: number;
  readonly lengthBytes: number;
}

/** What the splitter makes of these chunks, given as latin1 text so that every byte can be written. */
function split(chunks: readonly string[], bounds?: LineBounds): Line[] {
  const lines: Line[] = [];
  const splitter = new LineSplitter(({ bytes, start, end, offset, lengthBytes }) => {
    lines.push({ text: bytes.toString('latin1', start, end), offset, lengthBytes });
  }, bounds);
  for (const chunk of chunks) splitter.push(Buffer.from(chunk, 'latin1'));
  splitter.finish();
  return lines;
}

const texts = (lines: readonly Line[]): string[] => lines.map(({ text }) => text);

suite('the line splitter', () => {
  test('gives each line with its offset and length', () => {
    assert.deepEqual(split(['ab\ncde\n']), [
      { text: 'ab', offset: 0, lengthBytes: 2 },
      { text: 'cde', offset: 3, lengthBytes: 3 },
    ]);
  });

  test('joins a line that lies in several chunks', () => {
    assert.deepEqual(split(['a', 'b\nc', 'd', 'e\n', 'f\n']), [
      { text: 'ab', offset: 0, lengthBytes: 2 },
      { text: 'cde', offset: 3, lengthBytes: 3 },
      { text: 'f', offset: 7, lengthBytes: 1 },
    ]);
  });

  test('takes a last line without a line feed', () => {
    assert.deepEqual(texts(split(['ab\ncd'])), ['ab', 'cd']);
  });

  test('strips exactly one carriage return, also where it and the line feed lie in different chunks', () => {
    assert.deepEqual(texts(split(['ab\r\ncd\r\r\ne\rf\n'])), ['ab', 'cd', 'e\rf']);
    assert.deepEqual(split(['ab\r', '\ncd']), [
      { text: 'ab', offset: 0, lengthBytes: 2 },
      { text: 'cd', offset: 4, lengthBytes: 2 },
    ]);
    assert.deepEqual(texts(split(['ab\r'])), ['ab']);
  });

  test('takes an empty line, also one of a carriage return alone, for no line', () => {
    assert.deepEqual(split(['\n\r\n\na\n\r', '\n\r']), [{ text: 'a', offset: 4, lengthBytes: 1 }]);
    assert.deepEqual(split([]), []);
  });

  test('leaves a byte order mark at the very beginning out of the first line, and only there', () => {
    assert.deepEqual(split(['\xef\xbb\xbfab\n\xef\xbb\xbfcd']), [
      { text: 'ab', offset: 3, lengthBytes: 2 },
      { text: '\xef\xbb\xbfcd', offset: 6, lengthBytes: 5 },
    ]);
    assert.deepEqual(split(['\xef', '\xbb', '\xbf', 'ab']), [{ text: 'ab', offset: 3, lengthBytes: 2 }]);
    assert.deepEqual(split(['\xef\xbb\xbf\r\nab']), [{ text: 'ab', offset: 5, lengthBytes: 2 }]);
    assert.deepEqual(split(['\n\xef\xbb\xbfab']), [{ text: '\xef\xbb\xbfab', offset: 1, lengthBytes: 5 }]);
  });

  test('passes NUL and invalid UTF-8 through', () => {
    assert.deepEqual(texts(split(['a\0b\n\xff\xfe\n'])), ['a\0b', '\xff\xfe']);
  });

  test('cuts a long line, says its full length, and goes on with the next at the right offset', () => {
    const bounds = { maxLineBytes: 4 };
    const expected = [
      { text: 'abcd', offset: 0, lengthBytes: 10 },
      { text: 'kl', offset: 12, lengthBytes: 2 },
    ];
    assert.deepEqual(split(['abcdefghij\r\nkl\n'], bounds), expected);
    assert.deepEqual(split(['ab', 'cdef', 'ghij', '\r', '\nkl\n'], bounds), expected);
    assert.deepEqual(split(['abcd\r\n'], bounds), [{ text: 'abcd', offset: 0, lengthBytes: 4 }]);
    assert.deepEqual(split(['abc\r', 'd\n'], bounds), [{ text: 'abc\r', offset: 0, lengthBytes: 5 }]);
  });

  test('passes over the line in which it begins', () => {
    assert.deepEqual(split(['\nbbb\nccc\n'], { position: 3 }), [
      { text: 'bbb', offset: 4, lengthBytes: 3 },
      { text: 'ccc', offset: 8, lengthBytes: 3 },
    ]);
    assert.deepEqual(texts(split(['bbb\n', 'ccc\n'], { position: 4 })), ['ccc']);
    assert.deepEqual(texts(split(['bbb'], { position: 4 })), []);
  });

  test('says where the line begins that is open, and how far it looked for a first one', () => {
    const splitter = new LineSplitter(() => undefined, { position: 10 });
    splitter.push(Buffer.from('one line that'));
    assert.deepEqual([splitter.lineStart, splitter.position], [23, 23]);
    splitter.push(Buffer.from(' ends\nand'));
    assert.deepEqual([splitter.lineStart, splitter.position], [29, 32]);
  });

  test('does not copy a line that lies within a chunk', () => {
    const chunk = Buffer.from('ab\ncd\n');
    const seen: Buffer[] = [];
    new LineSplitter(({ bytes }) => seen.push(bytes)).push(chunk);
    assert.deepEqual(
      seen.map((bytes) => bytes === chunk),
      [true, true],
    );
  });
});

suite('NULs at a line’s start, more than may be held', () => {
  test('are passed over, however the content is cut', () => {
    for (const content of [
      `first\n${'\0'.repeat(200)}behind\nlast\n`,
      `${'\0'.repeat(128)}behind\n`,
      `${'\0'.repeat(130)}{"a":1}{"b":2}\n`,
    ]) {
      const whole = linesWith(content, content.length);
      for (const size of [1, 7, 64, 65]) assert.deepEqual(linesWith(content, size), whole);
      for (const { text } of whole) assert.ok(/first|behind|last|\{"a":1\}\{"b":2\}/.test(text), text);
      for (const { text, lengthBytes } of whole) assert.equal(text.length, lengthBytes);
    }
  });
});

test('a line of nothing but NULs, which a crash leaves, is none, however many and however the content is cut', () => {
  for (const nuls of [1, 63, 64, 65, 128, 200]) {
    for (const behind of ['', '\n', '\r\n', '\n\0\0\nlast\n']) {
      const content = `first\n${'\0'.repeat(nuls)}${behind}`;
      const expected = behind.includes('last') ? ['first', 'last'] : ['first'];
      for (const size of [1, 7, 64, 65, 500])
        assert.deepEqual(
          linesWith(content, size).map(({ text }) => text),
          expected,
          JSON.stringify([nuls, behind, size]),
        );
    }
  }
});

function linesWith(content: string, pieceBytes: number): { text: string; offset: number; lengthBytes: number }[] {
  const lines: { text: string; offset: number; lengthBytes: number }[] = [];
  const splitter = new LineSplitter(
    ({ bytes, start, end, offset, lengthBytes }) => {
      lines.push({ text: bytes.toString('latin1', start, end), offset, lengthBytes });
    },
    { maxLineBytes: 64, takesApart: true },
  );
  const bytes = Buffer.from(content);
  for (let at = 0; at < bytes.length; at += pieceBytes) splitter.push(bytes.subarray(at, at + pieceBytes));
  splitter.finish();
  return lines;
}
