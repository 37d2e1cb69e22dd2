import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { KafkaInsightError } from '../../core/errors.ts';
import { type InboxFixture, inboxFixture, untilTrue } from '../../test/helpers/inbox.ts';
import type { StoreFixture } from '../../test/helpers/store.ts';
import type { Objects, StoredObject } from '../store/objects.ts';
import { startInbox } from './inbox.ts';

let watched: InboxFixture;
let fixture: StoreFixture;
let folder: string;
let uploaded: StoredObject[];
let problems: string[];

beforeEach(async () => {
  watched = await inboxFixture();
  ({ store: fixture, folder, uploaded, problems } = watched);
});

afterEach(() => watched.remove());

const keys = (): string[] => uploaded.map(({ key }) => key).sort();

describe('the inbox folder', () => {
  it('takes files of all folders under their paths, with their modification times', async () => {
    const modified = new Date('2026-11-22T10:02:52.123Z');
    await mkdir(join(folder, 'web', 'a b'), { recursive: true });
    await writeFile(join(folder, 'web', 'a b', '.ü.log'), 'one\n');
    await utimes(join(folder, 'web', 'a b', '.ü.log'), modified, modified);
    await rename(join(folder, 'web', 'a b', '.ü.log'), join(folder, 'web', 'a b', 'ü.log'));
    await writeFile(join(folder, 'empty.log'), '');
    await untilTrue(() => uploaded.length === 2, 'two uploads');
    assert.deepEqual(keys(), ['inbox/empty.log', 'inbox/web/a b/ü.log']);
    assert.equal(await fixture.text('inbox/web/a b/ü.log'), 'one\n');
    assert.deepEqual(fixture.store.objects.find('inbox/web/a b/ü.log')?.metadata, { mtime: modified.toISOString() });
  });

  it('tries a file again for which the disk had no room, and says so once', async () => {
    await watched.inbox.stop();
    let refused = 0;
    const full: Objects = {
      ...fixture.store.objects,
      begin: (...args) => {
        if (++refused <= 3) return Promise.reject(new KafkaInsightError('DISK_FULL', 'The disk is full.'));
        return fixture.store.objects.begin(...args);
      },
    };
    watched.watch(10_000, 20, full);
    await writeFile(join(folder, 'a.log'), 'one\n');
    await untilTrue(() => uploaded.length === 1, 'the upload');
    assert.deepEqual(problems, [`${join(folder, 'a.log')} DISK_FULL`]);
  });

  it('names a file and a folder whose names are not UTF-8, once each, and takes the others', async () => {
    const named = (name: string): Buffer => Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(name, 'latin1')]);
    await writeFile(named('caf\xe9.log'), 'one\n');
    await mkdir(named('B\xfcro'));
    await writeFile(join(folder, 'café.log'), 'two\n');
    await untilTrue(() => uploaded.length === 1 && problems.length >= 2, 'the upload and two problems');
    await sleep(200);
    assert.deepEqual(keys(), ['inbox/café.log']);
    assert.deepEqual(problems.sort(), [
      `${join(folder, 'Büro')} FILE_UNREADABLE`,
      `${join(folder, 'café.log')} FILE_UNREADABLE`,
    ]);
  });

  it('waits until a file does not change any more, and takes it again when it has grown', async () => {
    await watched.inbox.stop();
    watched.watch(10_000, 500);
    const path = join(folder, 'growing.log');
    for (let line = 0; line < 10; line += 1) {
      await writeFile(path, 'line\n', { flag: 'a' });
      await sleep(10);
      assert.equal(fixture.store.objects.find('inbox/growing.log'), undefined);
    }
    await untilTrue(() => uploaded.length === 1, 'the upload');
    assert.equal(uploaded[0]?.sizeBytes, 50);
    await writeFile(path, 'more\n', { flag: 'a' });
    await untilTrue(() => uploaded.length === 2, 'the second upload');
    assert.equal(uploaded[1]?.sizeBytes, 55);
  });

  it('takes a file that never stops changing as it is, after a while', async () => {
    await watched.inbox.stop();
    watched.watch(200);
    const path = join(folder, 'live.log');
    const endMillis = Date.now() + 5000;
    while (uploaded.length === 0 && Date.now() < endMillis) {
      await writeFile(path, 'line\n', { flag: 'a' });
      await sleep(5);
    }
    assert.ok((uploaded[0]?.sizeBytes ?? 0) > 0);
  });

  it('leaves hidden and unfinished files alone until they get their names', async () => {
    for (const name of ['.hidden', 'a.log.part', 'b.tmp', 'c.log~', '.d.log.swp'])
      await writeFile(join(folder, name), 'x\n');
    await mkdir(join(folder, '.git'));
    await writeFile(join(folder, '.git', 'config'), 'x\n');
    await sleep(150);
    assert.deepEqual(keys(), []);
    await rename(join(folder, 'a.log.part'), join(folder, 'a.log'));
    await untilTrue(() => uploaded.length > 0, 'the upload');
    assert.deepEqual(keys(), ['inbox/a.log']);
  });

  it('takes nothing twice, not even after a restart', async () => {
    await writeFile(join(folder, 'a.log'), 'one\n');
    await untilTrue(() => uploaded.length === 1, 'the upload');
    await watched.inbox.stop();
    await fixture.close();
    await fixture.open();
    watched.watch();
    await sleep(150);
    assert.equal(uploaded.length, 1);
  });

  it('follows links to files, and no links to folders', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'kafkainsight-elsewhere-'));
    await writeFile(join(elsewhere, 'real.log'), 'one\n');
    await symlink(join(elsewhere, 'real.log'), join(folder, 'linked.log'));
    await symlink(folder, join(folder, 'circle'));
    await symlink(join(elsewhere, 'none.log'), join(folder, 'nowhere.log'));
    await untilTrue(() => uploaded.length > 0 && problems.length >= 2, 'the upload and two problems');
    await sleep(400);
    assert.deepEqual(keys(), ['inbox/linked.log']);
    assert.deepEqual(problems.sort(), [
      `${join(folder, 'circle')} FILE_UNREADABLE`,
      `${join(folder, 'nowhere.log')} FILE_UNREADABLE`,
    ]);
    await rm(elsewhere, { recursive: true });
  });

  it('says once which path cannot be a key, and takes the others', async () => {
    const deep = Array.from({ length: 6 }, () => 'd'.repeat(200)).join('/');
    await mkdir(join(folder, deep), { recursive: true });
    await writeFile(join(folder, deep, 'a.log'), 'x\n');
    await writeFile(join(folder, 'b.log'), 'x\n');
    await untilTrue(() => uploaded.length === 1 && problems.length === 1, 'an upload and a problem');
    await sleep(100);
    assert.deepEqual([keys(), problems], [['inbox/b.log'], [`${join(folder, deep, 'a.log')} FILE_UNREADABLE`]]);
  });

  it('takes a file that it could not read once it can be read, whether its rights show that or not, and says so once', async () => {
    for (const shows of [true, false]) {
      await watched.inbox.stop();
      problems.length = 0;
      uploaded.length = 0;
      const { objects } = fixture.store;
      let isReadable = false;
      // root, who may run the tests, can read any file
      const begin: Objects['begin'] = (...args) =>
        isReadable ? objects.begin(...args) : Promise.reject(Object.assign(new Error('denied'), { code: 'EACCES' }));
      const path = join(folder, 'a.log');
      await writeFile(path, 'one\n');
      watched.watch(10_000, 20, { ...objects, begin });
      await untilTrue(() => problems.length > 0, 'the problem');
      await sleep(1000);
      assert.deepEqual(problems, [`${path} FILE_UNREADABLE`]);
      isReadable = true;
      if (shows) await chmod(path, 0o644);
      await untilTrue(() => uploaded.length > 0, 'the upload');
      assert.equal(problems.length, 1);
    }
  });

  it('says once that a folder cannot be read, and a link that leads in circles', async () => {
    await watched.inbox.stop();
    await symlink('circle.log', join(folder, 'circle.log'));
    await writeFile(join(folder, 'b.log'), 'x\n');
    watched.watch();
    await untilTrue(() => uploaded.length === 1, 'the upload');
    await sleep(100);
    assert.deepEqual(problems, [`${join(folder, 'circle.log')} FILE_UNREADABLE`]);
    await watched.inbox.stop();
    problems.length = 0;
    const ofFile = startInbox(
      fixture.store.objects,
      { folder: join(folder, 'b.log'), intervalMillis: 20, patienceMillis: 1_000 },
      { onProblem: (path, error) => void problems.push(`${path} ${error.code}`) },
    );
    await sleep(150);
    await ofFile.stop();
    assert.deepEqual(problems, [`${join(folder, 'b.log')} FILE_UNREADABLE`]);
  });
});
