/** `npm start -- --engine elasticsearch`: the embedded pipeline, its commands and its page on the engine of the compose file. */
import assert from 'node:assert/strict';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { readRunFile } from '../../local/runner/run-file.ts';
import { type CommandResult, runCommand } from '../helpers/command.ts';
import { listeningPorts } from '../helpers/listening.ts';
import { assertClosedToOthers } from '../helpers/strangers.ts';

const folder = mkdtempSync(join(tmpdir(), 'kafkainsight-on-elasticsearch-'));
const data = join(folder, 'data');
const inbox = join(folder, 'inbox');
const said = join(folder, 'said');
const SAMPLE = join(import.meta.dirname, '../../local/sample-logs/apache_combined.log');
const LINES = 5000;

const stop = new AbortController();
let running: Promise<CommandResult>;

/** Waits until the running command has printed it. */
async function untilSaid(pattern: RegExp): Promise<string> {
  for (const endMillis = Date.now() + 180_000; ;) {
    const [, found] = pattern.exec(readFileSync(said, 'utf8')) ?? [];
    if (found !== undefined) return found;
    const ended = await Promise.race([running, sleep(1)]);
    assert.ok(Date.now() < endMillis && ended === undefined, ended?.errors ?? 'It does not say where it is.');
    await sleep(200);
  }
}

before(() => {
  mkdirSync(inbox);
  // started by root, the engine runs as another user, who must be able to enter
  chmodSync(folder, 0o711);
  const args = ['start', '--engine', 'elasticsearch', '--data', data, '--inbox', inbox, '--any-ports', '--no-story'];
  running = runCommand(args, { signal: stop.signal, output: openSync(said, 'w') });
});
after(async () => {
  stop.abort();
  await running;
  rmSync(folder, { recursive: true, force: true });
});

test('takes a file from the inbox; the commands find it; the page counts it; nothing is open to everybody', async () => {
  const page = await untilSaid(/dashboards +(http:\S+)\//);
  await untilSaid(/Elasticsearch +(https:\/\/127\.0\.0\.1:\d+)/);
  copyFileSync(SAMPLE, join(inbox, 'access.log'));
  for (const endMillis = Date.now() + 120_000; ;) {
    const { output, errors } = await runCommand(['reconcile', '--settle', '0', '--data', data]);
    if (/inbox\/access\.log +5,000 +5,000 +0 +complete/.test(output)) break;
    assert.ok(Date.now() < endMillis, output + errors);
    await sleep(500);
  }
  const scope = { from: 0, to: Date.now() + 86_400_000, timeZone: 'UTC', filters: [], search: '' };
  const response = await fetch(`${page}/api/panel`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ dashboard: 'operations', panel: 'lines-count', scope }),
  });
  assert.equal(response.status, 200);
  assert.ok((await response.text()).includes(String(LINES)));
  await assertClosedToOthers(listeningPorts(readRunFile(data)?.pid ?? assert.fail('no process')));
  assert.equal(statSync(join(data, 'on-elasticsearch/secrets/password')).mode & 0o777, 0o600);
});

test('an engine that there is not is refused', async () => {
  const { code, errors } = await runCommand(['start', '--engine', 'solr', '--data', data]);
  assert.equal(code, 2);
  assert.match(errors, /--engine is solr\. It must be opensearch or elasticsearch\./);
});
