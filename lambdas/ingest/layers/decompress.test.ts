import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { suite, test } from 'node:test';
import { constants, gzipSync, zstdCompressSync } from 'node:zlib';
import { KafkaInsightError } from '../../../core/errors.ts';
import { inChunks, outcomeOf, type TargetOutcome } from '../../../test/helpers/pieces.ts';
import { decompress } from './decompress.ts';

function run(bytes: Buffer, format: 'gzip' | 'zstd', chunkBytes = 1000): Promise<TargetOutcome> {
  return outcomeOf(decompress(inChunks(bytes, chunkBytes), format));
}

/** Barely compressible text of many slices, so that every border is met. */
const text = Buffer.from(randomBytes(300_000).toString('hex'));
const other = Buffer.from('another member\n');

const compressors = [
  ['gzip', (bytes: Buffer | string) => gzipSync(bytes)],
  ['zstd', (bytes: Buffer | string) => zstdCompressSync(bytes, { params: { [constants.ZSTD_c_checksumFlag]: 1 } })],
] as const;

for (const [format, compress] of compressors) {
  suite(`decompressing ${format}`, () => {
    const compressed = compress(text);

    test('gives the content, whatever the chunks', async () => {
      for (const chunkBytes of [1, 7, 16 * 1024, 16 * 1024 + 1, compressed.length]) {
        const bytes = chunkBytes < 1000 ? compress(text.subarray(0, 20_000)) : compressed;
        const { content, code } = await run(bytes, format, chunkBytes);
        assert.equal(code, undefined);
        assert.ok(content.equals(chunkBytes < 1000 ? text.subarray(0, 20_000) : text));
      }
    });

    test('takes several members for one content, wherever their borders lie', async () => {
      const members = [compress(other), compressed, compress(''), compress(other), compress(other)];
      const expected = Buffer.concat([other, text, other, other]);
      for (const chunkBytes of [compress(other).length, 1000, 1_000_000]) {
        const { content, code } = await run(Buffer.concat(members), format, chunkBytes);
        assert.equal(code, undefined);
        assert.ok(content.equals(expected));
      }
    });

    test('takes an empty content', async () => {
      assert.deepEqual(await run(compress(''), format), { content: Buffer.alloc(0) });
    });

    test('gives what stands before a break, and reports the break', async () => {
      const { content, code } = await run(Buffer.concat([compress(other), compressed.subarray(0, 200_000)]), format);
      assert.equal(code, 'DECOMPRESSION_FAILED');
      // A zstd block (RFC 8878, 3.1.1.2: at most 128 KiB of content) comes out whole or not at all.
      assert.ok(content.length > 200_000);
      assert.ok(Buffer.concat([other, text]).subarray(0, content.length).equals(content));
      assert.equal((await run(compressed.subarray(0, 2), format)).code, 'DECOMPRESSION_FAILED');
    });

    test('gives all of the content when what follows it is damaged', async () => {
      for (const chunkBytes of [1000, 1_000_000]) {
        const { content, code } = await run(Buffer.concat([compressed, Buffer.from('no member')]), format, chunkBytes);
        assert.equal(code, 'DECOMPRESSION_FAILED');
        assert.ok(content.equals(text));
      }
    });

    test('breaks a damaged file at the same byte, however it arrives', async () => {
      const damaged = Buffer.from(compressed);
      damaged.fill(0xff, 150_000, 150_100);
      const outcomes = await Promise.all([100, 5000, 1_000_000].map((chunkBytes) => run(damaged, format, chunkBytes)));
      for (const { content, code } of outcomes) {
        assert.equal(code, 'DECOMPRESSION_FAILED');
        assert.ok(content.length > 100_000);
        assert.ok(content.equals(outcomes[0]?.content ?? Buffer.alloc(0)));
      }
    });

    test('passes on what reading throws', async () => {
      const failing = (): AsyncIterable<Uint8Array> => ({
        [Symbol.asyncIterator]: () => ({
          next: () => Promise.reject(new KafkaInsightError('OBJECT_CHANGED', 'It is another.')),
        }),
      });
      await assert.rejects(decompress(failing, format).next(), { code: 'OBJECT_CHANGED' });
    });

    test('makes the next piece only when the last was taken: a bomb does not grow in memory', async () => {
      const bomb = compress(Buffer.alloc(200_000_000));
      const before = process.memoryUsage().rss;
      let bytes = 0;
      let peak = 0;
      for await (const piece of decompress(() => one(bomb), format)) {
        bytes += piece.length;
        peak = Math.max(peak, process.memoryUsage().rss);
      }
      assert.equal(bytes, 200_000_000);
      assert.ok(peak - before < 60_000_000, `${peak - before} bytes`);
    });
  });
}

for (const [format, compress] of compressors) {
  test(`zero bytes after ${format} are padding, wherever they begin, also before more of it`, async () => {
    const whole = compress(other);
    // 16 KiB are given to zlib at a time: the padding begins at the border of two, and within one
    for (const filled of [skippable(16_384 - whole.length), Buffer.alloc(0)]) {
      if (format === 'gzip' && filled.length > 0) continue;
      const padding = Buffer.alloc(40_000);
      const { content, code } = await run(Buffer.concat([filled, whole, padding, whole, padding]), format);
      assert.equal(code, undefined);
      assert.ok(content.equals(Buffer.concat([other, other])));
    }
  });
}

test('skippable frames of zstd are passed over: before, between and after others', async () => {
  const frame = zstdCompressSync(other);
  const { content, code } = await run(
    Buffer.concat([skippable(8), skippable(50_000), frame, skippable(100), frame, skippable(9)]),
    'zstd',
  );
  assert.equal(code, undefined);
  assert.ok(content.equals(Buffer.concat([other, other])));
});

/** A frame whose content means nothing (RFC 8878, 3.1.2), so long with its header. */
function skippable(bytes: number): Buffer {
  const frame = Buffer.alloc(bytes, 'x');
  frame.writeUInt32LE(0x184d2a53, 0);
  frame.writeUInt32LE(bytes - 8, 4);
  return frame;
}

test('a window that is too large is named, and the command that has room for it', async () => {
  // `printf 'a line\n' | zstd --long=28 --no-content-size`, by zstd 1.5.4
  const long = Buffer.from('KLUv/QSQOQAAYSBsaW5lCil5raA=', 'base64');
  assert.equal((await run(long, 'zstd')).code, 'COMPRESSION_UNSUPPORTED');
  const { content, code } = await run(Buffer.concat([zstdCompressSync(other), long]), 'zstd');
  assert.deepEqual([content, code], [other, 'COMPRESSION_UNSUPPORTED']);
});

test('a break is told with all that came out before it', async () => {
  const { message } = await run(Buffer.concat([gzipSync(other), Buffer.from('GARBAGE!')]), 'gzip');
  assert.match(message ?? '', new RegExp(`after ${other.length} decompressed bytes`));
});

async function* one(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}
