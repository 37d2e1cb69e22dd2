import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive } from './processes.ts';

let project = '';

/** A project that has nothing installed, and an `npm` that takes half a second and fails where another one is at work. */
beforeEach(() => {
  project = mkdtempSync(path.join(tmpdir(), 'kafkainsight-modules-'));
  mkdirSync(path.join(project, 'local/setup'), { recursive: true });
  mkdirSync(path.join(project, 'path'));
  for (const name of ['modules.mjs', 'install-lock.mjs']) {
    const file = path.join(import.meta.dirname, name);
    if (existsSync(file)) cpSync(file, path.join(project, 'local/setup', name));
  }
  const lock = '{"packages":{"":{},"node_modules/a":{"version":"1.0.0","integrity":"sha512-a"}}}';
  writeFileSync(path.join(project, 'package-lock.json'), lock);
  const npm = `#!/bin/sh
    echo run >> runs
    rm -rf node_modules
    mkdir working || { echo 'another npm is at work' >&2; exit 1; }
    sleep 0.5
    mkdir -p node_modules/node/bin && touch node_modules/node/bin/node
    cp package-lock.json node_modules/.package-lock.json
    rm -r working`;
  writeFileSync(path.join(project, 'path/npm'), npm, { mode: 0o755 });
});
afterEach(() => {
  rmSync(project, { recursive: true, force: true });
});

/** A command that needs the packages. */
function start(): ChildProcess {
  const script = `import { ensureModules } from './local/setup/modules.mjs'; ensureModules();`;
  return spawn(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: project,
    stdio: ['ignore', 'inherit', 'pipe'],
    detached: true,
    env: { ...process.env, PATH: `${path.join(project, 'path')}:${process.env['PATH'] ?? ''}` },
  });
}

async function ending(child: ChildProcess): Promise<{ readonly code: unknown; readonly said: string }> {
  const exit = once(child, 'exit') as Promise<[number | null]>;
  const said = await text(child.stderr ?? assert.fail('no standard error'));
  return { code: (await exit)[0], said };
}

function runs(): number {
  return readFileSync(path.join(project, 'runs'), 'utf8').trim().split('\n').length;
}

test('of first calls at the same time one installs, and the others wait and say so', async () => {
  const endings = await Promise.all([start(), start(), start(), start()].map(ending));
  for (const { code, said } of endings) assert.equal(code, 0, said);
  assert.equal(runs(), 1);
  assert.equal(endings.filter(({ said }) => /Waiting for process \d+/.test(said)).length, 3);
  assert.equal((await ending(start())).said, '');
});

test('where the process that installs is killed, the next call takes its place', async () => {
  const killed = start();
  while (!existsSync(path.join(project, 'runs'))) await delay(20);
  process.kill(-(killed.pid ?? 0), 'SIGKILL');
  await once(killed, 'exit');
  while (isAlive(killed.pid ?? 0)) await delay(20);
  rmSync(path.join(project, 'working'), { recursive: true, force: true });
  const endings = await Promise.all([start(), start(), start()].map(ending));
  for (const { code, said } of endings) assert.equal(code, 0, said);
  assert.equal(runs(), 2);
});

test('where the installation fails, a call that waited for it tries for itself', async () => {
  const npm = path.join(project, 'path/npm');
  const good = readFileSync(npm, 'utf8');
  writeFileSync(npm, '#!/bin/sh\necho run >> runs; sleep 0.5; exit 3', { mode: 0o755 });
  const failing = ending(start());
  while (!existsSync(path.join(project, 'runs'))) await delay(20);
  writeFileSync(`${npm}.new`, good, { mode: 0o755 });
  assert.equal(spawnSync('mv', [`${npm}.new`, npm]).status, 0);
  const waiting = ending(start());
  assert.equal((await failing).code, 1);
  assert.equal((await waiting).code, 0);
  assert.equal(runs(), 2);
});
