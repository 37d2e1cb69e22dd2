/**
 * logrotate as in docs/sending.md: Debian's logrotate with the page's own block, days apart by a clock that is set, while a program
 * writes that opens its log again when it is told to, as nginx does; AWS's command uploads to the local store.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { LOCAL_BUCKET } from '../../local/store/store.ts';
import { lacksDebianPackages, unpackDebianPackages } from '../helpers/debian-packages.ts';
import { codeOfPage, installAws, type Receiving, startReceiving } from '../helpers/sending.ts';

const DAYS = 5;
const FIRST_DAY = Date.UTC(2026, 10, 22, 6, 25);
const DAY_MILLIS = 86_400_000;
/** How long the program writes on each day: some hundred lines. */
const WRITING_MILLIS = 700;
const SHELL = 'sh';

/** Writes lines of the time that the file `$2` names into `$1`, and opens it again at SIGUSR1; says how many at its end. */
const WRITER = String.raw`
lines=0
begin() { exec 3>>"$1"; }
trap 'begin "$1"' USR1
trap 'echo $lines; exit' TERM
begin "$1"
while :; do
  read -r now <"$2" || continue
  lines=$((lines + 1))
  printf '203.0.113.9 - - [%s +0000] "GET /item/%d HTTP/1.1" 200 5 "-" "curl/8.5.0"\n' "$now" $lines >&3
  sleep 0.002
done`;

const lacking = await lacksDebianPackages();
const folder = mkdtempSync(path.join(tmpdir(), 'kafkainsight-logrotate-'));
const [logs, programs, clock] = ['log', 'bin', 'clock'].map((name) => path.join(folder, name)) as [
  string,
  string,
  string,
];
let unpacked: string;
let receiving: Receiving;
before(async () => {
  if (lacking !== undefined) return;
  unpacked = await unpackDebianPackages('logrotate', 'libpopt0', 'libfaketime');
  for (const one of [logs, programs]) mkdirSync(one);
  await installAws(programs);
  receiving = await startReceiving();
  const block = codeOfPage('With logrotate')
    .replaceAll('/var/log/nginx', logs)
    .replaceAll('/var/run/nginx.pid', path.join(folder, 'pid'))
    .replaceAll('BUCKET', LOCAL_BUCKET);
  writeFileSync(path.join(folder, 'logrotate.conf'), block, { mode: 0o644 });
});
after(async () => {
  await (receiving as Receiving | undefined)?.fixture.remove();
  rmSync(folder, { recursive: true, force: true });
});

function setClock(day: number): void {
  const [date = '', time = ''] = new Date(FIRST_DAY + day * DAY_MILLIS).toISOString().split(/[T.]/);
  writeFileSync(clock, `${date.slice(8)}/Nov/2026:${time}\n`);
}

function unpackedFile(pattern: string): string {
  const [file] = globSync(pattern, { cwd: unpacked });
  if (file === undefined) throw new Error(`The packages have no ${pattern}.`);
  return path.join(unpacked, file);
}

/** What a day's run of logrotate is. */
async function rotate(day: number): Promise<void> {
  const [date = '', time = ''] = new Date(FIRST_DAY + day * DAY_MILLIS).toISOString().split(/[T.]/);
  const args = ['--state', path.join(folder, 'state'), path.join(folder, 'logrotate.conf')];
  const { stderr } = await promisify(execFile)(unpackedFile('usr/sbin/logrotate'), args, {
    env: {
      ...receiving.environment,
      PATH: `${programs}:${process.env['PATH'] ?? ''}`,
      LD_LIBRARY_PATH: path.dirname(unpackedFile('{usr/,}lib/*/libpopt.so.0')),
      LD_PRELOAD: unpackedFile('usr/lib/*/faketime/libfaketime.so.1'),
      FAKETIME: `@${date} ${time}`,
      NO_FAKE_STAT: '1',
      TZ: 'UTC',
    },
  });
  assert.equal(stderr, '');
}

async function startWriter(): Promise<{ readonly process: ChildProcess; readonly said: Promise<string> }> {
  const log = path.join(logs, 'access.log');
  const writer = spawn(SHELL, ['-c', WRITER, SHELL, log, clock], { stdio: ['ignore', 'pipe', 'inherit'] });
  writeFileSync(path.join(folder, 'pid'), `${String(writer.pid)}\n`);
  const said = text(writer.stdout);
  while (!existsSync(log)) await sleep(10);
  return { process: writer, said };
}

test(
  'a log that logrotate rotates, compresses and uploads has as many documents as lines',
  { skip: lacking ?? false },
  async () => {
    setClock(0);
    const writer = await startWriter();
    // logrotate notes a log that it sees for the first time, and rotates it a day later
    for (let day = 0; day < DAYS; day++) {
      setClock(day);
      await rotate(day);
      await sleep(WRITING_MILLIS);
      await receiving.ingestAll();
    }
    writer.process.kill('SIGTERM');
    const lines = Number(await writer.said);
    rmSync(path.join(folder, 'pid'));
    await rotate(DAYS);
    await receiving.ingestAll();

    const names = globSync('*', { cwd: logs }).sort();
    assert.deepEqual(
      names.filter((name) => name !== 'access.log'),
      [
        'access.log-20261123.gz',
        'access.log-20261124.gz',
        'access.log-20261125.gz',
        'access.log-20261126.gz',
        'access.log-20261127',
      ],
    );
    const documents = await receiving.documents();
    assert.ok(lines > DAYS * 20, `${lines} lines`);
    assert.equal(documents.length, lines);
    const paths = documents.map(({ fields }) => fields['url.original']);
    assert.deepEqual(new Set(paths), new Set(Array.from({ length: lines }, (_, index) => `/item/${index + 1}`)));
  },
);
