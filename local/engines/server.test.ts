import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive } from '../setup/processes.ts';
import { freePort } from './free-ports.ts';
import { type Server, type ServerPlan, startServer } from './server.ts';

let dataFolder = '';
const servers: Server[] = [];
beforeEach(() => {
  dataFolder = mkdtempSync(path.join(tmpdir(), 'kafkainsight-server-'));
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.kill();
  rmSync(dataFolder, { recursive: true, force: true });
});

const anyPort = { first: 16_000, last: 19_999, preferred: 16_000 + (process.pid % 3000) };

/** A small HTTP server in a separate process plays the engine: these tests are about the process, not what it serves. */
async function plan(script = '', options: Partial<ServerPlan> = {}): Promise<ServerPlan> {
  const port = await freePort(anyPort);
  const serve = `http.createServer((_, response) => response.end(String(process.pid))).listen(${port}, '127.0.0.1')`;
  return {
    title: 'Small server',
    dataFolder,
    command: process.execPath,
    args: ['-e', `const http = require('node:http'); ${script}; ${serve}`],
    ports: [port],
    ask: () => fetch(`http://127.0.0.1:${port}`),
    ...options,
  };
}

async function start(...args: Parameters<typeof plan>): Promise<{ server: Server; url: string }> {
  const made = await plan(...args);
  const server = await startServer(made);
  servers.push(server);
  return { server, url: `http://127.0.0.1:${made.ports[0]}` };
}

async function answer(url: string): Promise<string | undefined> {
  return fetch(url).then(
    (response) => response.text(),
    () => undefined,
  );
}

async function waitUntilGone(pid: number, timeoutMillis: number): Promise<void> {
  const deadline = performance.now() + timeoutMillis;
  while (isAlive(pid)) {
    assert.ok(performance.now() < deadline, `process ${pid} still runs after ${timeoutMillis} ms`);
    await delay(50);
  }
}

test('a started server answers; its id is that of the process that answers', async () => {
  const { server, url } = await start();
  assert.equal(await answer(url), String(server.pid));
});

test('stop lets a server end its work; stopping again does nothing', async () => {
  const { server, url } = await start(`process.on('SIGTERM', () => { console.log('ending well'); process.exit(0); })`);
  await server.stop();
  assert.equal(await answer(url), undefined);
  assert.match(readFileSync(server.logFile, 'utf8'), /ending well/);
  await server.stop();
});

test('kill ends a server that would not stop, and restart brings it back on its port with its log continued', async () => {
  const { server, url } = await start(`process.on('SIGTERM', () => 0); console.log('life')`);
  const before = server.pid;
  await server.kill();
  assert.equal(isAlive(before), false);
  await server.restart();
  assert.notEqual(server.pid, before);
  assert.equal(await answer(url), String(server.pid));
  assert.equal(readFileSync(server.logFile, 'utf8'), 'life\nlife\n');
});

test('a server that ends instead of starting is an error with the end of its log', async () => {
  const failing = await plan(`console.error('no room on this disk'); process.exit(3)`);
  await assert.rejects(startServer(failing), {
    code: 'ENGINE_FAILED',
    message:
      /^Small server ended \(exit code 3\) instead of starting\. The end of its log, .*server\.log:\nno room on this disk$/,
  });
});

test('a server that does not answer in time is killed and an error', async () => {
  const silent = await plan(`console.log(process.pid)`, {
    ask: () => Promise.reject(new Error('not yet')),
    readyTimeoutMillis: 1500,
  });
  await assert.rejects(startServer(silent), { code: 'ENGINE_FAILED', message: /did not answer within 1\.5 s/ });
  await waitUntilGone(Number(readFileSync(path.join(dataFolder, 'server.log'), 'utf8')), 1000);
});

test('a command that does not exist is an error', async () => {
  await assert.rejects(startServer(await plan('', { command: '/nowhere/java' })), {
    code: 'ENGINE_FAILED',
    message: /ended \(exit code 127\)[^]*\/nowhere\/java/,
  });
});

test('restart waits for a port that is about to be free', async () => {
  const { server, url } = await start();
  await server.kill();
  const squatter = createServer().listen(Number(new URL(url).port), '127.0.0.1');
  await once(squatter, 'listening');
  setTimeout(() => squatter.close(), 500);
  await server.restart();
  assert.equal(await answer(url), String(server.pid));
});

for (const [how, end] of [
  ['is killed', 'process.kill(process.pid, "SIGKILL")'],
  ['crashes', 'throw new Error("crash")'],
  ['just ends', 'undefined'],
] as const) {
  test(`a server does not outlive an owner that ${how}`, async () => {
    const { ports, args, command } = await plan(
      `process.on('SIGTERM', () => { console.log('asked to end'); process.exit(0); })`,
    );
    const owner = `
      import { startServer } from ${JSON.stringify(path.join(import.meta.dirname, 'server.ts'))};
      const plan = ${JSON.stringify({ title: 'Small server', dataFolder, command, args, ports })};
      const server = await startServer({ ...plan, ask: () => fetch('http://127.0.0.1:${ports[0]}') });
      console.log(server.pid);
      setTimeout(() => { ${end} }, 200);`;
    const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', owner], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [pid] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    assert.equal(isAlive(Number(pid)), true);
    await once(child, 'exit');
    await waitUntilGone(Number(pid), 5000);
    assert.match(readFileSync(path.join(dataFolder, 'server.log'), 'utf8'), /asked to end/);
  });
}

test('an end that nobody asked for is told, with the end of the log; one that was asked for is not', async () => {
  const { server } = await start(`console.log('last words')`);
  process.kill(server.pid, 'SIGKILL');
  const { what, error } = await server.failure;
  assert.match(what, /^Small server ended \(SIGKILL: somebody killed it, or the system was short of memory\)$/);
  assert.equal(error.code, 'ENGINE_FAILED');
  assert.match(error.message, /^Small server ended .*server\.log:\nlast words$/s);

  const { server: stopped } = await start();
  await stopped.restart();
  await stopped.stop();
  assert.equal(await Promise.race([stopped.failure, delay(200, 'nothing')]), 'nothing');
});
