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

function splitPart(content: Buffer, start: number, end: number, sizes: readonly number[]): NaiveLine[] {
  const lines: NaiveLine[] = [];
  const splitter = new LineSplitter(
    (bytes, from, to, offset, lengthBytes) => {
      lines.push([bytes.toString('latin1', from, to), offset, lengthBytes]);
    },
    { start, end, maxLineBytes: MAX_LINE_BYTES },
  );
  for (const chunk of chunks(content.subarray(Math.max(0, start - 1)), sizes)) {
    const taken = splitter.push(chunk);
    assert.equal(splitter.done || taken === chunk.length, true);
    if (splitter.done) break;
  }
  splitter.finish();
  return lines;
}

suite('any content, any chunks, any part size', () => {
  test('parts that are read each for itself hand out every line exactly once', () => {
    fc.assert(
      fc.property(contents, chunkSizes, fc.integer({ min: 1, max: 80 }), (content, sizes, partBytes) => {
        const bytes = Buffer.from(content, 'latin1');
        const lines: NaiveLine[] = [];
        for (let start = 0; start < bytes.length; start += partBytes) {
          lines.push(...splitPart(bytes, start, start + partBytes, sizes));
        }
        assert.deepEqual(lines, naiveLines(bytes, MAX_LINE_BYTES));
      }),
      { numRuns: 3000 },
    );
  });

  test('parts that are read in one go, each splitter going on where the last stopped, do too, and each its own', () => {
    fc.assert(
      fc.property(
        contents,
        chunkSizes,
        fc.integer({ min: 1, max: 80 }),
        fc.nat(9),
        (content, sizes, partBytes, first) => {
          const bytes = Buffer.from(content, 'latin1');
          const lines: NaiveLine[] = [];
          let start = first * partBytes;
          const open = (position?: number): LineSplitter =>
            new LineSplitter(
              (chunk, from, to, offset, lengthBytes) => {
                assert.ok(offset < start + partBytes || offset === 3);
                lines.push([chunk.toString('latin1', from, to), offset, lengthBytes]);
              },
              {
                start,
                end: start + partBytes,
                maxLineBytes: MAX_LINE_BYTES,
                ...(position !== undefined && { position }),
              },
            );
          let splitter = open();
          for (const chunk of chunks(bytes.subarray(Math.max(0, start - 1)), sizes)) {
            for (let taken = splitter.push(chunk); splitter.done; taken += splitter.push(chunk.subarray(taken))) {
              start += partBytes;
              splitter = open(splitter.position);
            }
          }
          splitter.finish();
          const expected = naiveLines(bytes, MAX_LINE_BYTES).filter(
            ([, offset]) => offset >= first * partBytes || first === 0,
          );
          const markedFirstLine = first > 0 && content.startsWith('\xef\xbb\xbf');
          assert.deepEqual(lines, markedFirstLine ? expected.filter(([, offset]) => offset !== 3) : expected);
        },
      ),
      { numRuns: 3000 },
    );
  });
});
