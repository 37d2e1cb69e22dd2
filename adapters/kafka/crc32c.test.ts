import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32c } from './crc32c.ts';

const of = (bytes: Uint8Array): number => crc32c(bytes, 0, bytes.length);

test('the examples of RFC 3720, appendix B.4', () => {
  assert.equal(of(new Uint8Array(32)), 0x8a9136aa);
  assert.equal(of(new Uint8Array(32).fill(0xff)), 0x62a8ab43);
  assert.equal(of(Uint8Array.from({ length: 32 }, (_, at) => at)), 0x46dd794e);
  assert.equal(of(Uint8Array.from({ length: 32 }, (_, at) => 31 - at)), 0x113fdb5c);
});

test('any length, at any place', () => {
  // the check value of CRC-32/ISCSI in Greg Cook's catalogue of parametrised CRC algorithms
  assert.equal(of(Buffer.from('123456789')), 0xe3069283);
  assert.equal(crc32c(Buffer.from('ab123456789cd'), 2, 11), 0xe3069283);
  assert.equal(of(Buffer.alloc(0)), 0);
});
