import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

const cli = join(import.meta.dirname, '..', 'main.ts');
const root = mkdtempSync(join(tmpdir(), 'kafkainsight-generate-command-'));
after(() => {
  rmSync(root, { recursive: true, force: true });
});

interface Run {
  readonly child: ChildProcess;
  readonly ended: Promise<{ code: number | null; stdout: string; stderr: string }>;
}

function run(...args: string[]): Run {
  const child = spawn(process.execPath, [cli, 'generate', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const collect = async (stream: AsyncIterable<Buffer>): Promise<string> => {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  };
  const code = new Promise<number | null>((resolve) => child.once('close', resolve));
  const ended = Promise.all([code, collect(child.stdout), collect(child.stderr)]).then(
    ([exitCode, stdout, stderr]) => ({ code: exitCode, stdout, stderr }),
  );
  return { child, ended };
}

const visible = (folder: string): string[] => readdirSync(folder).filter((name) => !name.startsWith('.'));

test('lines go to standard output, the summary to standard error', async () => {
  const { code, stdout, stderr } = await run('--stdout', '--format', 'json', '--lines', '500', '--scenario', 'none')
    .ended;
  assert.equal(code, 0, stderr);
  const lines = stdout.trimEnd().split('\n');
  assert.equal(lines.length, 500);
  for (const line of lines) assert.doesNotThrow(() => JSON.parse(line) as unknown);
  assert.match(stderr, /^500 lines in /);
  assert.match(stderr, /^json +500 /m);
});

test('the summary names the scenarios, and where the truth is', async () => {
  const folder = join(root, 'bulk');
  const { code, stdout, stderr } = await run('--out', folder, '--lines', '3000', '--gzip').ended;
  assert.equal(code, 0, stderr);
  assert.equal(stdout, '');
  assert.match(stderr, /^bad-deploy .*url\.path \/cart\/add$/m);
  assert.ok(stderr.includes(join(folder, '.labels.json')));
  assert.equal(visible(folder).length, 6);
});

test('wrong arguments end with 2, and all of them are named', async () => {
  const { code, stderr } = await run('--lines', '0', '--format', 'csv').ended;
  assert.equal(code, 2);
  assert.match(stderr, /--lines is 0/);
  assert.match(stderr, /--format is csv/);
});

test('live: files appear complete, at about the rate, until it is stopped', { timeout: 60_000 }, async () => {
  const folder = join(root, 'live');
  // without scenarios: at night, when the shop is quiet, they have most of an hour's lines, and leave few for its other minutes
  const formats = ['--format', 'rfc5424', '--format', 'apache_common'];
  const { child, ended } = run('--rate', '200', '--out', folder, ...formats, '--scenario', 'none');
  const startMillis = Date.now();
  while (Date.now() - startMillis < 45_000 && (readdirSync(root).includes('live') ? visible(folder) : []).length === 0)
    await sleep(200);
  const [first = ''] = visible(folder);
  assert.notEqual(first, '', 'a file appeared while it was running');
  const seen = readFileSync(join(folder, first), 'utf8');
  assert.ok(seen.endsWith('\n'));
  child.kill('SIGINT');
  const { code, stderr } = await ended;
  assert.equal(code, 0, stderr);
  assert.equal(readFileSync(join(folder, first), 'utf8'), seen, 'a complete file does not change');
  const times = visible(folder)
    .filter((name) => name.startsWith('rfc5424'))
    .sort()
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').trimEnd().split('\n'))
    .map((line) => Date.parse(line.split(' ')[1] ?? ''));
  assert.deepEqual(
    times,
    [...times].sort((a, b) => a - b),
  );
  assert.ok(
    times.every((time) => time >= startMillis - 1000 && time <= Date.now()),
    'it happens now',
  );
  const lines = visible(folder).reduce(
    (sum, name) => sum + readFileSync(join(folder, name), 'utf8').split('\n').length - 1,
    0,
  );
  const seconds = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1000;
  assert.ok(lines / seconds > 100 && lines / seconds < 400, `${lines} lines in ${seconds} s`);
  assert.ok(readdirSync(folder).every((name) => !name.endsWith('.partial')));
});

test('live, so many lines: ends by itself', { timeout: 60_000 }, async () => {
  const { code, stdout, stderr } = await run('--rate', '500', '--lines', '750', '--stdout').ended;
  assert.equal(code, 0, stderr);
  assert.equal(stdout.trimEnd().split('\n').length, 750);
});
