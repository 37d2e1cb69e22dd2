import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, statSync } from 'node:fs';
import { Socket } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { KafkaInsightError } from '../../core/errors.ts';
import { claimDataFolder, unclaimDataFolder } from './folders.ts';
import { isFree, releasePort } from './free-ports.ts';
import { reasonOf } from './reasons.ts';

const tether = path.join(import.meta.dirname, 'tether.sh');
const pollMillis = 100;
const stopPatienceMillis = 20_000;
const portPatienceMillis = 10_000;
const logTailLines = 15;

/** How to run one server process. */
export interface ServerPlan {
  /** The name in messages, for instance `Kafka broker 1`. */
  readonly title: string;
  /** Its prepared data folder: it runs there and logs to `server.log` in it. */
  readonly dataFolder: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The user to run as, where it must not be root. */
  readonly user?: { readonly uid: number; readonly gid: number };
  /** The ports of 127.0.0.1 that it listens on, reserved until it is stopped. */
  readonly ports: readonly number[];
  /** Resolves if the server is ready for work, rejects if it is not. */
  readonly ask: () => Promise<unknown>;
  /** How long it may take to be ready. Default: 180 s, since the machine may be busy. */
  readonly readyTimeoutMillis?: number;
}

/** The unexpected end of a server. */
export interface ServerFailure {
  /** The plan's title. */
  readonly title: string;
  /** One sentence, with the reason where it is known: `OpenSearch ended (exit code 1: its disk is full)`. */
  readonly what: string;
  /** ENGINE_FAILED, with the end of its log. */
  readonly error: KafkaInsightError;
}

/** A running server. It never outlives this process, however this process ends. */
export interface Server {
  /** The process id; a restart changes it. */
  readonly pid: number;
  readonly logFile: string;
  /** Resolves once the server has ended unexpectedly; a new promise after each restart. */
  readonly failure: Promise<ServerFailure>;
  /** Ends it as an administrator would (SIGTERM), after 20 s by force. Does nothing where it has ended. */
  stop(): Promise<void>;
  /** Ends it at once (SIGKILL), as a power cut would; its ports stay reserved for `restart`. */
  kill(): Promise<void>;
  /** Starts it again on the same data and ports, stopping it first where it runs. */
  restart(): Promise<void>;
}

/**
 * Starts a server and waits until it responds. @throws KafkaInsightError ENGINE_FAILED with the end of its log where it ends or does not
 * respond in time; PORT_TAKEN
 */
export async function startServer(plan: ServerPlan): Promise<Server> {
  const logFile = path.join(plan.dataFolder, 'server.log');
  let end = Promise.withResolvers<ServerFailure>();
  const life = (logFlag: 'w' | 'a'): Promise<Running> => {
    end = Promise.withResolvers();
    return launch(plan, { file: logFile, start: logFlag === 'w' ? 0 : sizeOf(logFile) }, end.resolve);
  };
  let running = await life('w');
  return {
    get pid() {
      return running.pid;
    },
    logFile,
    get failure() {
      return end.promise;
    },
    async stop() {
      await running.end('SIGTERM');
      plan.ports.forEach(releasePort);
    },
    kill: () => running.end('SIGKILL'),
    async restart() {
      await running.end('SIGTERM');
      running = await life('a');
    },
  };
}

/** One run of a server's process. */
interface Running {
  readonly pid: number;
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/** A server's log, and its length when this run of the process began. */
interface Log {
  readonly file: string;
  readonly start: number;
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

async function launch(plan: ServerPlan, log: Log, onFailure: (failure: ServerFailure) => void): Promise<Running> {
  try {
    for (const port of plan.ports) await waitUntilFree(port, plan.title);
  } catch (error) {
    unclaimDataFolder(plan.dataFolder);
    throw error;
  }
  const child = spawnTethered(plan, log);
  let isEnding = false;
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      unclaimDataFolder(plan.dataFolder);
      if (!isEnding) onFailure(failureOf(plan, child, log));
      resolve();
    });
  });
  const { pid } = child;
  if (pid === undefined) {
    unclaimDataFolder(plan.dataFolder);
    throw await launchFailure(child, plan);
  }
  claimDataFolder(plan.dataFolder, plan.title, pid);
  const running: Running = {
    pid,
    async end(signal) {
      isEnding = true;
      child.ref();
      if (hasEnded(child)) return;
      if (signal === 'SIGTERM') {
        child.kill('SIGTERM');
        await Promise.race([ended, delay(stopPatienceMillis, undefined, { ref: false })]);
      }
      // The whole group: a start script may have started the server in another process.
      if (!hasEnded(child)) process.kill(-pid, 'SIGKILL');
      await ended;
    },
  };
  try {
    await waitUntilReady(plan, child, log);
  } catch (error) {
    await running.end('SIGKILL');
    throw error;
  }
  child.unref();
  return running;
}

/** A port may stay occupied for a moment after the process has ended. */
async function waitUntilFree(port: number, title: string): Promise<void> {
  const deadline = performance.now() + portPatienceMillis;
  while (!(await isFree(port))) {
    if (performance.now() > deadline) {
      throw new KafkaInsightError(
        'PORT_TAKEN',
        `${title} cannot listen on port ${port}: another program uses it. Stop that program and try again.`,
      );
    }
    await delay(pollMillis);
  }
}

/** In a separate process group, so that Ctrl-C in the terminal reaches only us, and we end things in order. */
function spawnTethered(plan: ServerPlan, { file, start }: Log): ChildProcess {
  const log = openSync(file, start === 0 ? 'w' : 'a');
  const child = spawn(tether, ['group', plan.command, ...plan.args], {
    cwd: plan.dataFolder,
    env: { ...process.env, ...plan.env },
    detached: true,
    stdio: ['ignore', log, log, 'pipe'],
    ...plan.user,
  });
  closeSync(log);
  const pipe = child.stdio[3];
  if (pipe instanceof Socket) {
    pipe.on('error', () => undefined).unref();
    // Tells the tether that there is nothing left to end.
    child.once('exit', () => pipe.end('ended\n'));
  }
  return child;
}

function launchFailure(child: ChildProcess, plan: ServerPlan): Promise<KafkaInsightError> {
  return new Promise((resolve) => {
    child.once('error', (cause) => {
      resolve(
        new KafkaInsightError('ENGINE_FAILED', `${plan.title} could not be started: ${cause.message}.`, { cause }),
      );
    });
  });
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function waitUntilReady(plan: ServerPlan, child: ChildProcess, log: Log): Promise<void> {
  const { readyTimeoutMillis = 180_000 } = plan;
  const deadline = performance.now() + readyTimeoutMillis;
  for (;;) {
    if (hasEnded(child)) {
      throw new KafkaInsightError(
        'ENGINE_FAILED',
        `${endOf(plan, child, log)} instead of starting. ${logTail(log.file)}`,
      );
    }
    try {
      await plan.ask();
      return;
    } catch (cause) {
      if (performance.now() > deadline) {
        throw new KafkaInsightError(
          'ENGINE_FAILED',
          `${plan.title} did not answer within ${readyTimeoutMillis / 1000} s. ${logTail(log.file)}`,
          { cause },
        );
      }
    }
    await delay(pollMillis);
  }
}

function failureOf(plan: ServerPlan, child: ChildProcess, log: Log): ServerFailure {
  const what = endOf(plan, child, log);
  return { title: plan.title, what, error: new KafkaInsightError('ENGINE_FAILED', `${what}. ${logTail(log.file)}`) };
}

/** A system that is short of memory ends programs with SIGKILL. */
function endOf({ title, dataFolder }: ServerPlan, { signalCode, exitCode }: ChildProcess, log: Log): string {
  const killed = signalCode === 'SIGKILL' ? 'somebody killed it, or the system was short of memory' : undefined;
  const reason = reasonOf(dataFolder, log.file, log.start) ?? killed;
  return `${title} ended (${signalCode ?? `exit code ${exitCode ?? ''}`}${reason === undefined ? '' : `: ${reason}`})`;
}

function logTail(logFile: string): string {
  const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-logTailLines);
  return `The end of its log, ${logFile}:\n${lines.join('\n')}`;
}
