/**
 * What growing, constantly changing and resting files cost a user: dropped into the inbox folder of `npm start`, which is one process
 * with real engines. Linux only: CPU and memory are read from /proc. It prints a table.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { MAX_SEMI_SPACE_MIB } from '../../core/limits.ts';
import { counted } from '../../core/wording.ts';
import { runCommand } from '../helpers/command.ts';

const CLI = join(import.meta.dirname, '..', '..', 'cli', 'main.ts');
const MEGABYTE = 1_000_000;
/** Linux counts CPU time in hundredths of a second. */
const TICKS_A_SECOND = 100;

interface Process {
  readonly cpuSeconds: number;
  readonly residentMegabytes: number;
}

let folder: string;
let inbox: string;
let data: string;
let running: ChildProcess;
const rows: string[] = [];

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kafkainsight-growth-'));
  data = join(folder, 'data');
  inbox = join(folder, 'inbox');
  mkdirSync(inbox);
  // with the options of bin/kafkainsight.mjs
  const args = [`--max-semi-space-size=${MAX_SEMI_SPACE_MIB}`, CLI, 'start', '--data', data, '--inbox', inbox];
  args.push('--any-ports', '--no-story');
  running = spawn(process.execPath, args, { stdio: 'ignore' });
  await until(() => existsSync(join(data, 'run.json')), 'the start');
});

after(async () => {
  running.kill('SIGINT');
  await once(running, 'exit');
  rmSync(folder, { recursive: true, force: true });
  console.log(`\n${rows.join('\n')}\n`);
});

async function until(condition: () => boolean, what: string, seconds = 1200): Promise<void> {
  const endMillis = Date.now() + seconds * 1000;
  while (!condition()) {
    assert.ok(Date.now() < endMillis, `waited in vain for ${what}`);
    await sleep(500);
  }
}

function processNow(): Process {
  const stat = readFileSync(`/proc/${running.pid}/stat`, 'utf8').split(' ');
  const resident = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${running.pid}/status`, 'utf8'))?.[1];
  return {
    cpuSeconds: (Number(stat[13]) + Number(stat[14])) / TICKS_A_SECOND,
    residentMegabytes: Number(resident) / 1000,
  };
}

interface PartDone {
  readonly message: string;
  readonly key?: string;
  readonly start: number;
  readonly lines: number;
  readonly produced: number;
  readonly skipped: number;
}

/** What the ingest function logged about the finished parts of an object. */
function partsDone(key: string): PartDone[] {
  const lines = readFileSync(join(data, 'pipeline.log'), 'utf8')
    .split('\n')
    .filter((line) => line.includes('"part done"'));
  return lines.map((line) => JSON.parse(line) as PartDone).filter((part) => part.key === key);
}

function sumOf(parts: readonly PartDone[], of: (part: PartDone) => number): number {
  return parts.reduce((sum, part) => sum + of(part), 0);
}

/** The lines in the latest reading of each part. */
function linesRead(key: string): number {
  const newest = new Map(partsDone(key).map((part) => [part.start, part]));
  return sumOf([...newest.values()], ({ lines }) => lines);
}

async function complete(key: string, lines: number): Promise<void> {
  for (;;) {
    const { output } = await runCommand(['reconcile', key, '--settle', '0', '--data', data]);
    if (
      new RegExp(`${key} +${lines.toLocaleString('en-GB')} +${lines.toLocaleString('en-GB')} +0 +complete`).test(output)
    )
      return;
    await sleep(5_000);
  }
}

/** Lines of one length, all of them different. */
function linesOf(first: number, count: number, lineBytes: number): string {
  const end = ' and what a line says\n';
  return Array.from({ length: count }, (_, index) => {
    const begin = `2026-11-30T10:00:00Z line ${String(first + index).padStart(9, '0')} `;
    return begin + 'word '.repeat(lineBytes).slice(0, lineBytes - begin.length - end.length) + end;
  }).join('');
}

describe('files of the inbox folder', { skip: process.platform !== 'linux' && 'there is no /proc' }, () => {
  test('that grow have their new lines produced, and memory stays flat', async () => {
    const { megabytes, lineBytes } = { megabytes: Number(process.env['GROWTH_MEGABYTES'] ?? 1000), lineBytes: 10_000 };
    const path = join(inbox, 'growing.log');
    const key = 'inbox/growing.log';
    const linesADrop = MEGABYTE / lineBytes;
    const begin = processNow();
    let tenth = begin;
    let peakMegabytes = 0;
    for (let drop = 0; drop < megabytes; drop++) {
      appendFileSync(path, linesOf(drop * linesADrop, linesADrop, lineBytes));
      await sleep(250);
      peakMegabytes = Math.max(peakMegabytes, processNow().residentMegabytes);
      if (drop === Math.floor(megabytes / 10)) tenth = { ...processNow(), residentMegabytes: peakMegabytes };
    }
    const lines = megabytes * linesADrop;
    await until(() => linesRead(key) === lines, 'the last lines');
    const { cpuSeconds } = processNow();
    const produced = sumOf(partsDone(key), (part) => part.produced - part.skipped);
    const readings = partsDone(key).filter(({ start }) => start === 0).length;
    rows.push(
      `| a file that grows by 1 MB, ${counted(megabytes, 'time')}, in lines of ${lineBytes} bytes | taken ${counted(readings, 'time')}; ` +
        `${((produced / lines) * 100).toFixed(1)} % of its bytes produced; ${(cpuSeconds - begin.cpuSeconds).toFixed(0)} s of CPU; ` +
        `memory ${tenth.residentMegabytes.toFixed(0)} MB at most up to a tenth of it, ${peakMegabytes.toFixed(0)} MB in all |`,
    );
    await complete(key, lines);
    assert.ok(produced / lines <= 1.1, `${produced} of ${lines}`);
    assert.ok(peakMegabytes < tenth.residentMegabytes + 150, `${peakMegabytes}`);
  });

  test('that never rest are taken again and again, their lines produced once', async () => {
    const path = join(inbox, 'restless.log');
    const key = 'inbox/restless.log';
    const begin = processNow();
    let lines = 0;
    const endMillis = Date.now() + 100_000;
    while (Date.now() < endMillis) {
      appendFileSync(path, linesOf(lines, 250, 120));
      lines += 250;
      await sleep(100);
    }
    await until(() => linesRead(key) === lines, 'the last lines');
    const { cpuSeconds } = processNow();
    const produced = sumOf(partsDone(key), (part) => part.produced - part.skipped);
    rows.push(
      `| a file that never rests: ${counted(lines, 'line')} in 100 s | ${counted(produced, 'document')} produced; ` +
        `${(cpuSeconds - begin.cpuSeconds).toFixed(0)} s of CPU |`,
    );
    await complete(key, lines);
    assert.ok(produced / lines <= 1.01, `${produced} of ${lines}`);
  });

  test('that rest cost nothing', async () => {
    mkdirSync(join(inbox, 'resting'));
    await sleep(60_000);
    const idle = await cpuOfAMinute();
    for (let file = 0; file < 10_000; file++)
      writeFileSync(join(inbox, 'resting', `${file}.log`), `2026-11-30T10:00:00Z file ${file}\n`);
    await until(
      () => readFileSync(join(data, 'pipeline.log'), 'utf8').split('inbox/resting/').length > 10_000,
      'all files',
    );
    // until they are polled no more often than others
    await sleep(120_000);
    const resting = await cpuOfAMinute();
    rows.push(
      `| 10,000 files at rest | ${resting.toFixed(1)} s of CPU a minute for the whole process, ${idle.toFixed(1)} s without them |`,
    );
    assert.ok(resting - idle < 1, `${resting} s instead of ${idle} s`);
  });
});

async function cpuOfAMinute(): Promise<number> {
  const { cpuSeconds } = processNow();
  await sleep(60_000);
  return processNow().cpuSeconds - cpuSeconds;
}
