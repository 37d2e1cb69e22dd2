import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { type InboxFixture, inboxFixture, untilTrue } from '../../test/helpers/inbox.ts';
import type { StoreFixture } from '../../test/helpers/store.ts';
import type { StoredObject } from '../store/objects.ts';

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

describe('a file that grows in the inbox folder', () => {
  const text = (key: string): Promise<string | undefined> => fixture.text(key);

  it('is followed by whole lines, and its last line is taken once it rests', async () => {
    const path = join(folder, 'a.log');
    await writeFile(path, '');
    await untilTrue(() => uploaded.length === 1, 'the empty file');
    await writeFile(path, 'one\ntw', { flag: 'a' });
    await untilTrue(() => uploaded.at(-1)?.sizeBytes === 6, 'what rests');
    assert.equal(await text('inbox/a.log'), 'one\ntw');
    uploaded.length = 0;
    const writing = setInterval(() => void writeFile(path, 'o', { flag: 'a' }), 30);
    await writeFile(path, 'o\nthree\nfou', { flag: 'a' });
    await untilTrue(() => uploaded.length > 0, 'two whole lines');
    clearInterval(writing);
    assert.match((await text('inbox/a.log')) ?? '', /^one\ntwo+\nthree\n$/);
    await untilTrue(() => (uploaded.at(-1)?.sizeBytes ?? 0) > (uploaded[0]?.sizeBytes ?? 0), 'the last line');
    assert.match((await text('inbox/a.log')) ?? '', /^one\ntwo+\nthree\nfouo*$/);
  });

  it('has only its new bytes copied, and what began before reads on what was there then', async () => {
    const path = join(folder, 'a.log');
    const first = 'line\n'.repeat(50_000);
    await writeFile(path, first);
    await untilTrue(() => uploaded.length === 1, 'the first lines');
    const [before] = uploaded;
    await writeFile(path, 'more\n', { flag: 'a' });
    await untilTrue(() => uploaded.length === 2, 'the new line');
    assert.equal(uploaded[1]?.blob, before?.blob);
    assert.equal(await fixture.text('inbox/a.log', { IfMatch: before?.etag ?? '' }), first);
    assert.equal(await text('inbox/a.log'), `${first}more\n`);
  });

  it('is taken as a whole where it was written anew, or changed, or is no text', async () => {
    const path = join(folder, 'a.log');
    for (const content of [
      'one\ntwo\n',
      'two\n',
      'other\nand\nlonger\n',
      `odd\n${'x'.repeat(70_000)}\n`,
      gzipSync('one\n'),
      gzipSync('1\n'.repeat(99)),
    ]) {
      const blob = uploaded.at(-1)?.blob;
      const count = uploaded.length;
      await writeFile(path, content);
      await untilTrue(() => uploaded.length > count && uploaded.at(-1)?.sizeBytes === content.length, 'the content');
      assert.notEqual(uploaded.at(-1)?.blob, blob);
    }
  });

  it('and is renamed is copied within the bucket, and the file that has its name now is taken', async () => {
    const path = join(folder, 'a.log');
    await writeFile(path, 'one\n');
    await untilTrue(() => uploaded.length === 1, 'the file');
    await rename(path, `${path}.1`);
    await writeFile(path, 'new\n');
    await untilTrue(() => uploaded.length === 3, 'the copy and the new file');
    assert.deepEqual([await text('inbox/a.log'), await text('inbox/a.log.1')], ['new\n', 'one\n']);
    assert.equal(uploaded.find(({ key }) => key === 'inbox/a.log.1')?.blob, uploaded[0]?.blob);
  });

  it('and has a time that no document can have, or is no file at all, is taken or named', async () => {
    for (const [name, seconds] of [
      ['old.log', -1e9],
      ['late.log', 3e11],
    ] as const) {
      await writeFile(join(folder, `.${name}`), 'one\n');
      // Node's utimes() reads a time before 1970 as now
      execFileSync('touch', ['-d', `@${seconds}`, join(folder, `.${name}`)]);
      await rename(join(folder, `.${name}`), join(folder, name));
    }
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    const server = createServer().listen(join(folder, 'socket'));
    await untilTrue(() => uploaded.length === 2 && problems.length === 2, 'two files and two problems');
    server.close();
    await sleep(300);
    assert.deepEqual(
      [uploaded.length, problems.sort()],
      [2, [`${join(folder, 'pipe')} FILE_UNREADABLE`, `${join(folder, 'socket')} FILE_UNREADABLE`]],
    );
    assert.deepEqual(fixture.store.objects.find('inbox/old.log')?.metadata, {});
  });

  it('is followed whatever the clock says: it is set ahead, and right again', async (context) => {
    const now = Date.now.bind(Date);
    let aheadMillis = 7_200_000;
    context.mock.method(Date, 'now', () => now() + aheadMillis);
    const path = join(folder, 'a.log');
    await writeFile(path, 'one\n');
    await untilTrue(() => uploaded.length === 1, 'the file');
    aheadMillis = 0;
    await writeFile(path, 'two\n', { flag: 'a' });
    await untilTrue(() => uploaded.length === 2, 'the new line');
    aheadMillis = -3_600_000;
    await writeFile(join(folder, 'b.log'), 'one\n');
    await untilTrue(() => uploaded.length === 3, 'another file');
  });

  it('in a folder that comes later, goes, and comes again', async () => {
    for (const time of [1, 2]) {
      await mkdir(join(folder, 'sub', 'deep'), { recursive: true });
      await writeFile(join(folder, 'sub', 'deep', 'a.log'), `${time}\n`);
      await untilTrue(() => uploaded.length === time, 'the file');
      await rm(join(folder, 'sub'), { recursive: true });
    }
  });
});
