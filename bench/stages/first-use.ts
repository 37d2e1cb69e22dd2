import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { secondsSince } from '../measurement.ts';
import { note } from '../run.ts';
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
    const rounds = Array.from({ length: run.quick ? 1 : ROUNDS });
    const samples = new Map<string, number[]>();
    for (const [round] of rounds.entries()) {
      showProgress(`round ${round + 1} of ${rounds.length}`);
      const folder = mkdtempSync(path.join(tmpdir(), 'kafkainsight-first-use-'));
      try {
        for (const [name, seconds] of Object.entries(await beginAnew(folder)))
          samples.set(name, [...(samples.get(name) ?? []), seconds]);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    }
    showProgress('');
    for (const [name, seconds] of samples) note(run, { name, unit: 'seconds', better: 'less', samples: seconds });
  },
};

/** One round: the commands of the README's quick start, in its order. Returns the seconds of each. */
async function beginAnew(folder: string): Promise<Readonly<Record<string, number>>> {
  const clone = path.join(folder, 'kafkainsight');
  await promisify(execFile)('git', ['clone', '--quiet', ROOT, clone]);
  const place: Place = {
    cwd: clone,
    env: {
      ...newcomersEnvironment(),
      npm_config_cache: path.join(folder, 'npm'),
      MAVEN_OPTS: `-Dmaven.repo.local=${path.join(folder, 'maven')}`,
    },
  };
  const parse = await secondsOfParse(place);
  const parseAgain = await secondsOfParse(place);
  const start = await secondsOfStart(place);
  const startAgain = await secondsOfStart(place, ['--', '--fresh']);
  return {
    'first parse, packages included': parse,
    'parse again': parseAgain,
    'first npm start, engines included: page': start.page,
    'first npm start, engines included: sample logs': start.story,
    'npm start again: page': startAgain.page,
    'npm start again: sample logs': startAgain.story,
  };
}

/** Without what `npm run` adds: its own package, for which npm would install, and the project's Node, which a newcomer has not got yet. */
function newcomersEnvironment(): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name));
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const PATH = folders.filter((folder) => !folder.endsWith(path.join('node_modules', '.bin'))).join(path.delimiter);
  return { ...Object.fromEntries(others), PATH };
}

interface Place {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

async function secondsOfParse(place: Place): Promise<number> {
  const begin = performance.now();
  const parse = spawn('npx', ['kafkainsight', 'parse', SAMPLE], { ...place, stdio: 'ignore' });
  const [exitCode] = (await once(parse, 'exit')) as [number | null];
  if (exitCode !== 0) throw new Error(`npx kafkainsight parse ended with ${exitCode ?? 'a signal'} in a fresh clone.`);
  return secondsSince(begin);
}

async function secondsOfStart(
  place: Place,
  options: readonly string[] = [],
): Promise<{ readonly page: number; readonly story: number }> {
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
