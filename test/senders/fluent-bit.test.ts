/**
 * Fluent Bit as in docs/sending.md, with the page's own configuration against the local store, while its log is written and rotated: as many
 * documents as lines. Neither Debian nor a package of Python has it, so a machine that is to run this has `fluent-bit` on its path.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { LOCAL_BUCKET } from '../../local/store/store.ts';
import { codeOfPage, type Receiving, startReceiving } from '../helpers/sending.ts';

const PROGRAM = 'fluent-bit';
const ROTATIONS = 3;
const LINES_A_TURN = 200;
/** More than Fluent Bit takes to look at the folder, to read a file and to write it to disk, by its defaults. */
const TURN_MILLIS = 3_000;

const lacking = lacksFluentBit();
const folder = mkdtempSync(path.join(tmpdir(), 'kafkainsight-fluent-bit-'));
const [log, state] = ['access.log', 'state'].map((name) => path.join(folder, name)) as [string, string];
let receiving: Receiving;
before(async () => {
  mkdirSync(state);
  receiving = await startReceiving();
});
after(async () => {
  await receiving.fixture.remove();
  rmSync(folder, { recursive: true, force: true });
});

function lacksFluentBit(): string | false {
  try {
    execFileSync(PROGRAM, ['--version'], { stdio: 'ignore' });
    return false;
  } catch {
    return `needs ${PROGRAM} on the path`;
  }
}

/** The page's configuration, of other places, with uploads every few seconds and where the store is. */
function configuration(): string {
  const { url } = receiving.fixture.store;
  return codeOfPage('Fluent Bit')
    .replace('/var/log/nginx/access.log', log)
    .replace('/var/lib/fluent-bit/nginx.db', path.join(state, 'nginx.db'))
    .replace('the-bucket-of-the-output-Inbox', LOCAL_BUCKET)
    .replace('upload_timeout: 1m', `upload_timeout: 2s\n      endpoint: ${url}\n      store_dir: ${state}`);
}

function start(): { readonly process: ChildProcess; readonly said: Promise<string> } {
  const file = path.join(folder, 'fluent-bit.yaml');
  writeFileSync(file, configuration());
  const child = spawn(PROGRAM, ['-c', file], { env: receiving.environment, stdio: ['ignore', 'ignore', 'pipe'] });
  return { process: child, said: text(child.stderr) };
}

async function stop({ process: child, said }: ReturnType<typeof start>): Promise<void> {
  child.kill('SIGTERM');
  assert.doesNotMatch(await said, /\[error\]/);
}

test('a log that Fluent Bit follows has as many documents as lines', { skip: lacking }, async () => {
  let running = start();
  let lines = 0;
  writeFileSync(log, '');
  for (let turn = 0; turn <= ROTATIONS; turn++) {
    if (turn > 0) {
      renameSync(log, `${log}.${turn}`);
      writeFileSync(log, '');
    }
    for (let number = 0; number < LINES_A_TURN; number++) {
      lines++;
      appendFileSync(
        log,
        `203.0.113.9 - - [22/Nov/2026:10:02:52 +0000] "GET /item/${lines} HTTP/1.1" 200 5 "-" "curl/8.5.0"\n`,
      );
    }
    await sleep(TURN_MILLIS);
    // it continues where it was
    if (turn === 1) {
      await stop(running);
      running = start();
    }
  }
  await sleep(TURN_MILLIS);
  await stop(running);
  await receiving.ingestAll();
  const documents = await receiving.documents();
  assert.deepEqual(
    new Set(documents.map(({ fields }) => fields['url.path'])),
    new Set(Array.from({ length: lines }, (_, index) => `/item/${index + 1}`)),
  );
  assert.equal(documents.length, lines);
});
