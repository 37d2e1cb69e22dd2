import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { freePort } from './free-ports.ts';
import { reasonOf } from './reasons.ts';
import { type Server, startServer } from './server.ts';
import { type ServerEvent, superviseAll } from './supervise.ts';

let dataFolder = '';
let server: Server | undefined;
const stopping = new AbortController();
beforeEach(() => {
  dataFolder = mkdtempSync(path.join(tmpdir(), 'kafkainsight-supervise-'));
});
afterEach(async () => {
  stopping.abort();
  await server?.kill();
  rmSync(dataFolder, { recursive: true, force: true });
});

/** A small HTTP server that fails to start while the file `broken` is in its folder. */
async function start(): Promise<Server> {
  const port = await freePort({ first: 12_000, last: 15_999, preferred: 12_000 + (process.pid % 3000) });
  const script = `
    if (require('node:fs').existsSync('broken')) { console.error('java.net.BindException'); process.exit(3); }
    require('node:http').createServer((_, response) => response.end()).listen(${port}, '127.0.0.1');`;
  server = await startServer({
    title: 'Small server',
    dataFolder,
    command: process.execPath,
    args: ['-e', script],
    ports: [port],
    ask: () => fetch(`http://127.0.0.1:${port}`),
  });
  return server;
}

test('a server that ends is started again, with growing pauses; one that ends again and again is given up with its reason', async () => {
  const running = await start();
  const events: ServerEvent[] = [];
  let told: () => void = () => undefined;
  superviseAll(
    [running],
    (event) => {
      events.push(event);
      told();
    },
    stopping.signal,
    [10, 20],
  );
  const until = async (count: number): Promise<void> => {
    while (events.length < count) await new Promise<void>((resolve) => (told = resolve));
  };
  const killed = /^Small server ended \(SIGKILL: somebody killed it, or the system was short of memory\)$/;

  process.kill(running.pid, 'SIGKILL');
  await until(2);
  const [first, back] = events.splice(0);
  assert.ok(first && 'restartMillis' in first && back && 'backAgain' in back);
  assert.match(first.what, killed);
  assert.deepEqual([first.restartMillis, back.backAgain], [10, 'Small server']);

  writeFileSync(path.join(dataFolder, 'broken'), '');
  process.kill(running.pid, 'SIGKILL');
  await until(2);
  const [again, last] = events;
  assert.ok(again && 'restartMillis' in again && last && 'error' in last);
  assert.match(again.what, killed);
  // it was up for less than two minutes: the pauses keep growing
  assert.equal(again.restartMillis, 20);
  assert.equal(last.what, 'Small server ended (exit code 3: another program has its port) instead of starting');
  assert.deepEqual([last.othersGoOn, last.error.code], [false, 'ENGINE_FAILED']);
});

// as written by Java, Kafka 4.2.1, OpenSearch 3.5.0 and Elasticsearch 8.19.21
for (const [line, reason] of [
  ['java.io.IOException: No space left on device', 'its disk is full'],
  ['There is insufficient memory for the Java Runtime Environment to continue.', 'too little memory'],
  ['java.lang.OutOfMemoryError: Java heap space', 'its heap is too small'],
  ['java.net.BindException: Address already in use', 'another program has its port'],
  [
    'java.lang.IllegalStateException: failed to obtain node locks, tried [/data]',
    'another server uses its data folder',
  ],
  ['something else', undefined],
] as const) {
  test(`an end after "${line}" is ${reason ?? 'not explained'}`, () => {
    const logFile = path.join(dataFolder, 'server.log');
    const before = 'No space left on device, in an earlier life\n';
    writeFileSync(logFile, `${before}${line}\n${'\tat a.b.c(D.java:1)\n'.repeat(100)}`);
    assert.equal(reasonOf(dataFolder, logFile, before.length), reason);
  });
}
