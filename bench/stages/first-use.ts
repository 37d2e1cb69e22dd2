import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { note, type Run } from '../run.ts';
import type { BenchStage } from './bench-stage.ts';
import { showProgress } from './rounds.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const SAMPLE = path.join('local', 'sample-logs', 'apache_combined.log');
const ROUNDS = 3;
const PAGE_IS_OPEN = /dashboards +http:/;
const STORY_IS_INDEXED = /^[1-9][\d,]* documents .* waiting: nothing/;

export const firstUse: BenchStage = {
  about:
    'How long a newcomer waits: each round begins with a fresh clone and empty caches of npm and Maven, so the first rows have downloads in them, and depend on the network. `npm start` is timed until it prints the address of the page, and until all lines of its sample logs are indexed.',
  minutes: 10,
  async measure(run) {
    for (let round = 0; round < (run.quick ? 1 : ROUNDS); round++) {
      const folder = mkdtempSync(path.join(tmpdir(), 'kafkainsight-first-use-'));
      try {
        await beginAnew(run, folder);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    }
    showProgress('');
  },
};

/** One round: the commands of the README's quick start, in its order. */
async function beginAnew(run: Run, folder: string): Promise<void> {
  const clone = path.join(folder, 'kafkainsight');
  await promisify(execFile)('git', ['clone', '--quiet', ROOT, clone]);
  const place: Place = {
    cwd: clone,
    env: {
      ...process.env,
      npm_config_cache: path.join(folder, 'npm'),
      MAVEN_OPTS: `-Dmaven.repo.local=${path.join(folder, 'maven')}`,
    },
  };
  noteSeconds(run, 'first parse, packages included', [await secondsOfParse(place)]);
  noteSeconds(run, 'parse again', [await secondsOfParse(place)]);
  const first = await secondsOfStart(place);
  noteSeconds(run, 'first npm start, engines included: page', [first.page]);
  noteSeconds(run, 'first npm start, engines included: sample logs', [first.story]);
  const second = await secondsOfStart(place, ['--', '--fresh']);
  noteSeconds(run, 'npm start again: page', [second.page]);
  noteSeconds(run, 'npm start again: sample logs', [second.story]);
}

interface Place {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Adds the samples to those of the rounds before. */
function noteSeconds(run: Run, name: string, samples: readonly number[]): void {
  const at = run.measurements.findIndex((one) => one.name === name);
  const [before] = at < 0 ? [] : run.measurements.splice(at, 1);
  note(run, { name, unit: 'seconds', better: 'less', samples: [...(before?.samples ?? []), ...samples] });
}

async function secondsOfParse(place: Place): Promise<number> {
  showProgress('npx kafkainsight parse');
  const begin = performance.now();
  const parse = spawn('npx', ['kafkainsight', 'parse', SAMPLE], { ...place, stdio: 'ignore' });
  await requireSuccess(parse, 'npx kafkainsight parse');
  return secondsSince(begin);
}

async function secondsOfStart(
  place: Place,
  options: readonly string[] = [],
): Promise<{ readonly page: number; readonly story: number }> {
  showProgress('npm start');
  const begin = performance.now();
  // a group of its own, which Ctrl-C would reach as a whole
  const start = spawn('bash', ['-c', 'exec npm start "$@" 2>&1', 'bash', ...options], {
    ...place,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  let page = NaN;
  try {
    for await (const line of createInterface(start.stdout)) {
      if (PAGE_IS_OPEN.test(line)) page = secondsSince(begin);
      if (STORY_IS_INDEXED.test(line)) return { page, story: secondsSince(begin) };
    }
  } finally {
    await interrupt(start);
  }
  throw new Error('npm start ended before the sample logs were indexed: try it by hand in a fresh clone.');
}

async function interrupt(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  process.kill(-child.pid, 'SIGINT');
  await exit;
}

async function requireSuccess(child: ChildProcess, command: string): Promise<void> {
  const [exitCode] = (await once(child, 'exit')) as [number | null];
  if (exitCode !== 0) throw new Error(`${command} ended with ${exitCode ?? 'a signal'} in a fresh clone.`);
}

function secondsSince(begin: number): number {
  return (performance.now() - begin) / 1000;
}
