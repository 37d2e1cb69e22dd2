/** A live run whose search engine is killed: it says what ended, and starts it again. */
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

it('names the server that ended, starts it again, goes on, and leaves no word of it behind', async () => {
  const stopping = new AbortController();
  const back = Promise.withResolvers<undefined>();
  const ended = runCommand(['start', '--data', data, '--inbox', join(folder, 'inbox'), '--any-ports', '--no-story'], {
    signal: stopping.signal,
    onErrors: (errors) => {
      if (errors.includes('OpenSearch is running again.')) back.resolve(undefined);
    },
  });
  const endMillis = Date.now() + 300_000;
  while (!existsSync(join(data, 'run.json'))) {
    assert.ok(Date.now() < endMillis, 'it never ran');
    await sleep(200);
  }
  const { server } = JSON.parse(readFileSync(join(data, 'opensearch', 'server.pid'), 'utf8')) as { server: number };
  process.kill(server, 'SIGKILL');
  await Promise.race([back.promise, ended]);
  const status = await runCommand(['status', '--data', data]);
  assert.equal(status.code, 0, status.errors);
  const second = await runCommand(['start', '--fresh', '--data', data, '--any-ports', '--no-story']);
  assert.match(second.errors, /^kafkainsight start: ALREADY_RUNNING\n/);
  stopping.abort();
  const { code, errors } = await ended;
  assert.equal(code, 0, errors);
  assert.match(errors, /^OpenSearch ended \(SIGKILL: .*\)\. Starting it again in 1 s \.\.\.$/m);
  assert.equal(existsSync(join(data, 'run.json')), false, 'no other command takes it for running');
});
