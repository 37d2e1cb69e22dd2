import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { MAX_BATCH_BYTES } from '../../pipeline/limits.ts';
import './client.ts';
import { gzipCodec } from './gzip-codec.ts';

test('a batch is decompressed without waiting for anything else of the process', async () => {
  const records = randomBytes(MAX_BATCH_BYTES);
  let turns = 0;
  const immediate = setImmediate(() => turns++);
  assert.deepEqual(await gzipCodec().decompress(gzipSync(records)), records);
  assert.equal(turns, 0);
  clearImmediate(immediate);
});

test('one that is larger than ours is too', async () => {
  const records = Buffer.alloc(3 * MAX_BATCH_BYTES + 1, 'log');
  assert.deepEqual(await gzipCodec().decompress(gzipSync(records)), records);
});

test('what is not gzip is refused', async () => {
  await assert.rejects(gzipCodec().decompress(Buffer.from('{"message":"no gzip"}')), { code: 'Z_DATA_ERROR' });
});

test('what kafkajs compresses can be decompressed', async () => {
  const records = Buffer.from('records of a producer that has kafkajs encode them');
  const compressed = await gzipCodec().compress({ buffer: records });
  assert.deepEqual(await gzipCodec().decompress(compressed), records);
});
