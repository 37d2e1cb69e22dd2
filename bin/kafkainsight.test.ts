import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { MAX_SEMI_SPACE_MIB } from '../core/limits.ts';
import { isAlive } from '../local/setup/processes.ts';

const root = path.join(import.meta.dirname, '..');
let project = '';

/** The launcher in a separate project, with a command line that says what reached it. */
before(() => {
  project = mkdtempSync(path.join(tmpdir(), 'kafkainsight-launcher-'));
  for (const folder of ['bin', 'cli', 'local/setup', 'local/engines'])
    mkdirSync(path.join(project, folder), { recursive: true });
  const setup = ['local/setup/modules.mjs', 'local/setup/install-lock.mjs', 'bin/bundled.mjs'];
  for (const file of ['bin/kafkainsight.mjs', ...setup, 'local/engines/tether.sh'])
    cpSync(path.join(root, file), path.join(project, file));
  for (const name of ['package.json', 'package-lock.json']) cpSync(path.join(root, name), path.join(project, name));
  symlinkSync(path.join(root, 'node_modules'), path.join(project, 'node_modules'));
  const cli = `
    const [command, ...rest]: string[] = process.argv.slice(2);
    if (command === 'say') console.log(JSON.stringify({ rest, node: process.version, options: process.env['NODE_OPTIONS'], 'node options': process.execArgv }));
    if (command === 'exit') process.exitCode = Number(rest[0]);
    if (command === 'copy') process.stdin.pipe(process.stdout);
    if (command === 'wait') {
      for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {
        console.log(signal);
        if (rest[0] === 'politely') process.exit(7);
      });
      setInterval(() => undefined, 1000);
      console.log(process.pid);
    }
    if (command === 'idle') { setInterval(() => undefined, 1000); console.log(process.pid); }`;
  writeFileSync(path.join(project, 'cli', 'main.ts'), cli);
});
after(() => {
  rmSync(project, { recursive: true, force: true });
});

/** Detached from a terminal, as under a service manager or in CI. */
function launch(...args: string[]): ChildProcess {
  return spawn(process.execPath, [path.join(project, 'bin', 'kafkainsight.mjs'), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
    env: { ...process.env, NODE_OPTIONS: '--max-http-header-size=20000' },
  });
}

function outputOf({ stdout }: ChildProcess): NonNullable<ChildProcess['stdout']> {
  return stdout ?? assert.fail('no standard output');
}

test('arguments, input, output and exit code pass through to the project’s own Node', async () => {
  const said = JSON.parse(await text(outputOf(launch('say', '--', 'a b', '', '$HOME', '*')))) as Record<
    string,
    unknown
  >;
  assert.deepEqual(said['rest'], ['--', 'a b', '', '$HOME', '*']);
  const { version } = JSON.parse(readFileSync(path.join(root, 'node_modules/node/package.json'), 'utf8')) as {
    version: string;
  };
  assert.equal(said['node'], `v${version}`);
  assert.equal(said['options'], '--max-http-header-size=20000');
  assert.deepEqual(said['node options'], [`--max-semi-space-size=${MAX_SEMI_SPACE_MIB}`]);

  assert.deepEqual(await once(launch('exit', '2'), 'exit'), [2, null]);

  const copy = launch('copy');
  copy.stdin?.end('one\ntwo\n');
  assert.equal(await text(outputOf(copy)), 'one\ntwo\n');
});

test('--version prints the version of package.json alone, before anything is installed', () => {
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
  const bare = mkdtempSync(path.join(tmpdir(), 'kafkainsight-bare-'));
  for (const folder of ['bin', 'local'])
    cpSync(path.join(project, folder), path.join(bare, folder), { recursive: true });
  cpSync(path.join(root, 'package.json'), path.join(bare, 'package.json'));
  for (const option of ['--version', '-V']) {
    const said = execFileSync(process.execPath, [path.join(bare, 'bin', 'kafkainsight.mjs'), option]);
    assert.equal(said.toString(), `${version}\n`);
  }
  rmSync(bare, { recursive: true });
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} reaches the command once, and its exit code is ours`, async () => {
    const launcher = launch('wait', 'politely');
    const exit = once(launcher, 'exit');
    const lines: string[] = [];
    const reader = createInterface({ input: outputOf(launcher) }).on('line', (line) => lines.push(line));
    await once(reader, 'line');
    launcher.kill(signal);
    assert.deepEqual(await exit, [7, null]);
    assert.deepEqual(lines.slice(1), [signal]);
  });
}

test('a command that is ended by a signal ends the launcher by the same signal', async () => {
  const launcher = launch('idle');
  await once(outputOf(launcher), 'data');
  launcher.kill('SIGTERM');
  assert.deepEqual(await once(launcher, 'exit'), [null, 'SIGTERM']);
});

test('the command does not outlive a launcher that is killed', async () => {
  const launcher = launch('wait', 'politely');
  const lines = createInterface({ input: outputOf(launcher) });
  const [pid] = (await once(lines, 'line')) as [string];
  const next = once(lines, 'line');
  launcher.kill('SIGKILL');
  assert.deepEqual(await next, ['SIGTERM']);
  for (let tries = 0; tries < 100; tries++) {
    if (!isAlive(Number(pid))) return;
    await delay(50);
  }
  assert.fail(`process ${pid} still runs`);
});
