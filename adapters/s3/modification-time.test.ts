import assert from 'node:assert/strict';
import { test } from 'node:test';
import { modificationMillis } from './modification-time.ts';

const cases: readonly [Readonly<Record<string, string>>, number | undefined][] = [
  // `date -u -d @1354040105` is Tue Nov 27 18:15:05 UTC 2012; the first value is the example of rclone's documentation
  [{ mtime: '1354040105.123456789' }, Date.UTC(2012, 10, 27, 18, 15, 5, 123)],
  [{ mtime: '1354040105' }, Date.UTC(2012, 10, 27, 18, 15, 5)],
  [{ mtime: '0' }, 0],
  [{ mtime: '1.001' }, 1001],
  [{ mtime: '1.5' }, 1500],
  [{ mtime: '2026-11-22T10:02:52Z' }, Date.UTC(2026, 10, 22, 10, 2, 52)],
  [{ mtime: '2026-11-22T10:02:52.123456+01:30' }, Date.UTC(2026, 10, 22, 8, 32, 52, 123)],
  [{ 's3cmd-attrs': 'atime:1/ctime:2/gid:0/mtime:1354040105/uid:0' }, Date.UTC(2012, 10, 27, 18, 15, 5)],
  [{ 's3cmd-attrs': 'atime:1/xmtime:3/uid:0' }, undefined],
  [{}, undefined],
  [{ mtime: '' }, undefined],
  [{ mtime: 'yesterday' }, undefined],
  [{ mtime: '-1' }, undefined],
  [{ mtime: '1e12' }, undefined],
  [{ mtime: '2026-11-22' }, undefined],
  [{ mtime: '2026-11-22T10:02:52' }, undefined],
  [{ mtime: '2026-13-45T10:02:52Z' }, undefined],
  // the year 10000 does not fit the ISO form that documents have
  [{ mtime: '253402300800' }, undefined],
  [{ mtime: '253402300799.999' }, Date.UTC(9999, 11, 31, 23, 59, 59, 999)],
];

for (const [metadata, expected] of cases) {
  test(`${JSON.stringify(metadata)} is ${expected ?? 'no time'}`, () => {
    assert.equal(modificationMillis(metadata), expected);
  });
}
