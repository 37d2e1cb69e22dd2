import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { openDatabase, transaction } from './database.ts';
import { createQueues, type Queues } from './queues.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kafkainsight-database-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('a broken store is an error that says how to begin anew, which works', () => {
  const file = join(folder, 'store.sqlite');
  for (const content of ['no database at all, but longer than the header of one would be: '.repeat(20), 'short']) {
    writeFileSync(file, content);
    assert.throws(() => openDatabase(folder, false), { code: 'STORE_BROKEN', message: /npm start -- --fresh/ });
    openDatabase(folder, true).close();
    openDatabase(folder, false).close();
    rmSync(file);
  }
});

test('a store that is full says so in our words, and goes on once there is room', () => {
  const database = openDatabase(folder, false);
  const pages = Number(database.prepare('PRAGMA page_count').get()?.['page_count']);
  // SQLite fails when it needs more pages as on a full disk: with SQLITE_FULL
  database.exec(`PRAGMA max_page_count = ${pages}`);
  const queues = createQueues(database, new Map([['q', { visibilityTimeoutSeconds: 30 }]]));
  const fill = (): string => transaction(database, () => queues.send('q', 'x'.repeat(100_000)));
  assert.throws(fill, { code: 'DISK_FULL', message: /Make room there/ });
  assert.throws(fill, { code: 'DISK_FULL' });
  assert.equal(queues.depth('q').visible, 0);
  database.exec('PRAGMA max_page_count = 100000');
  fill();
  assert.equal(queues.depth('q').visible, 1);
  database.close();
});

test('a clock that is set back or ahead hides no message, and gives none to two consumers', async (context) => {
  const database = openDatabase(folder, false);
  const settings = new Map([['q', { visibilityTimeoutSeconds: 30 }]]);
  const hour = 3_600_000;
  const now = Date.UTC(2026, 10, 30, 12);
  const taken = async (queues: Queues): Promise<number> =>
    (await queues.receive('q', { maxMessages: 10, waitSeconds: 0 })).length;
  context.mock.timers.enable({ apis: ['Date'], now });
  const queues = createQueues(database, settings);
  queues.send('q', 'before');
  context.mock.timers.setTime(now - hour);
  assert.equal(await taken(queues), 1);
  context.mock.timers.setTime(now + hour);
  assert.equal(await taken(queues), 0);
  queues.send('q', 'ahead');
  // the next run, whose clock is right again
  context.mock.timers.setTime(now);
  assert.equal(await taken(createQueues(database, settings)), 2);
  database.close();
});
