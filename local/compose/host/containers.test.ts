/** Checks, arguments and waiting, with a fake in place of Docker; test/containers has the same with a real engine. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { parseEnv } from 'node:util';
import {
  allUp,
  answeringDocker,
  type Answers,
  type Asked,
  container,
  done,
  failed,
  ok,
} from '../../../test/helpers/answering-docker.ts';
import { freePort } from '../../engines/free-ports.ts';
import { readRunFile } from '../../runner/run-file.ts';
import { type Places, startContainers, stopContainers } from './containers.ts';
import type { Docker } from './docker.ts';
import { COMPOSE_FILE_FOLDER, initEnvFile, PORTS } from './env-file.ts';

let folder = '';
let places: Places;
let asked: Asked[] = [];

function fakeDocker(...more: Answers): Docker {
  return answeringDocker(asked, more);
}

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'kafkainsight-compose-'));
  asked = [];
  places = {
    composeFolder: folder,
    dataFolder: path.join(folder, 'data'),
    inboxFolder: path.join(folder, 'inbox'),
    sourcesFile: path.join(folder, 'sources.json'),
    siteFile: path.join(folder, 'site.json'),
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
    assert.equal(up?.line, 'compose up --detach --no-build');
    assert.deepEqual(up.environment, { KAFKA_REPLICATION: '1', KAFKA_BOOTSTRAP: 'kafka-1:9092' });
    const build = asked.find(({ line }) => line === 'compose build');
    assert.equal(build?.environment['BUILDX_NO_DEFAULT_ATTESTATIONS'], '1');
    assert.ok(asked.indexOf(build) < asked.indexOf(up));
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
    writeFileSync(places.siteFile, '{"hosts":["a.example"]}');
    await start(fakeDocker(), 3, true);
    const up = asked.find(({ line }) => line.includes(' up '));
    assert.equal(up?.line, 'compose --profile three-brokers --profile generator up --detach --no-build');
    const KAFKA_BOOTSTRAP = 'kafka-1:9092,kafka-2:9092,kafka-3:9092';
    const told = { SOURCES: '[{"prefix":"a/"}]', SITE: '{"hosts":["a.example"]}' };
    assert.deepEqual(up.environment, { KAFKA_REPLICATION: '3', KAFKA_BOOTSTRAP, ...told });
    const { environment = {} } = readRunFile(places.dataFolder) ?? {};
    const variables = parseEnv(readFileSync(path.join(folder, '.env'), 'utf8'));
    const ports = ['KAFKA_PORT', 'KAFKA_PORT_2', 'KAFKA_PORT_3'].map((name) => `localhost:${variables[name] ?? ''}`);
    assert.equal(environment['KAFKA_BROKERS'], ports.join(','));
  });

  test('waits until every service is healthy and every step is done', async () => {
    const states = [
      '',
      container('secrets', 'exited') + container('elasticsearch', 'running', 'starting'),
      done + container('elasticsearch', 'running', 'healthy') + container('pipeline', 'running', 'starting'),
      allUp,
    ];
    let looks = 0;
    await start(fakeDocker(['compose --profile * ps --all', () => ok(states[looks++])]));
    assert.equal(looks, 4);
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
        ['compose --profile * logs', ok('\x1b[2K\r\x1b[31mwhy it failed\x1b[0m\x07\n')],
      );
      await assert.rejects(start(docker), (error: Error & { code: string }) => {
        assert.equal(error.code, 'CONTAINER_FAILED');
        assert.match(error.message, expected);
        assert.match(error.message, /\nwhy it failed\n/);
        return true;
      });
      assert.equal(readRunFile(places.dataFolder), undefined);
    });
  }

  test('stops first what is not healthy, for which Docker would give up', async () => {
    const sick = allUp.replace(container('kibana', 'running', 'healthy'), container('kibana', 'running', 'unhealthy'));
    const states = [sick, allUp];
    await start(fakeDocker(['compose --profile * ps --all', () => ok(states.shift() ?? allUp)]));
    const lines = asked.map(({ line }) => line);
    const at = lines.indexOf('compose stop kibana');
    assert.ok(at > 0 && at < lines.findIndex((line) => line.includes(' up ')));
  });

  test('is not judged by services that were not started this time', async () => {
    const old = container('generator', 'exited', '', 143) + container('kafka-2', 'running', 'unhealthy');
    await start(fakeDocker(['compose --profile * ps --all', ok(allUp + old)]));
  });

  test('waits for a service that has no container yet', async () => {
    let looks = 0;
    const states = ['', allUp.replace(/^.*pipeline.*$/m, ''), allUp];
    await start(fakeDocker(['compose --profile * ps --all', () => ok(states[looks++])]));
    assert.equal(looks, 3);
  });

  for (const [what, health] of [
    ['one that has a health check', 'starting'],
    ['one that has none, and is running at each look', ''],
  ] as const) {
    test(`quotes a service that ends again and again: ${what}, while Docker waits for it`, async () => {
      const looping = allUp.replace(/^.*"pipeline".*\n/m, container('pipeline', 'running', health));
      let restarts = 1;
      let looks = 0;
      let isStopped = false;
      const count = (id: string): number => (id.endsWith('pipeline') ? (restarts += 1) : 0);
      const waiting = fakeDocker(
        // the first look is before it starts anything; the second while containers are being created
        [
          'compose --profile * ps --all',
          () => ((looks += 1) === 2 ? failed('No such container: c0ffee') : ok(looping)),
        ],
        ['inspect', (args) => ok(args.slice(3).map(count).join('\n'))],
        ['compose --profile * logs', ok('why it ends\n')],
      );
      const docker: Docker = (args, options = {}) =>
        args.includes('up')
          ? new Promise((resolve) => {
              options.signal?.addEventListener('abort', () => {
                isStopped = true;
                resolve(failed('terminated'));
              });
            })
          : waiting(args, options);
      await assert.rejects(start(docker), {
        code: 'CONTAINER_FAILED',
        message: /pipeline \(restarted 3 times\).*\nwhy it ends\n/s,
      });
      assert.ok(isStopped);
    });
  }

  test('without a network starts with the image that is there, and says so last', async () => {
    const offline = ['compose build', failed('failed to resolve source metadata')] as const;
    const said = await start(fakeDocker(offline, ['image inspect', ok('2026-11-30T05:00:00Z\n')]));
    assert.match(said, /could not be built; the one of 2026-11-30T05:00:00Z runs\..*\n$/);
    assert.equal(
      asked.find(({ line }) => line.startsWith('image inspect'))?.line.endsWith(' kafkainsight:local'),
      true,
    );
    await assert.rejects(start(fakeDocker(offline, ['image inspect', failed('No such image')])), {
      code: 'CONTAINER_FAILED',
      message: /docker compose build failed/,
    });
  });

  test('quotes the service that Docker waited for in vain, though it is being started again', async () => {
    const states = container('elasticsearch', 'running', 'starting') + container('pipeline', 'created');
    const docker = fakeDocker(
      ['compose up', failed('')],
      ['compose --profile * ps --all', ok(states)],
      ['compose --profile * logs', ok('why it ends\n')],
    );
    await assert.rejects(start(docker), {
      code: 'CONTAINER_FAILED',
      message: /^Not all services came up\.\nelasticsearch \(starting\), whose log ends with:\nwhy it ends\nFix/,
    });
  });

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
