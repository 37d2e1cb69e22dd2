import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { idHash, keyedDigest } from './id-key.ts';

const key = Buffer.from('key');

test('a hash is a SHA-256 without a key, and an HMAC-SHA-256 of its purpose and content with one', () => {
  // printf content | openssl dgst -sha256
  const plain = 'ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73';
  assert.equal(idHash(undefined, 'purpose').update('content').digest('hex'), plain);
  // printf 'purpose\0content' | openssl dgst -sha256 -hmac key
  const keyed = 'b6d9bf7105bb02c8cc923a16bdb06da8e30f95f9747631dc7a383a6c0b3aaad1';
  assert.equal(idHash(key, 'purpose').update('content').digest('hex'), keyed);
});

test('a digest stays without a key, and is hashed again with one', () => {
  const digest = createHash('sha256').update('content').digest();
  assert.deepEqual(keyedDigest(digest, undefined, 'purpose'), digest);
  // (printf 'purpose\0'; printf content | openssl dgst -sha256 -binary) | openssl dgst -sha256 -hmac key
  const keyed = 'c7094a05798630f22bdc457a1f5e954558a630f55dd5f375bf0e7e7a5f8f7d5b';
  assert.equal(keyedDigest(digest, key, 'purpose').toString('hex'), keyed);
});
