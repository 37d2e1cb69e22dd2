import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { sampleFormats, sampleLines } from '../../generator/samples/sample-lines.ts';
import { isInstalled } from '../child.ts';
import { BENCH_FOLDER } from '../lines/line-files.ts';

const LINES = 20;
const PEERS = path.join(import.meta.dirname, '..', 'peers');
const VRL = path.join(BENCH_FOLDER, 'vrl', 'release', 'kafkainsight-bench-vrl');
const folder = mkdtempSync(path.join(tmpdir(), 'kafkainsight-peers-'));
after(() => {
  rmSync(folder, { recursive: true });
});

const hasLognormalizer = await isInstalled('lognormalizer');

for (const name of readdirSync(path.join(PEERS, 'lognorm'))) {
  const format = sampleFormats.find((one) => `${one}.rulebase` === name);
  if (format === undefined) continue;
  const skip = hasLognormalizer ? false : 'lognormalizer is not installed';
  test(`the rules of lognormalizer for ${format} read its sample`, { skip }, async () => {
    const rules = path.join(PEERS, 'lognorm', name);
    const script = 'lognormalizer -r "$1" -e json -p < "$2" | wc -l';
    const { stdout } = await promisify(execFile)('bash', ['-c', script, 'bash', rules, sampleOf(format)]);
    assert.equal(Number(stdout), LINES);
  });
}

for (const name of readdirSync(path.join(PEERS, 'vrl', 'programs'))) {
  const format = sampleFormats.find((one) => name.startsWith(`${one}.`) || name.startsWith(`${one}-`));
  if (format === undefined) continue;
  const skip = existsSync(VRL) ? false : 'the vrl program is not built';
  test(`the VRL program ${name} reads the sample of ${format}`, { skip }, async () => {
    const program = path.join(PEERS, 'vrl', 'programs', name);
    const { stdout } = await promisify(execFile)(VRL, [program, sampleOf(format)]);
    assert.equal(stdout.trimEnd().split('\n').length, LINES);
  });
}

function sampleOf(format: (typeof sampleFormats)[number]): string {
  const file = path.join(folder, `${format}.log`);
  if (!existsSync(file)) writeFileSync(file, [...sampleLines(format, LINES)].map((line) => `${line}\n`).join(''));
  return file;
}
