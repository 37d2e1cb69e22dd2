import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { identityOf } from '../setup/processes.ts';
import { claimDataFolder, prepareDataFolder, unclaimDataFolder } from './folders.ts';

let folder = '';
let note = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kafkainsight-folders-'));
  note = path.join(folder, 'note');
  writeFileSync(note, 'kept');
});
afterEach(() => {
  unclaimDataFolder(folder);
  rmSync(folder, { recursive: true, force: true });
});

async function endedProcess(): Promise<number> {
  const child = spawn('true');
  await once(child, 'exit');
  return child.pid ?? assert.fail('`true` was not started');
}

test('a data folder is kept, made where it is missing, and emptied only where asked', async () => {
  await prepareDataFolder(folder, 'Kafka', false);
  assert.equal(readFileSync(note, 'utf8'), 'kept');
  await prepareDataFolder(folder, 'Kafka', true);
  assert.equal(existsSync(note), false);
  const inner = path.join(folder, 'a', 'b');
  await prepareDataFolder(inner, 'Kafka', false);
  assert.equal(existsSync(inner), true);
});

test('a data folder on which a server runs is refused and not emptied', async () => {
  claimDataFolder(folder, 'Kafka', process.pid);
  await assert.rejects(prepareDataFolder(folder, 'Kafka', true), {
    code: 'ALREADY_RUNNING',
    message: new RegExp(`^Kafka cannot use ${folder}: a server with process id ${process.pid} already runs on it`),
  });
  assert.equal(existsSync(note), true);
  unclaimDataFolder(folder);
  await prepareDataFolder(folder, 'Kafka', false);
});

test('a folder that another process holds is refused and not emptied, whatever its files say, until that is killed', async () => {
  const folders = path.join(import.meta.dirname, 'folders.ts');
  const holder = `
    import { claimDataFolder } from ${JSON.stringify(folders)};
    claimDataFolder(${JSON.stringify(folder)}, 'Kafka', process.pid);
    console.log('held');
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', holder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  for (const said of [undefined, '', '{"server":1', '{"server":1,"identity":"of another boot"}']) {
    if (said !== undefined) writeFileSync(path.join(folder, 'server.pid'), said);
    await assert.rejects(prepareDataFolder(folder, 'Kafka', true), { code: 'ALREADY_RUNNING', message: /Ctrl-C/ });
    assert.equal(existsSync(note), true);
  }
  child.kill('SIGKILL');
  await once(child, 'exit');
  await prepareDataFolder(folder, 'Kafka', true);
  assert.equal(existsSync(note), false);
});

test('a claim left by a server that has ended, or whose id another process has now, or cut short, does not count', async () => {
  const claimed = path.join(folder, 'server.pid');
  for (const claim of [
    JSON.stringify({ server: await endedProcess(), identity: 'of a process' }),
    JSON.stringify({ server: process.pid, identity: 'of another process' }),
    '{"server":',
    '',
  ]) {
    writeFileSync(claimed, claim);
    await prepareDataFolder(folder, 'Kafka', false);
    unclaimDataFolder(folder);
  }
});

test('a server whose owner is gone is waited for, since it is about to end', async () => {
  const orphan = spawn('sleep', ['1']);
  const server = orphan.pid ?? assert.fail('`sleep` was not started');
  writeFileSync(path.join(folder, 'server.pid'), JSON.stringify({ server, identity: identityOf(server) }));
  await prepareDataFolder(folder, 'Kafka', false);
  assert.equal(orphan.exitCode, 0);
});

test('a folder goes by a plain name, whatever is in its own', async () => {
  assert.equal(await prepareDataFolder(folder, 'Kafka', false), folder);
  for (const name of ['Jürg', 'a,b', 'o\'Brien "q"', '50% 😀', 'back\\slash']) {
    const odd = path.join(folder, name);
    const plain = await prepareDataFolder(odd, 'Kafka', false);
    assert.match(plain, /^[\w/.+-]+$/);
    writeFileSync(path.join(plain, 'note'), name);
    assert.equal(readFileSync(path.join(odd, 'note'), 'utf8'), name);
    assert.equal(await prepareDataFolder(odd, 'Kafka', true), plain);
    assert.equal(existsSync(path.join(odd, 'note')), false);
  }
});
