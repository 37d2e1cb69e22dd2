import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { bzip2Sync } from '../../../test/helpers/compressors.ts';
import { inChunks, outcomeOf, type TargetOutcome } from '../../../test/helpers/pieces.ts';
import { decompressBzip2 } from './bzip2.ts';

function run(bytes: Buffer, chunkBytes = 10_000): Promise<TargetOutcome> {
  return outcomeOf(decompressBzip2(inChunks(bytes, chunkBytes)));
}

const text = Buffer.from(randomBytes(300_000).toString('hex'));
/** `head -c 200000000 /dev/zero | bzip2`, by bzip2 1.0.8. */
const zeros =
  'QlpoOTFBWSZTWQ4J4t8BX45AAMAAAAggADCATUZCoCWpCoCXMUFZJlNZDgni3wFfjkAAwAAACCAAMIBNRkKgJakKgJcxQVkmU1kOCeLfAV+OQADAAAAIIAAwgE1GQqAlqQqAlzFBWSZTWQ4J4t8BX45AAMAAAAggADCATUZCoCWpCoCXMUFZJlNZzL/7xgB9osAIwAACAAAIIAAwzAmqaZKkQbVFSIPF3JFOFCQeFqODAA==';
const other = Buffer.from('another stream\n');

suite('decompressing bzip2', () => {
  test('gives what bzip2 itself compressed, whatever it is', async () => {
    // runs of equal bytes are what its first step rewrites: 4 to 259 of them as 5
    const run = fc.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 1, max: 600 }));
    const runs = fc
      .array(run, { maxLength: 40 })
      .map((all) => Buffer.concat(all.map(([byte, bytes]) => Buffer.alloc(bytes, byte))));
    const contents = fc.oneof(
      runs,
      fc.uint8Array({ maxLength: 5000 }).map((bytes) => Buffer.from(bytes)),
    );
    await fc.assert(
      fc.asyncProperty(
        contents,
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 3000 }),
        async (content, level, chunkBytes) => {
          const outcome = await outcomeOf(decompressBzip2(inChunks(bzip2Sync(content, level), chunkBytes)));
          assert.deepEqual(outcome, { content });
        },
      ),
      { numRuns: 200 },
    );
  });

  test('takes a content of many blocks, at each level', async () => {
    for (const level of [1, 5, 9]) {
      const { content, code } = await run(bzip2Sync(text, level));
      assert.equal(code, undefined);
      assert.ok(content.equals(text));
    }
  });

  test('takes several streams for one content, and zero bytes for padding', async () => {
    const padding = Buffer.alloc(40_000);
    const streams = [
      bzip2Sync(other),
      bzip2Sync(text, 1),
      bzip2Sync(Buffer.alloc(0)),
      padding,
      bzip2Sync(other),
      padding,
    ];
    for (const chunkBytes of [100, 100_000]) {
      const { content, code } = await run(Buffer.concat(streams), chunkBytes);
      assert.equal(code, undefined);
      assert.ok(content.equals(Buffer.concat([other, text, other])));
    }
  });

  test('gives the whole blocks before a break, and reports it, the same however it arrives', async () => {
    const compressed = bzip2Sync(text, 1);
    const damaged = Buffer.from(compressed);
    damaged.fill(0xff, 150_000, 150_100);
    for (const broken of [compressed.subarray(0, 200_000), damaged]) {
      const outcomes = await Promise.all([1000, 1_000_000].map((chunkBytes) => run(broken, chunkBytes)));
      for (const { content, code, message } of outcomes) {
        assert.equal(code, 'DECOMPRESSION_FAILED');
        assert.ok(content.length >= 100_000);
        assert.ok(text.subarray(0, content.length).equals(content));
        assert.match(message ?? '', new RegExp(`after ${content.length} decompressed bytes`));
        assert.ok(content.equals(outcomes[0]?.content ?? Buffer.alloc(0)));
      }
    }
  });

  test('gives all of the content when what follows it is no bzip2', async () => {
    const { content, code } = await run(Buffer.concat([bzip2Sync(other), Buffer.from('no stream')]));
    assert.deepEqual([content, code], [other, 'DECOMPRESSION_FAILED']);
  });

  test('notices a wrong checksum, of a block and of the stream', async () => {
    const compressed = bzip2Sync(other);
    for (const at of [10, compressed.length - 2]) {
      const wrong = Buffer.from(compressed);
      wrong[at] = (wrong[at] ?? 0) ^ 0x40;
      assert.equal((await run(wrong)).code, 'DECOMPRESSION_FAILED');
    }
  });

  test('whatever the bytes, gives content or says that it is damaged', async () => {
    const compressed = bzip2Sync(text.subarray(0, 3000));
    const flips = fc.array(fc.tuple(fc.nat(compressed.length - 1), fc.integer({ min: 1, max: 255 })), {
      minLength: 1,
      maxLength: 5,
    });
    await fc.assert(
      fc.asyncProperty(flips, async (changes) => {
        const changed = Buffer.from(compressed);
        for (const [at, difference] of changes) changed[at] = (changed[at] ?? 0) ^ difference;
        const { content, code } = await run(changed);
        assert.ok(code === 'DECOMPRESSION_FAILED' || content.equals(text.subarray(0, 3000)));
      }),
      { numRuns: 300 },
    );
  });

  test('a bomb does not grow in memory: 200 MB of one byte', async () => {
    const bomb = Buffer.from(zeros, 'base64');
    const before = process.memoryUsage().rss;
    let bytes = 0;
    let peak = 0;
    for await (const piece of decompressBzip2(inChunks(bomb, 1000))) {
      bytes += piece.length;
      peak = Math.max(peak, process.memoryUsage().rss);
    }
    assert.equal(bytes, 200_000_000);
    assert.ok(peak - before < 60_000_000, `${peak - before} bytes`);
  });
});
