import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { requireFreeSpace } from './disk.ts';

test('work that the disk has room for may begin', () => {
  requireFreeSpace(tmpdir(), 1, 'Nothing much');
});

test('work that would fill the disk is refused before it begins', () => {
  assert.throws(
    () => {
      requireFreeSpace(tmpdir(), 1e18, 'Fetching the moon');
    },
    { code: 'DISK_FULL', message: /^Fetching the moon needs 1000000000\.0 GB of disk space; [\d.]+ GB are free at / },
  );
});
