import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { detectCompression } from './compression.ts';

test('compression is known by the first bytes', () => {
  const table: [Buffer, string][] = [
    [gzipSync('a line\n'), 'gzip'],
    [gzipSync(''), 'gzip'],
    [zstdCompressSync('a line\n'), 'zstd'],
    [zstdCompressSync(''), 'zstd'],
    [Buffer.from('a line\n'), 'none'],
    [Buffer.from(''), 'none'],
    [Buffer.from([0x1f]), 'none'],
    [Buffer.from([0x28, 0xb5, 0x2f]), 'none'],
    [Buffer.from('\ufeffa line\n'), 'none'],
  ];
  for (const [beginning, expected] of table) assert.equal(detectCompression(beginning), expected);
});
