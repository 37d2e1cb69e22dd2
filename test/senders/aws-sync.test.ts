/**
 * `aws s3 sync` of a log folder as in docs/sending.md, with AWS's command against the local store, while the logs are written and
 * rotated: as many documents as lines.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { LOCAL_BUCKET } from '../../local/store/store.ts';
import { codeOfPage, installAws, type Receiving, startReceiving } from '../helpers/sending.ts';

const SYNCS_A_DAY = 6;
const DAYS = 3;
const NAMES = ['web/access.log', 'shop/app.log'];

const folder = mkdtempSync(path.join(tmpdir(), 'kafkainsight-sync-'));
const logs = path.join(folder, 'log');
let receiving: Receiving;
before(async () => {
  await installAws(folder);
  receiving = await startReceiving();
  for (const name of NAMES) mkdirSync(path.join(logs, path.dirname(name)), { recursive: true });
});
after(async () => {
  await receiving.fixture.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** The page's command, without the times of cron before it. */
function syncCommand(): string {
  const [, command = ''] = /^\*\/15 \* \* \* \* +(aws .*)$/m.exec(codeOfPage('A log folder, from cron')) ?? [];
  return command.replace('/var/log/nginx', logs);
}

async function sync(): Promise<void> {
  const env = { ...receiving.environment, BUCKET: LOCAL_BUCKET, PATH: `${folder}:${process.env['PATH'] ?? ''}` };
  const { stderr } = await promisify(execFile)('sh', ['-c', syncCommand()], { env });
  assert.equal(stderr, '');
}

/** As logrotate does with `compress` and `delaycompress`. */
function rotate(name: string): void {
  const file = path.join(logs, name);
  for (const at of [3, 2]) if (existsSync(`${file}.${at}.gz`)) renameSync(`${file}.${at}.gz`, `${file}.${at + 1}.gz`);
  if (existsSync(`${file}.1`)) {
    writeFileSync(`${file}.2.gz`, gzipSync(readFileSync(`${file}.1`)));
    rmSync(`${file}.1`);
  }
  if (existsSync(file)) renameSync(file, `${file}.1`);
}

test('a log folder that is synchronised while it is written and rotated has as many documents as lines', async () => {
  let lines = 0;
  for (let turn = 0; turn < DAYS * SYNCS_A_DAY; turn++) {
    const time = new Date(Date.UTC(2026, 10, 22, (turn * 24) / SYNCS_A_DAY)).toISOString();
    for (const name of NAMES) {
      if (turn % SYNCS_A_DAY === SYNCS_A_DAY - 1) rotate(name);
      appendFileSync(path.join(logs, name), `${time} INFO ${name} did ${turn}\n`.repeat(3));
      lines += 3;
    }
    await sync();
    await receiving.ingestAll();
  }
  assert.equal((await receiving.documents()).length, lines);
});
