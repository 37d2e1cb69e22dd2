import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { suite, test } from 'node:test';
import { xzSync } from '../../../test/helpers/compressors.ts';
import { inChunks, outcomeOf, type TargetOutcome } from '../../../test/helpers/pieces.ts';
import { decompressXz } from './xz.ts';

function run(bytes: Buffer, chunkBytes = 10_000): Promise<TargetOutcome> {
  return outcomeOf(decompressXz(inChunks(bytes, chunkBytes)));
}

/** Written by xz 5.4.1: `xz`, `xz -9`, `xz --lzma2=dict=128MiB` and `xz -C sha256` of "a line\n"; 20,000 lines of one text. */
const written = {
  default: '/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQAGYSBsaW5lCgAADRO4K2U+CFIAAR8HFi64cx+2830BAAAAAARZWg==',
  empty: '/Td6WFoAAATm1rRGAAAAABzfRCEftvN9AQAAAAAEWVo=',
  largeDictionary: '/Td6WFoAAATm1rRGAgAhAR4AAACbB1FmAQAGYSBsaW5lCgAADRO4K2U+CFIAAR8HFi64cx+2830BAAAAAARZWg==',
  sha256:
    '/Td6WFoAAArh+wyhAgAhARYAAAB0L+WjAQAGYSBsaW5lCgAAeG4YSSfsndrDB5wkmZrEYbfLiYiPae/AU4SPLW3ufdYAATcHvIDlLhibS5oBAAAAAApZWg==',
  repeated:
    '/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj5X4/AIpdADebiM52mp3yJec1cJxEK4hRJrT7fmI9mJb14QIcrPjIXQURYCw50aAbl1SG2sj4KBQTyHAyw2SbTMtYEEICIGyizSI0CHWZCQ4BJ/U9b80XI3Vz0hquuZxmD8Dk9PVjwHwtaGGcbQ9pRJpcxG2ykuegyM4HBO6f3qVCy4g/XACP0E6vJiiBL7RDAAAAAPsNRWRY7wiuAAGmAcD8FQA4jVbMscRn+wIAAAAABFla',
};
const bytesOf = (base64: string): Buffer => Buffer.from(base64, 'base64');

const text = randomBytes(300_000);
const other = Buffer.from('another stream\n');

suite('decompressing xz', () => {
  test('gives what xz itself compressed', async () => {
    assert.deepEqual(await run(bytesOf(written.default)), { content: Buffer.from('a line\n') });
    assert.deepEqual(await run(bytesOf(written.empty)), { content: Buffer.alloc(0) });
    for (const chunkBytes of [1, 100, 1000]) {
      const { content, code } = await run(bytesOf(written.repeated), chunkBytes);
      assert.equal(code, undefined);
      assert.ok(content.equals(Buffer.from('one line of a log\n'.repeat(20_000))));
    }
  });

  test('lets go of a content at any piece, the last one too', async () => {
    for (let enough = 1; enough <= 40; enough++) {
      let pieces = 0;
      for await (const piece of decompressXz(inChunks(xzSync(text), 1_000_000))) {
        assert.ok(piece.length > 0);
        pieces++;
        if (pieces === enough) break;
      }
      if (pieces < enough) return;
    }
    assert.fail('the content has fewer pieces');
  });

  test('takes several streams for one content, and zero bytes for padding', async () => {
    const streams = [xzSync(other), xzSync(text), xzSync(Buffer.alloc(0)), Buffer.alloc(8), bytesOf(written.default)];
    const { content, code } = await run(Buffer.concat(streams));
    assert.equal(code, undefined);
    assert.ok(content.equals(Buffer.concat([other, text, Buffer.from('a line\n')])));
  });

  test('gives what is before a break, and reports it, the same however it arrives', async () => {
    const compressed = xzSync(text);
    const damaged = Buffer.from(compressed);
    damaged.fill(0, 150_000);
    for (const broken of [compressed.subarray(0, 200_000), damaged]) {
      const outcomes = await Promise.all([1000, 1_000_000].map((chunkBytes) => run(broken, chunkBytes)));
      for (const { content, code, message } of outcomes) {
        assert.equal(code, 'DECOMPRESSION_FAILED');
        assert.ok(content.length >= 149_000);
        assert.match(message ?? '', new RegExp(`after ${content.length} decompressed bytes`));
        assert.ok(content.equals(outcomes[0]?.content ?? Buffer.alloc(0)));
      }
    }
    const { content, code } = await run(Buffer.concat([compressed, Buffer.from('garbage!')]));
    assert.equal(code, 'DECOMPRESSION_FAILED');
    assert.ok(content.equals(text));
    assert.equal((await run(compressed.subarray(0, 10))).code, 'DECOMPRESSION_FAILED');
  });

  test('names what it cannot do, and the command that can', async () => {
    const dictionary = await run(bytesOf(written.largeDictionary));
    assert.equal(dictionary.code, 'COMPRESSION_UNSUPPORTED');
    assert.match(dictionary.message ?? '', /dictionary of more than 64 MiB.*xz -d/);
    const check = await run(bytesOf(written.sha256));
    assert.equal(check.code, 'COMPRESSION_UNSUPPORTED');
    assert.match(check.message ?? '', /check other than CRC/);
  });

  test('passes on what reading throws, and the next file is read', async () => {
    const broken = new Error('the connection broke');
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(xzSync(text).subarray(0, 100_000));
      throw broken;
    }
    await assert.rejects(outcomeOf(decompressXz(failing)), { message: /the connection broke/ });
    assert.equal((await run(xzSync(other))).code, undefined);
  });

  test('one that is left is let go, and the next file is read', async () => {
    for await (const piece of decompressXz(inChunks(xzSync(text), 1000))) if (piece.length > 0) break;
    assert.deepEqual(await run(xzSync(other)), { content: other });
  });
});
