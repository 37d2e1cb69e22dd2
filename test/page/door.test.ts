/**
 * No unauthorised party can read or delete a log: neither a web page of another origin, in a real browser, nor another account on the
 * machine. Tried on every port that a real `npm start` opens.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page as Tab } from 'playwright-core';
import { awsEnvironment } from '../../adapters/aws.ts';
import { readEnvironment } from '../../adapters/environment-variables.ts';
import { createObjectStore } from '../../adapters/s3/object-store.ts';
import { searchEnvironment } from '../../adapters/search/configuration.ts';
import { createSearchEngine } from '../../adapters/search/search-engine.ts';
import type { SearchEngine } from '../../core/ports.ts';
import { launchChromium } from '../../local/page/chromium.ts';
import { readRunFile } from '../../local/runner/run-file.ts';
import { LOCAL_BUCKET } from '../../local/store/store.ts';
import { runCommand } from '../helpers/command.ts';
import { listeningPorts } from '../helpers/listening.ts';
import { assertClosedToOthers } from '../helpers/strangers.ts';

const CLI = join(import.meta.dirname, '../../cli/main.ts');
/** The functions of a hostile page, as source for the browser. */
const hostile = readFileSync(join(import.meta.dirname, 'hostile-page.js'), 'utf8');
const LINES = 200;
const MARK = 'only-for-its-owner';
const KEY = 'inbox/door.log';
const folder = mkdtempSync(join(tmpdir(), 'kafkainsight-door-'));
const data = join(folder, 'data');
const inbox = join(folder, 'inbox');

let start: ReturnType<typeof spawn>;
let said = '';
let inboxMode: number;
let environment: Readonly<Record<string, string>>;
let engine: SearchEngine;
let ports: readonly number[];
let browser: Browser;
const stranger = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>another origin</title>');
});

before(async () => {
  mkdirSync(inbox);
  inboxMode = statSync(inbox).mode;
  writeFileSync(
    join(inbox, 'door.log'),
    Array.from({ length: LINES }, (_, n) => `2026-11-22T10:00:00Z ${MARK} ${n}\n`).join(''),
  );
  const args = ['start', '--data', data, '--inbox', inbox, '--any-ports', '--no-story'];
  start = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [start.stdout, start.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (said += text));
  await eventually(async () => {
    const { output } = await runCommand(['reconcile', KEY, '--settle', '0', '--data', data]);
    return output.includes('complete');
  });
  environment = readRunFile(data)?.environment ?? {};
  engine = createSearchEngine(readEnvironment(searchEnvironment, environment).search);
  ports = listeningPorts(start.pid ?? 0);
  stranger.listen(0, '127.0.0.1');
  await once(stranger, 'listening');
  browser = await launchChromium(['--host-resolver-rules=MAP *.example 127.0.0.1']);
});

after(async () => {
  await browser.close();
  stranger.close();
  await engine.close();
  start.kill('SIGINT');
  await once(start, 'exit');
  rmSync(folder, { recursive: true, force: true });
});

async function eventually(condition: () => Promise<boolean>): Promise<void> {
  for (const endMillis = Date.now() + 300_000; !(await condition());) {
    assert.ok(Date.now() < endMillis && start.exitCode === null, said);
    await sleep(500);
  }
}

/** Documents in the index, objects in the bucket. */
async function whatThereIs(): Promise<{ readonly documents: number; readonly objects: string[] }> {
  await engine.request('POST', '/kafkainsight-logs-*/_refresh');
  const { count } = (await engine.request('GET', '/kafkainsight-logs-*/_count')) as { count: number };
  const store = createObjectStore(readEnvironment(awsEnvironment, environment).aws);
  const objects: string[] = [];
  for await (const { key } of store.list(LOCAL_BUCKET, '')) objects.push(key);
  return { documents: count, objects };
}

async function assertUntouched(): Promise<void> {
  const { documents, objects } = await whatThereIs();
  assert.equal(documents, LINES);
  assert.ok(objects.includes(KEY), objects.join());
}

test('there are the ports of the brokers, the search engine, the store and the page, and all of them are known', () => {
  const known = [
    ...(environment['KAFKA_BROKERS'] ?? '').split(',').map((broker) => broker.split(':')[1]),
    new URL(environment['SEARCH_URL'] ?? '').port,
    new URL(environment['AWS_ENDPOINT_URL_S3'] ?? '').port,
    new URL(/dashboards +(\S+)/.exec(said)?.[1] ?? '').port,
  ].map(Number);
  for (const port of known) assert.ok(ports.includes(port), `${port} of ${ports.join()}`);
  // the additional one is the controller's
  assert.equal(ports.length, known.length + 1, ports.join());
});

test('a page of another origin reads and deletes nothing, by whatever a page may send', async () => {
  const tab = await newTab(`http://stranger.example:${(stranger.address() as AddressInfo).port}/`);
  for (const port of ports) {
    for (const scheme of ['http', 'https']) {
      const read = await tab.evaluate(`${hostile}; attack('${scheme}://127.0.0.1:${port}')`);
      assert.deepEqual(read, [], `${scheme}, port ${port}`);
    }
  }
  await assertUntouched();
});

test('a name that was made to resolve to this machine (DNS rebinding) reads and deletes nothing', async () => {
  for (const port of ports) {
    for (const scheme of ['http', 'https']) {
      const address = `${scheme}://rebound.example:${port}`;
      for (const path of ['/_search?q=*', '/kafkainsight-local?list-type=2', '/']) {
        const tab = await browser.newPage({ ignoreHTTPSErrors: true });
        const response = await tab.goto(address + path).catch(() => null);
        if (response === null) continue;
        assert.ok([401, 403].includes(response.status()), `${address}${path}: ${response.status()}`);
        assert.ok(!(await response.text()).includes(MARK));
        const statuses = await tab.evaluate<number[]>(`${hostile}; sameOrigin()`);
        assert.deepEqual(
          statuses.filter((status) => status !== 401 && status !== 403),
          [],
          address,
        );
        await tab.close();
      }
    }
  }
  await assertUntouched();
});

test('another account of the machine is refused on every port', async () => {
  await assertClosedToOthers(ports);
  await assertUntouched();
});

test('its files are its owner’s alone, and what is printed opens the page', async () => {
  assert.deepEqual(openFiles(data), []);
  // the user's own folder stays as it was
  assert.equal(statSync(inbox).mode, inboxMode);
  const tab = await newTab(/dashboards +(\S+)/.exec(said)?.[1] ?? '');
  await tab.locator('#tabs a').first().waitFor();
});

async function newTab(address: string): Promise<Tab> {
  // the worst case: the user has accepted the certificate
  const tab = await browser.newPage({ ignoreHTTPSErrors: true });
  await tab.goto(address);
  return tab;
}

/** Files and folders that others may read or write; only names may be visible where the engines that root starts must pass. */
function openFiles(root: string): string[] {
  return [root, ...readdirSync(root, { recursive: true, encoding: 'utf8' }).map((name) => join(root, name))].filter(
    (path) => {
      const { mode } = statSync(path, { throwIfNoEntry: false }) ?? { mode: 0 };
      return (mode & (path === root && process.getuid?.() === 0 ? 0o066 : 0o077)) !== 0;
    },
  );
}
