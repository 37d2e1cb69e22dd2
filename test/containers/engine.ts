/**
 * The container engine of these tests: the one that runs on this machine, or otherwise one that is set up for them, in separate
 * namespaces, below a folder that is removed again.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, globSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** The result of a program. */
export interface ProgramResult {
  readonly code: number;
  /** Standard output and standard error, interleaved. */
  readonly output: string;
}

interface RunOptions {
  readonly cwd: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A container engine, and how to run programs that use it. */
export interface Engine {
  /** For people. */
  readonly title: string;
  /** The folder of its files; undefined for the machine's engine. */
  readonly folder: string | undefined;
  /** Runs a program that can reach the engine's socket and the ports of its containers. */
  run(command: readonly string[], options: RunOptions): Promise<ProgramResult>;
  /** Disconnects or reconnects its network; undefined for the machine's network. */
  readonly network: ((isOn: boolean) => Promise<void>) | undefined;
  stop(): Promise<void>;
}

const scripts = path.join(import.meta.dirname, 'engine');
const repository = path.join(import.meta.dirname, '../..');
/** The folder of the npm that runs this. */
export const npmFolder = path.join(process.env['npm_execpath'] ?? '/usr/lib/node_modules/npm/bin/npm-cli.js', '../..');
const READY_MILLIS = 60_000;

/** Why there is no running engine and none can be set up; undefined where there is one. */
export function whyNoEngine(): string | undefined {
  if (isDockerRunning()) return undefined;
  const wanted: readonly (readonly [string, boolean])[] = [
    ['Linux', process.platform === 'linux'],
    ['root', process.getuid?.() === 0],
    ['apt-get', hasProgram('apt-get')],
    ['unshare and nsenter', hasProgram('unshare') && hasProgram('nsenter')],
    ['/dev/net/tun', existsSync('/dev/net/tun')],
    ['control groups of version 1', existsSync('/sys/fs/cgroup/memory')],
  ];
  const missing = wanted.filter(([, isThere]) => !isThere).map(([what]) => what);
  if (missing.length === 0) return undefined;
  return `no Docker engine runs here, and to set one up there is missing: ${missing.join(', ')}`;
}

function isDockerRunning(): boolean {
  return spawnSync('docker', ['compose', 'version']).status === 0 && spawnSync('docker', ['info']).status === 0;
}

function hasProgram(name: string): boolean {
  return (process.env['PATH'] ?? '').split(':').some((folder) => existsSync(path.join(folder, name)));
}

/**
 * @param folder for an engine that has to be set up; its root file system is kept there where it was there before
 * @param store `overlay2`, or `containerd`, which new engines have
 */
export async function startEngine(folder: string, store: string): Promise<Engine> {
  if (isDockerRunning()) return machineEngine();
  const isKept = existsSync(path.join(folder, 'engine'));
  if (!isKept) {
    mkdirSync(folder, { recursive: true });
    await required('debootstrap', ['sh', path.join(scripts, 'make.sh'), folder, ...mirror()]);
  }
  const features = JSON.stringify({ features: { 'containerd-snapshotter': store === 'containerd' } });
  mkdirSync(path.join(folder, 'engine/etc/docker'), { recursive: true });
  writeFileSync(path.join(folder, 'engine/etc/docker/daemon.json'), features);
  return ownEngine(folder, isKept, store);
}

function machineEngine(): Engine {
  return {
    title: 'the Docker engine of this machine',
    folder: undefined,
    run: (command, { cwd, environment }) => runToEnd(command, { cwd, env: { ...process.env, ...environment } }),
    network: undefined,
    stop: () => Promise.resolve(),
  };
}

/** The mirror that this machine's own apt uses, where it is a Debian. */
function mirror(): string[] {
  if (!/^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'))) return [];
  const text = ['/etc/apt/sources.list', ...globSync('/etc/apt/sources.list.d/*')]
    .filter((file) => existsSync(file))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  return /https?:\/\/\S+\/debian(?=\/?\s)/.exec(text)?.slice(0, 1) ?? [];
}

async function ownEngine(folder: string, isKept: boolean, store: string): Promise<Engine> {
  const namespaces = ['--mount', '--net', '--pid', '--fork', '--kill-child', '--cgroup', '--uts', '--ipc'];
  const enter = [path.join(scripts, 'enter.sh'), folder, repository, npmFolder, '--', path.join(scripts, 'serve.sh')];
  const daemon = background('unshare', [...namespaces, ...enter], path.join(folder, 'engine.log'));
  const first = await firstChild(daemon);
  const way = background(
    'unshare',
    ['--mount', path.join(scripts, 'network.sh'), folder, first],
    path.join(folder, 'network.log'),
  );
  const inside = ['nsenter', '--target', first, '--mount', '--net', '--pid', '--uts', '--ipc'];
  const run: Engine['run'] = (command, { cwd, environment = {} }) => {
    const PATH = `${path.join(cwd, 'node_modules/.bin')}:/usr/sbin:/usr/bin:/sbin:/bin`;
    const variables = Object.entries({ PATH, HOME: '/root', ...environment }).map(
      ([name, value]) => `${name}=${value}`,
    );
    return runToEnd([...inside, 'env', '-i', `--chdir=${cwd}`, ...variables, ...command], { cwd: '/' });
  };
  const stop = async (): Promise<void> => {
    process.kill(Number(first), 'SIGTERM');
    if (daemon.exitCode === null) await once(daemon, 'exit');
    way.kill('SIGTERM');
    if (way.exitCode === null && way.signalCode === null) await once(way, 'exit');
    rmSync(isKept ? path.join(folder, 'docker') : folder, { recursive: true, force: true });
  };
  try {
    await untilReady(run, path.join(folder, 'engine.log'));
  } catch (error) {
    await stop();
    throw error;
  }
  const network = async (isOn: boolean): Promise<void> => {
    const { code, output } = await run(['ip', 'link', 'set', 'tap0', isOn ? 'up' : 'down'], { cwd: '/' });
    if (code !== 0) throw new Error(output);
    if (isOn) await run(['ip', 'route', 'add', 'default', 'via', '10.0.2.2'], { cwd: '/' });
  };
  const { output } = await run(['docker', 'version', '--format', '{{.Server.Version}}'], { cwd: '/' });
  const compose = await run(['docker', 'compose', 'version', '--short'], { cwd: '/' });
  const title = `Docker ${output.trim()} and compose ${compose.output.trim()} of Debian 13, image store ${store}, in namespaces of their own`;
  return { title, folder, run, network, stop };
}

async function untilReady(run: Engine['run'], logFile: string): Promise<void> {
  const endMillis = performance.now() + READY_MILLIS;
  while ((await run(['docker', 'info'], { cwd: '/' })).code !== 0) {
    if (performance.now() > endMillis) throw new Error(`The engine did not start: ${readFileSync(logFile, 'utf8')}`);
    await sleep(500);
  }
}

/** A process that ends with this one, however that ends. */
function background(program: string, args: readonly string[], logFile: string): ChildProcess {
  const log = openSync(logFile, 'w');
  const child = spawn(program, args, { stdio: ['ignore', log, log], detached: true });
  closeSync(log);
  process.once('exit', () => child.kill('SIGKILL'));
  return child;
}

/** The process that `unshare --fork` has started. */
async function firstChild({ pid = 0 }: ChildProcess): Promise<string> {
  for (let tries = 0; tries < 100; tries += 1) {
    const [first = ''] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
    // Once it has become tini, it has entered its root.
    if (first !== '' && readFileSync(`/proc/${first}/comm`, 'utf8').trim() === 'tini') return first;
    await sleep(100);
  }
  throw new Error('The namespaces of the engine could not be entered.');
}

async function required(what: string, command: readonly string[]): Promise<void> {
  const { code, output } = await runToEnd(command, { cwd: '/' });
  if (code !== 0) throw new Error(`${what} failed:\n${output}`);
}

async function runToEnd(
  [program = '', ...args]: readonly string[],
  options: { readonly cwd: string; readonly env?: NodeJS.ProcessEnv },
): Promise<ProgramResult> {
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const [code] = (await once(child, 'close')) as [number | null];
  return { code: code ?? 1, output };
}
