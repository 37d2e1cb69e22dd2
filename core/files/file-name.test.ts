import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { folderOf, nameOf, stemOf } from './file-name.ts';

suite('the stem of a name', () => {
  test('is without what rotation and compression put at its end', () => {
    for (const [name, who] of Object.entries({
      'access.log': 'its first name',
      'access.log.1': 'logrotate, Docker, log4j',
      'access.log.12.gz': 'logrotate, compress',
      'access.log-20261122': 'logrotate, dateext',
      'access.log-20261122.zst': 'logrotate, dateext, compresscmd zstd',
      'access.log-2026112210': 'logrotate, dateext, hourly',
      'access.log-1790000000.xz': 'logrotate, dateformat -%s',
      'access.log.2026-11-22': 'log4j DailyRollingFileAppender, Python midnight',
      'access.log.2026-11-22-10': 'log4j, hourly',
      'access.log.2026-11-22_10-02-52': 'Python, when=S',
      'access.log-2026-11-22.bz2': 'logrotate, dateformat -%Y-%m-%d',
      'access.log.20261122-100252': 'kubelet',
      'access.log-20261122-100252.gz': 'logrotate, dateformat -%Y%m%d-%H%M%S',
      'access.log.Z': 'compress',
    })) {
      assert.equal(stemOf(name), 'access.log', who);
    }
  });

  test('keeps everything else: it may tell two files apart', () => {
    for (const name of [
      'access-1.log',
      'access.2026-11-22.log',
      'u_ex261122.log',
      'E2EXAMPLE.2026-11-22-10.a103fd5a',
      'app-20261322',
      'app-20261122-990252',
      'app.2026-11-32',
      'app-123456',
      'app-0123456789',
      '192.0.2.1',
      'app.log.gzip',
      'app.GZ',
      '.1',
      '.gz',
      '-20261122',
      '',
    ]) {
      assert.equal(stemOf(name), name);
    }
  });

  test('loses one ending of each kind only', () => {
    assert.equal(stemOf('a.log.1.2'), 'a.log.1');
    assert.equal(stemOf('a.log.gz.gz'), 'a.log.gz');
    assert.equal(stemOf('a.log.gz.1'), 'a.log.gz');
    assert.equal(stemOf('192.0.2.1.log.1'), '192.0.2.1.log');
    assert.equal(stemOf('a\n.1'), 'a\n');
  });
});

suite('the folder of a key', () => {
  test('is without segments that are dates and hours only', () => {
    for (const [key, folder] of Object.entries({
      'inbox/web/access.log': 'inbox/web',
      'inbox/web/2026/11/22/10/access.log': 'inbox/web',
      'inbox/2026/1/2/web/access.log': 'inbox/web',
      'inbox/2026-11-22/web/access.log': 'inbox/web',
      'inbox/2026-11/web/access.log': 'inbox/web',
      'inbox/20261122/web/access.log': 'inbox/web',
      'inbox/2026-11-22-10/web/access.log': 'inbox/web',
      'inbox/2026-11-22T10/web/access.log': 'inbox/web',
      'inbox/web/dt=2026-11-22/hour=10/access.log': 'inbox/web',
      'inbox/web/year=2026/month=11/day=22/access.log': 'inbox/web',
      'access.log': '',
      '2026/access.log': '',
    })) {
      assert.equal(folderOf(key), folder, key);
    }
  });

  test('keeps what may name a server or a customer', () => {
    for (const folder of [
      'inbox/01',
      'inbox/web/22',
      'inbox/AWSLogs/123456789012',
      'inbox/1234',
      'inbox/2026-13',
      'inbox/web-2026',
      'inbox/host=7',
      'inbox/dt=today',
      'inbox/192.0.2.1',
    ]) {
      assert.equal(folderOf(`${folder}/a.log`), folder);
    }
  });

  test('ends before the name', () => {
    assert.equal(nameOf('inbox/web/access.log'), 'access.log');
    assert.equal(nameOf('access.log'), 'access.log');
  });
});
