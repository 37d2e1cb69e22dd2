import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { type NaiveLine, naiveLines } from '../../test/helpers/naive-lines.ts';
import { LineSplitter } from './lines.ts';

const MAX_LINE_BYTES = 16;

/** Bytes that make line ends, marks and cut lines frequent. */
const contents = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom('\n', '\r', '\r\n', '\n\n', 'a', 'bc', '\0', '\xff') },
      { weight: 1, arbitrary: fc.constant('\xef\xbb\xbf') },
      { weight: 1, arbitrary: fc.string({ unit: 'binary-ascii', maxLength: 40 }) },
    ),
    { maxLength: 40 },
  )
  .chain((pieces) => fc.constantFrom('', '\xef\xbb\xbf').map((mark) => mark + pieces.join('')));

const chunkSizes = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 8 });

function* chunks(bytes: Buffer, sizes: readonly number[]): Generator<Buffer> {
  for (let start = 0, number = 0; start < bytes.length; number++) {
    const size = sizes[number % sizes.length] ?? 1;
    // A copy, overwritten after use: a splitter that kept a reference would give wrong bytes.
    const chunk = Buffer.from(bytes.subarray(start, start + size));
    yield chunk;
    chunk.fill(0x21);
    start += size;
  }
}

/** The lines that begin at `start` or after it. */
function splitFrom(content: Buffer, start: number, sizes: readonly number[]): NaiveLine[] {
  const position = Math.max(0, start - 1);
  const lines: NaiveLine[] = [];
  const splitter = new LineSplitter(
    ({ bytes, start: from, end: to, offset, lengthBytes }) => {
      lines.push([bytes.toString('latin1', from, to), offset, lengthBytes]);
    },
    { position, maxLineBytes: MAX_LINE_BYTES },
  );
  for (const chunk of chunks(content.subarray(position), sizes)) splitter.push(chunk);
  splitter.finish();
  return lines;
}

suite('any content, any chunks', () => {
  test('every line is handed out exactly once, from wherever it is read', () => {
    fc.assert(
      fc.property(contents, chunkSizes, fc.nat(80), (content, sizes, start) => {
        const bytes = Buffer.from(content, 'latin1');
        const isOurs = ([, offset]: NaiveLine): boolean =>
          start <= 1 || (offset >= start && !(offset === 3 && hasMark));
        const hasMark = content.startsWith('\xef\xbb\xbf');
        assert.deepEqual(splitFrom(bytes, start, sizes), naiveLines(bytes, MAX_LINE_BYTES).filter(isOurs));
      }),
      { numRuns: 3000 },
    );
  });
});
