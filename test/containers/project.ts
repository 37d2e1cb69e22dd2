/** A clone of this repository next to the engine, as a new user has it, and the commands that run in it. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { grouped } from '../../core/wording.ts';
import { PORTS } from '../../local/compose/host/env-file.ts';
import { freePort } from '../../local/engines/free-ports.ts';
import { type Engine, npmFolder, type ProgramResult } from './engine.ts';

const repository = path.join(import.meta.dirname, '../..');
const PATIENCE_MILLIS = 180_000;

/** A container as `docker compose ps` describes it. */
interface Container {
  readonly ID: string;
  readonly Service: string;
  readonly State: string;
  readonly Health: string;
}

/** The project in its clone. */
export interface Project {
  readonly folder: string;
  /** A file of `local/`. */
  local(...names: string[]): string;
  /** `npm run compose -- ARGUMENTS`, which must succeed. */
  compose(...args: string[]): Promise<string>;
  /** The same, which must fail. */
  composeFails(...args: string[]): Promise<string>;
  /** `npx kafkainsight ARGUMENTS`. */
  command(...args: string[]): Promise<ProgramResult>;
  /** `docker ARGUMENTS` in `local/`. */
  docker(...args: string[]): Promise<string>;
  containers(): Promise<readonly Container[]>;
  /** Names of the volumes of this project, and of those without a name that no container uses. */
  volumes(): Promise<readonly string[]>;
  logs(service: string): Promise<string>;
  /** Asks Elasticsearch (`GET /path`) as a user, from its own container; returns the status. */
  search(user: string, password: string, request: string, body?: string): Promise<string>;
  /** Drops a file into the inbox. */
  drop(name: string, lines: number): void;
  /** Waits until the ledger and the documents say that a file is complete. */
  complete(name: string, lines: number): Promise<void>;
  setVariable(name: string, value: string): void;
  variable(name: string): string;
}

/** @param folder where the clone is put */
export async function cloneProject(engine: Engine, folder: string): Promise<Project> {
  copyFiles(folder);
  const local = (...names: string[]): string => path.join(folder, 'local', ...names);
  const environment = { COMPOSE_PROJECT_NAME: `kafkainsight-test-${process.pid}`, ...(await freePorts(engine)) };
  const run = (cwd: string, ...command: string[]): Promise<ProgramResult> => engine.run(command, { cwd, environment });
  const npm = (...args: string[]): Promise<ProgramResult> =>
    run(folder, 'node', path.join(npmFolder, 'bin/npm-cli.js'), 'run', 'compose', '--', ...args);
  const docker = async (...args: string[]): Promise<string> => {
    const { code, output } = await run(local(), 'docker', ...args);
    assert.equal(code, 0, `docker ${args.join(' ')}: ${output}`);
    return output;
  };
  const command: Project['command'] = (...args) => run(folder, 'node', 'bin/kafkainsight.mjs', ...args);
  const variables = (): string => readFileSync(local('.env'), 'utf8');
  return {
    folder,
    local,
    compose: async (...args) => {
      const { code, output } = await npm(...args);
      assert.equal(code, 0, `npm run compose -- ${args.join(' ')}: ${output}`);
      return output;
    },
    composeFails: async (...args) => {
      const { code, output } = await npm(...args);
      assert.notEqual(code, 0, output);
      return output;
    },
    command,
    docker,
    containers: async () =>
      (await docker('compose', '--profile', '*', 'ps', '--all', '--format', 'json'))
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as Container),
    volumes: async () => {
      const all = (await docker('volume', 'ls', '--quiet')).split('\n');
      return all
        .filter((name) => name.startsWith(environment.COMPOSE_PROJECT_NAME) || /^[0-9a-f]{64}$/.test(name))
        .sort();
    },
    logs: (service) => docker('compose', '--profile', '*', 'logs', '--no-color', '--no-log-prefix', service),
    search: (user, password, request, body = '') => {
      const [method = '', where = ''] = request.split(' ');
      const data = body === '' ? [] : ['--header', 'content-type: application/json', '--data', body];
      const status = ['--silent', '--output', '/dev/null', '--write-out', '%{http_code}'];
      const access = ['--cacert', 'config/secrets/http_ca.crt', '--user', `${user}:${password}`];
      const curl = ['curl', ...status, ...access, '--request', method, ...data, `https://localhost:9200${where}`];
      return docker('compose', 'exec', '--no-TTY', 'elasticsearch', ...curl);
    },
    drop: (name, lines) => {
      mkdirSync(local('inbox'), { recursive: true });
      const text = Array.from({ length: lines }, (_, line) => accessLine(name, line)).join('');
      writeFileSync(local('inbox', name), text);
    },
    complete: async (name, lines) => {
      const count = grouped(lines);
      const row = new RegExp(`inbox/${name.replace('.', '\\.')} +${count} +${count} +0 +complete`);
      await until(async () => {
        const { output } = await command('reconcile', '--settle', '0');
        return [row.test(output), output];
      });
    },
    setVariable: (name, value) => {
      writeFileSync(local('.env'), variables().replace(new RegExp(`^${name}=.*$`, 'm'), `${name}=${value}`));
    },
    variable: (name) => new RegExp(`^${name}=(.*)$`, 'm').exec(variables())?.[1] ?? '',
  };
}

/** Repeats a check until it succeeds; otherwise the error shows what was last seen. */
export async function until(ask: () => Promise<readonly [isSo: boolean, seen: string]>): Promise<void> {
  const endMillis = performance.now() + PATIENCE_MILLIS;
  for (;;) {
    const [isSo, seen] = await ask();
    if (isSo) return;
    assert.ok(performance.now() < endMillis, `it did not come about: ${seen}`);
    await sleep(1_000);
  }
}

/** The files tracked by git, and those that it would add; with this repository's packages. */
function copyFiles(folder: string): void {
  const names = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: repository,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  }).split('\0');
  for (const name of names) {
    if (name !== '' && existsSync(path.join(repository, name))) {
      cpSync(path.join(repository, name), path.join(folder, name));
    }
  }
  symlinkSync(path.join(repository, 'node_modules'), path.join(folder, 'node_modules'));
}

/** The machine's own engine may have a project of its user that runs. */
async function freePorts(engine: Engine): Promise<Record<string, string>> {
  if (engine.folder !== undefined) return {};
  const ports: Record<string, string> = {};
  let first = 22_000;
  for (const name of Object.keys(PORTS)) {
    const port = await freePort({ first, last: first + 1_000 });
    ports[name] = String(port);
    first = port + 1;
  }
  return ports;
}

function accessLine(name: string, line: number): string {
  const time = new Date(Date.UTC(2026, 10, 29, 10, 0, line));
  const [day = '', month = '', date = ''] = [time.getUTCDate(), 'Nov', time.toISOString().slice(11, 19)].map(String);
  return `203.0.113.${line % 250} - - [${day}/${month}/2026:${date} +0000] "GET /${name}/${line} HTTP/1.1" 200 512\n`;
}
