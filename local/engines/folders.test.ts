import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';

import { claimDataFolder, prepareDataFolder, unclaimDataFolder } from './folders.ts';

let folder = '';
let note = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kafkainsight-folders-'));
  note = path.join(folder, 'note');
  writeFileSync(note, 'kept');
});
afterEach(() => {
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
  claimDataFolder(folder, process.pid);
  await assert.rejects(prepareDataFolder(folder, 'Kafka', true), {
    code: 'ALREADY_RUNNING',
    message: new RegExp(`^Kafka cannot use ${folder}: a server with process id ${process.pid} already runs on it`),
  });
  assert.equal(existsSync(note), true);
  unclaimDataFolder(folder);
  await prepareDataFolder(folder, 'Kafka', false);
});

test('a claim left by a server that has ended, or from before the last boot, does not count', async () => {
  claimDataFolder(folder, await endedProcess());
  await prepareDataFolder(folder, 'Kafka', false);
  const claim = { server: process.pid, owner: process.pid, bootMillis: Date.now() - 1e9 * 3600 };
  writeFileSync(path.join(folder, 'server.pid'), JSON.stringify(claim));
  await prepareDataFolder(folder, 'Kafka', false);
});

test('a server whose owner is gone is waited for, since it is about to end', async () => {
  const orphan = spawn('sleep', ['1']);
  claimDataFolder(folder, orphan.pid ?? assert.fail('`sleep` was not started'));
  const file = path.join(folder, 'server.pid');
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), owner: await endedProcess() }));
  await prepareDataFolder(folder, 'Kafka', false);
  assert.equal(orphan.exitCode, 0);
});
