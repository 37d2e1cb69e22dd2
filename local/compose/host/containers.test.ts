/**
 * Checks, arguments and waiting, with a function in Docker's place that answers as `docker` 28 and its compose plugin do (Docker's reference,
 * "docker compose ps", format json: one object a line): no engine runs where the tests do. docs/unproven.md says what that leaves open.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { parseEnv } from 'node:util';
import type { Environment } from '../../../adapters/environment.ts';
import { readRunFile } from '../../runner/run-file.ts';
import { freePort } from '../../engines/ports.ts';
import { type Places, startContainers, stopContainers } from './containers.ts';
import type { Docker, DockerResult } from './docker.ts';
import { COMPOSE_FILE_FOLDER, initEnvFile, PORTS } from './env-file.ts';

const ok = (output = ''): DockerResult => ({ code: 0, output, errors: '' });
const failed = (errors: string): DockerResult => ({ code: 1, output: '', errors });
const container = (Service: string, State: string, Health = '', ExitCode = 0): string =>
  `${JSON.stringify({ ID: 'c0ffee', Name: `kafkainsight-${Service}-1`, Service, State, Health, ExitCode })}\n`;

const done = ['secrets', 'setup', 'dashboards'].map((name) => container(name, 'exited')).join('');
const healthy = ['kafka-1', 'elasticsearch', 'kibana', 'pipeline'].map((name) => container(name, 'running', 'healthy'));
const allUp = done + healthy.join('');

/** What Docker says to a command that begins so; the last that fits counts. */
type Answers = readonly (readonly [beginning: string, answer: DockerResult | (() => DockerResult)])[];

const good: Answers = [
  ['', ok()],
  ['version', ok('28.2.2\n')],
  ['compose version', ok('2.36.2\n')],
  ['info', ok(`${8 * 1024 ** 3}\n`)],
  ['compose --profile * ps --all', ok(allUp)],
];

let folder = '';
let places: Places;
let asked: { line: string; environment: Environment }[] = [];

function fakeDocker(...more: Answers): Docker {
  return (args, options = {}) => {
    const line = args.join(' ');
    asked.push({ line, environment: options.environment ?? {} });
    const [, answer = ok()] = [...good, ...more].findLast(([beginning]) => line.startsWith(beginning)) ?? [];
    return Promise.resolve(typeof answer === 'function' ? answer() : answer);
  };
}

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'kafkainsight-compose-'));
  asked = [];
  places = {
    composeFolder: folder,
    dataFolder: path.join(folder, 'data'),
    inboxFolder: path.join(folder, 'inbox'),
    sourcesFile: path.join(folder, 'sources.json'),
  };
  copyFileSync(path.join(COMPOSE_FILE_FOLDER, '.env.example'), path.join(folder, '.env.example'));
  assert.equal(initEnvFile(folder), true);
  for (const name of Object.keys(PORTS)) setVariable(name, String(await freePort({ first: 33_000, last: 39_000 })));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function setVariable(name: string, value: string): void {
  const file = path.join(folder, '.env');
  writeFileSync(file, readFileSync(file, 'utf8').replace(new RegExp(`^${name}=.*$`, 'm'), `${name}=${value}`));
}

const start = (docker: Docker, brokers: 1 | 3 = 1, generate = false): Promise<string> =>
  startContainers(docker, places, { brokers, generate });

describe('a start', () => {
  test('starts one broker without the generator, takes the certificate and tells the other commands', async () => {
    const said = await start(fakeDocker());
    const up = asked.find(({ line }) => line.includes(' up '));
    assert.equal(up?.line, 'compose up --detach --build');
    assert.deepEqual(up.environment, { KAFKA_REPLICATION: '1' });
    assert.ok(asked.some(({ line }) => line.startsWith('compose cp pipeline:/secrets/http_ca.crt ')));
    const variables = parseEnv(readFileSync(path.join(folder, '.env'), 'utf8'));
    assert.match(said, new RegExp(`https://localhost:${variables['KIBANA_PORT'] ?? ''} \\(user elastic`));
    assert.ok(!said.includes(variables['ELASTIC_PASSWORD'] ?? ''));
    const { environment = {} } = readRunFile(places.dataFolder) ?? {};
    assert.equal(environment['KAFKA_BROKERS'], `localhost:${variables['KAFKA_PORT'] ?? ''}`);
    assert.equal(readFileSync(environment['SEARCH_PASSWORD_FILE'] ?? '', 'utf8'), variables['PIPELINE_PASSWORD']);
    assert.equal(statSync(environment['SEARCH_PASSWORD_FILE'] ?? '').mode & 0o777, 0o600);
    assert.equal(existsSync(places.inboxFolder), true);
  });

  test('starts three brokers, the generator, and what is known of the files', async () => {
    writeFileSync(places.sourcesFile, '[{"prefix":"a/"}]');
    await start(fakeDocker(), 3, true);
    const up = asked.find(({ line }) => line.includes(' up '));
    assert.equal(up?.line, 'compose --profile three-brokers --profile generator up --detach --build');
    assert.deepEqual(up.environment, { KAFKA_REPLICATION: '3', SOURCES: '[{"prefix":"a/"}]' });
  });

  test('waits until every service is healthy and every step is done', async () => {
    const states = [
      container('secrets', 'exited') + container('elasticsearch', 'running', 'starting'),
      done + container('elasticsearch', 'running', 'healthy') + container('pipeline', 'running', 'starting'),
      allUp,
    ];
    let looks = 0;
    await start(fakeDocker(['compose --profile * ps --all', () => ok(states[looks++])]));
    assert.equal(looks, 3);
  });

  for (const [what, state, expected] of [
    ['a step that fails', container('setup', 'exited', '', 1), /setup \(exit code 1\)/],
    ['a server that ends', container('elasticsearch', 'exited', '', 137), /elasticsearch \(exit code 137\)/],
    ['a service that ends well', container('pipeline', 'exited', '', 0), /pipeline \(exit code 0\)/],
    ['a service that is not healthy', container('kibana', 'running', 'unhealthy'), /kibana \(unhealthy\)/],
  ] as const) {
    test(`ends with the log of ${what}`, async () => {
      const docker = fakeDocker(
        ['compose --profile * ps --all', ok(allUp + state)],
        ['compose logs', ok('why it failed\n')],
      );
      await assert.rejects(start(docker), (error: Error & { code: string }) => {
        assert.equal(error.code, 'CONTAINER_FAILED');
        assert.match(error.message, expected);
        assert.match(error.message, /why it failed/);
        return true;
      });
      assert.equal(readRunFile(places.dataFolder), undefined);
    });
  }

  test('that Docker refuses is no success', async () => {
    await assert.rejects(start(fakeDocker(['compose up', failed('')])), { code: 'CONTAINER_FAILED' });
  });
});

describe('before anything is started', () => {
  const refusal = async (docker: Docker, ...expected: readonly RegExp[]): Promise<void> => {
    await assert.rejects(start(docker), (error: Error & { code: string }) => {
      assert.equal(error.code, 'DOCKER_NOT_READY');
      for (const pattern of expected) assert.match(error.message, pattern);
      return true;
    });
    assert.ok(!asked.some(({ line }) => line.includes(' up ')));
  };

  test('Docker has to be there, to answer, and to have a compose plugin that is new enough', async () => {
    await refusal(fakeDocker(['version', { code: undefined, output: '', errors: '' }]), /not installed.*npm start/);
    const said = 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n';
    await refusal(fakeDocker(['version', failed(said)]), /does not answer \(Cannot connect.*Start Docker Desktop/);
    await refusal(fakeDocker(['compose version', failed('unknown command')]), /compose plugin is missing/);
    await refusal(fakeDocker(['compose version', ok('2.20.3\n')]), /compose plugin is 2\.20\.3; version 2\.21/);
  });

  test('all that is wrong is said at once: memory, passwords, ports', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    setVariable('KIBANA_PORT', String(port));
    setVariable('KAFKA_PORT', 'x');
    setVariable('ELASTIC_PASSWORD', 'change-me');
    const docker = fakeDocker(['info', ok(`${2 * 1024 ** 3}\n`)]);
    await refusal(
      docker,
      /Docker has 2\.0 GB of memory; 3\.5 GB are needed/,
      /ELASTIC_PASSWORD is still the default/,
      /KAFKA_PORT is no port/,
      new RegExp(`Port ${port} on 127\\.0\\.0\\.1 is taken.*KIBANA_PORT`),
    );
    taken.close();
  });

  test('ports that the running containers have are theirs', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    setVariable('KIBANA_PORT', String((taken.address() as AddressInfo).port));
    await start(fakeDocker(['compose --profile * ps --quiet', ok('c0ffee\n')]));
    taken.close();
  });

  test('two services cannot have one port', async () => {
    setVariable('KIBANA_PORT', '35601');
    setVariable('STORE_PORT', '35601');
    await refusal(fakeDocker(), /STORE_PORT is 35601, which another port of local\/\.env is too/);
  });

  test('without .env it says how to write one', async () => {
    rmSync(path.join(folder, '.env'));
    await refusal(fakeDocker(), /There is no local\/\.env.*npm run compose -- --init/);
  });
});

test('--init writes passwords that nobody knows, once', () => {
  const text = readFileSync(path.join(folder, '.env'), 'utf8');
  assert.doesNotMatch(text, /=change-me$/m);
  const passwords = [...text.matchAll(/_PASSWORD=(.+)$/gm)].map(([, password]) => password);
  assert.equal(new Set(passwords).size, 4);
  assert.equal(initEnvFile(folder), false);
  assert.equal(statSync(path.join(folder, '.env')).mode & 0o777, 0o600);
});

test('a stop needs no passwords, forgets the connection, and removes data only where asked', async () => {
  await start(fakeDocker());
  asked = [];
  await stopContainers(fakeDocker(), places.dataFolder, false);
  assert.equal(readRunFile(places.dataFolder), undefined);
  await stopContainers(fakeDocker(), places.dataFolder, true);
  const downs = asked.filter(({ line }) => line.includes(' down'));
  assert.deepEqual(
    downs.map(({ line }) => line),
    ['compose --profile * down', 'compose --profile * down --volumes'],
  );
  assert.equal(downs[0]?.environment['ELASTIC_PASSWORD'], 'unused');
  await assert.rejects(stopContainers(fakeDocker(['compose --profile * down', failed('')]), places.dataFolder, false), {
    code: 'CONTAINER_FAILED',
  });
});
