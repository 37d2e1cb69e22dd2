import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { suite, test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { compressors, xzSync } from '../../../test/helpers/compressors.ts';
import { inChunks, outcomeOf } from '../../../test/helpers/pieces.ts';
import { lookInto, takeOff } from './take-off.ts';

const text = Buffer.from(randomBytes(100_000).toString('hex').replaceAll('0', '\n'));
const zip = Buffer.from('PK\x03\x04\x14\0\0\0\x08\0');

suite('looking into a file', () => {
  test('sees what is no text under each compression', async () => {
    for (const [name, compress] of Object.entries(compressors)) {
      const { layers, kind } = await lookInto(inChunks(compress(zip), 10));
      assert.deepEqual([layers, kind?.name], [[name], 'a ZIP archive']);
    }
  });

  test('goes three compressions deep, and no further', async () => {
    const three = gzipSync(gzipSync(gzipSync(text)));
    assert.deepEqual((await lookInto(inChunks(three, 1000))).layers, ['gzip', 'gzip', 'gzip']);
    assert.match((await lookInto(inChunks(gzipSync(three), 1000))).kind?.name ?? '', /compressed more than 3 times/);
    // two at once would wait for each other
    assert.match((await lookInto(inChunks(xzSync(xzSync(text)), 1000))).kind?.name ?? '', /twice by xz/);
  });

  test('takes what there is of a file that breaks off', async () => {
    const { layers, beginning, kind } = await lookInto(inChunks(gzipSync('a line\n').subarray(0, 15), 3));
    assert.deepEqual([layers, kind], [['gzip'], undefined]);
    assert.ok('a line\n'.startsWith(beginning.toString()));
  });

  test('sees a carriage return at the end of what there is as half a line end', async () => {
    assert.deepEqual((await lookInto(inChunks(Buffer.from('a line\r'), 3))).layers, []);
    assert.deepEqual((await lookInto(inChunks(Buffer.from('a line\ranother\r'), 3))).layers, ['cr']);
  });
});

suite('taking layers off', () => {
  test('gives all before the break of a layer within a layer, the same however it arrives', async () => {
    const inner = gzipSync(text);
    const stored = zstdCompressSync(inner.subarray(0, inner.length - 20_000));
    for (const broken of [stored, zstdCompressSync(inner).subarray(0, 90_000)]) {
      const outcomes = await Promise.all(
        [100, 5000, 1_000_000].map((bytes) =>
          outcomeOf(takeOff(inChunks(broken, bytes), ['zstd', 'gzip'], Infinity)()),
        ),
      );
      for (const { content, code } of outcomes) {
        assert.equal(code, 'DECOMPRESSION_FAILED');
        assert.ok(content.length > 10_000);
        assert.ok(text.subarray(0, content.length).equals(content));
        assert.ok(content.equals(outcomes[0]?.content ?? Buffer.alloc(0)));
      }
    }
  });

  test('bounds what is under each layer: also where nothing comes out of the innermost', async () => {
    const empty = Buffer.concat(Array.from({ length: 1000 }, () => gzipSync('')));
    for (const stored of [gzipSync(gzipSync(text)), gzipSync(empty)]) {
      const { content, code } = await outcomeOf(takeOff(inChunks(stored, 1000), ['gzip', 'gzip'], 5000)());
      assert.equal(code, 'DECOMPRESSED_TOO_LARGE');
      assert.ok(content.length <= 5000);
    }
  });

  test('writes U+FFFD for half a character of UTF-16', async () => {
    const stored = Buffer.from('\ufeffab\ud83d', 'utf16le');
    for (const bytes of [stored, stored.subarray(0, 7)]) {
      const { content } = await outcomeOf(takeOff(inChunks(bytes, 1), ['utf-16le'], Infinity)());
      assert.equal(content.toString(), 'ab\ufffd');
    }
  });
});
