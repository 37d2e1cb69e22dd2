/** A live run whose search engine is killed: it says what ended, and ends. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { runCommand } from '../helpers/command.ts';

const folder = mkdtempSync(join(tmpdir(), 'kafkainsight-killed-'));
const data = join(folder, 'data');

after(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('names the server that ended, quotes its log, and ends with 1', async () => {
  const ended = runCommand(['start', '--data', data, '--inbox', join(folder, 'inbox'), '--any-ports', '--no-story']);
  const endMillis = Date.now() + 300_000;
  while (!existsSync(join(data, 'run.json'))) {
    assert.ok(Date.now() < endMillis, 'it never ran');
    await sleep(200);
  }
  const { server } = JSON.parse(readFileSync(join(data, 'opensearch', 'server.pid'), 'utf8')) as { server: number };
  process.kill(server, 'SIGKILL');
  const { code, errors } = await ended;
  assert.equal(code, 1, errors);
  assert.match(errors, /^OpenSearch ended \(SIGKILL: .*\)\. Stopping \.\.\.$/m);
  assert.match(errors, /^kafkainsight start: ENGINE_FAILED\nOpenSearch ended .*opensearch\/server\.log:\n/m);
  assert.equal(existsSync(join(data, 'run.json')), false, 'no other command takes it for running');
});
