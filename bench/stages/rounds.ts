import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { MAX_SEMI_SPACE_MIB } from '../../core/limits.ts';
import { bundleChild } from '../child.ts';

/** What one round of a worker took. */
export interface Round {
  readonly seconds: number;
  /** Of all threads of the worker's process. */
  readonly cpuSeconds: number;
  /** The peak memory of the process so far (resident set). */
  readonly peakMib: number;
}

/** A separate process that repeats the same work on request. */
export interface RoundWorker {
  /** Makes ready, outside the measurement, what the next round does. */
  prepare(): Promise<void>;
  /** Does it. */
  work(): Promise<Round>;
  stop(): Promise<void>;
}

/** What stills kafkajs, and lets garbage be collected before a round. */
const NODE_FLAGS = ['--expose-gc'];
/** Of functions on Lambda, and of `npm start`. */
const FUNCTION_FLAGS = [`--max-semi-space-size=${MAX_SEMI_SPACE_MIB}`];

/** Once each: workers of one file are started side by side. */
const bundles = new Map<string, Promise<string>>();

/**
 * Starts a file of this folder that calls `serveRounds`, with one argument that it finds as JSON. It is bundled, as functions are
 * (see {@link bundleChild}).
 *
 * @param flags Node's own
 */
export async function startWorker(file: string, argument: object, flags = FUNCTION_FLAGS): Promise<RoundWorker> {
  const bundle = bundles.get(file) ?? bundleChild(`stages/${file}`);
  bundles.set(file, bundle);
  const child = fork(await bundle, [JSON.stringify(argument)], {
    execArgv: [...NODE_FLAGS, ...flags],
    // what a worker's libraries print is not the benchmark's output
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const tell = (what: 'prepare' | 'work'): Promise<unknown> => {
    if (hasEnded(child)) throw workerEnded(child.exitCode);
    child.send(what);
    return answer(child);
  };
  return {
    prepare: async () => {
      await tell('prepare');
    },
    work: async () => (await tell('work')) as Round,
    stop: async () => {
      if (hasEnded(child)) return;
      const exit = once(child, 'exit');
      child.kill();
      await exit;
    },
  };
}

async function answer(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null): void => {
      reject(workerEnded(code));
    };
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message);
    });
  });
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

function workerEnded(code: number | null): Error {
  return new Error(`A worker of the benchmark ended with ${code}; what it said is above.`);
}

/** One round of one worker. */
export async function runRound(worker: RoundWorker): Promise<Round> {
  await worker.prepare();
  return worker.work();
}

/** A worker whose rounds are those of the first, while the second works at the same time. */
export function besideEachOther(first: RoundWorker, second: RoundWorker): RoundWorker {
  const both = async (step: (worker: RoundWorker) => Promise<void>): Promise<void> => {
    await Promise.all([first, second].map(step));
  };
  return {
    prepare: () => both((worker) => worker.prepare()),
    work: async () => (await Promise.all([first.work(), second.work()]))[0],
    stop: () => both((worker) => worker.stop()),
  };
}

/** Lets the workers work in turns, every other time in the other order; the first rounds warm up and are not answered. */
export async function inTurns(
  workers: readonly RoundWorker[],
  { warmUp, measured }: { readonly warmUp: number; readonly measured: number },
  what = '',
): Promise<Round[][]> {
  const rounds = workers.map((): Round[] => []);
  for (let number = 0; number < warmUp + measured; number++) {
    showProgress(`${what} round ${number + 1} of ${warmUp + measured}`);
    const order = [...workers.keys()];
    for (const at of number % 2 === 0 ? order : order.toReversed()) {
      const round = workers[at] && (await runRound(workers[at]));
      if (round !== undefined && number >= warmUp) rounds[at]?.push(round);
    }
  }
  showProgress('');
  return rounds;
}

/** Writes over the last line of a terminal; an empty text takes it away. */
export function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text === '' ? '' : `  ${text.trim()}`}`);
}
