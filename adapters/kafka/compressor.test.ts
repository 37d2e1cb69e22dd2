import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { createCompressor } from './compressor.ts';

test('each content becomes a gzip file of its own, whatever came before it', async () => {
  const compress = createCompressor();
  // larger than one of zlib's chunks, larger than a batch, and empty
  for (const content of ['a', randomBytes(3_000_000), Buffer.alloc(5_000_000), '', 'b'].map((text) =>
    Buffer.from(text),
  )) {
    const file = await compress(content);
    assert.ok(gunzipSync(file).equals(content), `${content.length} bytes`);
    // RFC 1952, section 2.3.1: the last four bytes are the length of the one member
    assert.equal(file.readUInt32LE(file.length - 4), content.length);
  }
});
