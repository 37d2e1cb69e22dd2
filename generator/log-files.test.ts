import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { after, describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { readOptions } from '../cli/generate/options.ts';
import { KafkaInsightError } from '../core/errors.ts';
import { storyFormats } from '../core/format-table.ts';
import { generateLogs } from './generate.ts';
import { createLogFiles } from './log-files.ts';
import type { TruthFile } from './truth-file.ts';

const root = mkdtempSync(join(tmpdir(), 'kafkainsight-generate-'));
after(() => {
  rmSync(root, { recursive: true, force: true });
});

const RANGE = '--from 2026-11-20 --to 2026-11-21'.split(' ');
const STORY = [...RANGE, '--lines', '12000'];
const defaults = { nowMillis: 0, out: root };
const never = new AbortController().signal;

async function write(name: string, ...args: string[]): Promise<string> {
  const folder = join(root, name);
  const options = readOptions([...STORY, '--out', folder, ...args], defaults);
  await generateLogs(options, { stdout: new PassThrough(), signal: never });
  return folder;
}

const logs = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => !name.startsWith('.'))
    .sort();

/** The lines of each format, put together from its files. */
function hashes(folder: string): Map<string, string> {
  const result = new Map<string, string>();
  for (const format of storyFormats) {
    const hash = createHash('sha256');
    for (const name of logs(folder).filter((file) => file.startsWith(`${format}-`) || file.startsWith(`${format}.`))) {
      const bytes = readFileSync(join(folder, name));
      hash.update(name.endsWith('.gz') ? gunzipSync(bytes) : bytes);
    }
    result.set(format, hash.digest('hex'));
  }
  return result;
}

describe('files of a story', () => {
  test('one for each format, whole lines, nothing unfinished, dated with the last line', async () => {
    const folder = await write('plain');
    assert.deepEqual(logs(folder), storyFormats.map((format) => `${format}.log`).sort());
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.startsWith('.')),
      ['.labels.json'],
    );
    const text = readFileSync(join(folder, 'rfc5424.log'), 'utf8');
    assert.ok(text.endsWith('\n') && !text.includes('\n\n'));
    const last = text.trimEnd().split('\n').at(-1)?.split(' ')[1] ?? '';
    assert.ok(Math.abs(statSync(join(folder, 'rfc5424.log')).mtimeMs - Date.parse(last)) < 1);
    const lines = logs(folder).reduce(
      (sum, name) => sum + readFileSync(join(folder, name), 'utf8').split('\n').length - 1,
      0,
    );
    assert.equal(lines, 12_000);
  });

  test('the same options write the same bytes, split, compressed or not', async () => {
    const expected = hashes(await write('again'));
    assert.equal(new Set(expected.values()).size, storyFormats.length);
    for (const [name, ...args] of [
      ['repeated'],
      ['lines', '--split', '700'],
      ['bytes', '--split', '50kB'],
      ['gzip', '--gzip'],
      ['both', '--gzip', '--split', '100kB'],
    ] as const)
      assert.deepEqual(hashes(await write(name, ...args)), expected, name);
    assert.notDeepEqual(hashes(await write('other', '--seed', '2')), expected);
  });

  test('split by lines: each file but the last has so many', () => {
    const files = logs(join(root, 'lines')).filter((name) => name.startsWith('apache_combined-'));
    const counts = files.map((name) => readFileSync(join(root, 'lines', name), 'utf8').split('\n').length - 1);
    assert.ok(counts.length > 3);
    assert.ok(counts.slice(0, -1).every((count) => count === 700));
    assert.equal(files[0], 'apache_combined-00001.log');
  });

  test('split by bytes: no file is larger', () => {
    const sizes = logs(join(root, 'bytes')).map((name) => statSync(join(root, 'bytes', name)).size);
    assert.ok(sizes.length > 30 && sizes.every((size) => size <= 50_000));
  });

  test('the truth is beside them', () => {
    const truth = JSON.parse(readFileSync(join(root, 'plain', '.labels.json'), 'utf8')) as TruthFile;
    assert.equal(truth.lines, 12_000);
    assert.equal(truth.from, '2026-11-20T00:00:00.000Z');
    assert.equal(truth.scenarios.length, 7);
    const text = readFileSync(join(root, 'plain', 'apache_error.log'), 'utf8');
    const deploy = truth.scenarios.find(({ scenario }) => scenario === 'bad-deploy');
    assert.equal(deploy?.lines.apache_error, text.split('AH01071').length - 1);
  });

  test('a stream has all lines in order of time', async () => {
    const stdout = new PassThrough();
    const chunks: Buffer[] = [];
    stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    const options = readOptions([...STORY, '--stdout', '--format', 'rfc5424'], defaults);
    await generateLogs(options, { stdout, signal: never });
    const times = Buffer.concat(chunks)
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => line.split(' ')[1] ?? '');
    assert.equal(times.length, 12_000);
    assert.deepEqual(times, [...times].sort());
  });

  test('stopped before its end, nothing is left behind', async () => {
    const folder = join(root, 'stopped');
    const options = readOptions([...RANGE, '--lines', '100000', '--out', folder], defaults);
    const generated = await generateLogs(options, { stdout: new PassThrough(), signal: AbortSignal.abort() });
    assert.equal(generated.aborted, true);
    assert.deepEqual(readdirSync(folder), []);
  });
});

describe('what is being written', () => {
  const settings = { gzip: false, split: undefined, naming: 'timed' } as const;

  test('has a hidden name until it is complete; then the next file begins', () => {
    const folder = join(root, 'hidden');
    const sink = createLogFiles({ ...settings, folder });
    const first = Date.parse('2026-11-22T10:00:00.001Z');
    sink.write('json', '{"a":1}', first);
    assert.deepEqual(logs(folder), []);
    sink.complete();
    sink.write('json', '{"a":2}', first + 10_000);
    sink.complete();
    sink.complete();
    assert.deepEqual(logs(folder), ['json-20261122T100000001Z-00001.log', 'json-20261122T100010001Z-00002.log']);
    assert.equal(readFileSync(join(folder, 'json-20261122T100010001Z-00002.log'), 'utf8'), '{"a":2}\n');
    assert.deepEqual(sink.written.get('json'), { lines: 2, bytes: 16, files: 2 });
  });

  test('a folder that is a file is refused with its path', () => {
    const path = join(root, 'file');
    writeFileSync(path, '');
    assert.throws(
      () => createLogFiles({ ...settings, folder: path }),
      (error) => error instanceof KafkaInsightError && error.code === 'FILE_UNREADABLE' && error.message.includes(path),
    );
  });
});
