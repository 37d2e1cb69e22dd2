/**
 * What docs/compose.md promises, on a real container engine: the steps of a user, one after another in one project. At the end it prints
 * the table that docs/compose.md shows. CONTAINERS_FOLDER keeps an engine's root file system for the next run; CONTAINERS_STORE names its
 * image store.
 */
import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { type Engine, type ProgramResult, startEngine } from './engine.ts';
import { BASE, provideImages } from './images.ts';
import { cloneProject, type Project, until } from './project.ts';

const HEALTHY = ['elasticsearch', 'kafka-1', 'kibana', 'pipeline'];
/** A row of the table: the step, its duration, and what was seen. */
const rows: { readonly step: string; readonly seconds: number; readonly seen: string }[] = [];
const IMAGE = 'kafkainsight:local';
const LOGS = ['compose', '--profile', '*', 'logs', '--no-color', '--tail', '40'];
const given = process.env['CONTAINERS_FOLDER'];

let engine: Engine;
let project: Project;
/** Volumes that existed before. */
let foreign: readonly string[] = [];
const nameless = (volumes: readonly string[]): readonly string[] =>
  volumes.filter((name) => /^[0-9a-f]{64}$/.test(name));

/** Ids of the containers that are up, by service. */
async function running(): Promise<Map<string, string>> {
  const containers = await project.containers();
  return new Map(containers.filter(({ State }) => State === 'running').map(({ Service, ID }) => [Service, ID]));
}

async function allHealthy(): Promise<void> {
  const healthy = (await project.containers()).filter(({ Health }) => Health === 'healthy');
  assert.deepEqual(healthy.map(({ Service }) => Service).sort(), HEALTHY);
}

const steps: readonly (readonly [step: string, work: () => Promise<string>])[] = [
  [
    'first start: `npm run compose -- --init`',
    async () => {
      const said = await project.compose('--init');
      assert.match(said, /Kibana +https:\/\/localhost:\d+ \(user elastic/);
      assert.equal(statSync(project.local('.env')).mode & 0o777, 0o600);
      await allHealthy();
      return 'four services healthy, three steps done';
    },
  ],
  [
    'the same again, with nothing changed',
    async () => {
      const before = await running();
      await project.compose();
      assert.deepEqual(await running(), before);
      return 'no container was made anew';
    },
  ],
  [
    'a file dropped into `local/inbox/`, then `reconcile`',
    async () => {
      project.drop('first.log', 1_000);
      await project.complete('first.log', 1_000);
      const { code, output } = await project.command('status');
      assert.equal(code, 0, output);
      return '1,000 lines, 1,000 documents';
    },
  ],
  [
    'a file that may not be read, then `chmod a+r`',
    async () => {
      // Hidden until its permissions are set.
      project.drop('.closed.log', 10);
      chmodSync(project.local('inbox', '.closed.log'), 0);
      renameSync(project.local('inbox', '.closed.log'), project.local('inbox', 'closed.log'));
      await until(async () => {
        const log = await project.logs('pipeline');
        return [/not read from the inbox.*closed\.log.*"FILE_UNREADABLE"/.test(log), log.slice(-2_000)];
      });
      chmodSync(project.local('inbox', 'closed.log'), 0o644);
      await project.complete('closed.log', 10);
      return '`FILE_UNREADABLE` in the log, then all lines are documents';
    },
  ],
  ['a start without a network', offline],
  [
    '`--down`, and a start with the data that was kept',
    async () => {
      const authority = readFileSync(project.local('data/compose/http_ca.crt'), 'utf8');
      await project.compose('--down');
      assert.deepEqual(await project.containers(), []);
      assert.deepEqual(nameless(await project.volumes()), nameless(foreign));
      await project.compose();
      await project.complete('first.log', 1_000);
      assert.equal(readFileSync(project.local('data/compose/http_ca.crt'), 'utf8'), authority);
      return 'documents and certificates are the same';
    },
  ],
  ...(['PIPELINE_PASSWORD', 'KAFKA_PASSWORD', 'KIBANA_PASSWORD', 'ELASTIC_PASSWORD'] as const).map(
    (name) => [`\`${name}\` changed in \`.env\``, () => changePassword(name)] as const,
  ),
  [
    "the pipeline's password changed behind its back, then a start",
    async () => {
      const elastic = project.variable('ELASTIC_PASSWORD');
      const change = 'POST /_security/user/kafkainsight/_password';
      assert.equal(await project.search('elastic', elastic, change, '{"password":"another-password"}'), '200');
      await until(async () => {
        const containers = await project.containers();
        const health = containers.find(({ Service }) => Service === 'pipeline')?.Health ?? 'none';
        return [health === 'unhealthy', health];
      });
      assert.match(await project.logs('pipeline'), /not signed in to Elasticsearch.*SEARCH_FORBIDDEN/);
      await project.compose();
      await allHealthy();
      return 'unhealthy, with the reason in its log; healthy again';
    },
  ],
  [
    'a setting that Elasticsearch refuses, so that it ends again and again',
    async () => {
      writeFileSync(
        project.local('compose.override.yaml'),
        'services: {elasticsearch: {environment: {no.such: "1"}}}\n',
      );
      const said = await project.composeFails();
      assert.match(said, /CONTAINER_FAILED\nNot all services came up\.\nelasticsearch \(.*\), whose log ends with:\n/);
      assert.match(said, /unknown setting \[no\.such\]|ERROR: Elasticsearch/);
      assert.ok(!said.slice(said.indexOf('CONTAINER_FAILED')).includes('\u001B'));
      rmSync(project.local('compose.override.yaml'));
      await project.compose();
      return 'its log is quoted';
    },
  ],
  [
    'a bad password, by hand: `docker compose up secrets`',
    async () => {
      const good = project.variable('KAFKA_PASSWORD');
      project.setVariable('KAFKA_PASSWORD', 'short');
      await project.docker('compose', 'up', '--detach', '--no-build', 'secrets');
      await until(async () => {
        const log = await project.logs('secrets');
        const isSaid = /secrets: CONFIGURATION_INVALID[\s\S]*KAFKA_PASSWORD must have 12 to 64 characters/.test(log);
        return [isSaid && !/^\s+at /m.test(log), log];
      });
      project.setVariable('KAFKA_PASSWORD', good);
      return 'refused with what to change';
    },
  ],
  [
    '`--down --volumes`, then `--brokers 3 --generate`',
    async () => {
      await project.compose('--down', '--volumes');
      assert.deepEqual(await project.volumes(), foreign);
      await project.compose('--brokers', '3', '--generate');
      assert.equal((await running()).size, 7);
      await until(async () => generated(0));
      return 'three brokers healthy, generated lines are indexed';
    },
  ],
  [
    'one of the three brokers killed, a file dropped; then a start',
    async () => {
      await project.docker('compose', '--profile', '*', 'kill', 'kafka-3');
      project.drop('second.log', 1_000);
      await project.complete('second.log', 1_000);
      await project.compose('--brokers', '3', '--generate');
      assert.ok((await running()).has('kafka-3'));
      return '1,000 lines, 1,000 documents with two brokers; the third comes back';
    },
  ],
  [
    '`--down --volumes`',
    async () => {
      await project.compose('--down', '--volumes');
      assert.deepEqual(await project.containers(), []);
      assert.deepEqual(await project.volumes(), foreign);
      const networks = await project.docker('network', 'ls', '--format', '{{.Name}}');
      assert.doesNotMatch(networks, /^kafkainsight-test-/m);
      assert.ok(!existsSync(project.local('data/compose')));
      return 'no container, volume or network is left';
    },
  ],
];

/** BuildKit asks a registry for the base image; here there is one, which is then taken offline. */
async function offline(): Promise<string> {
  if (engine.network === undefined) return 'left out: the network is that of the machine';
  await project.compose('--down');
  await project.docker('tag', BASE, 'kept');
  await project.docker('image', 'rm', BASE);
  await engine.network(false);
  try {
    assert.match(await project.compose(), /Warning: the image could not be built; the one of \S+ runs\..*\s*$/);
  } finally {
    await engine.network(true);
    await project.docker('tag', 'kept', BASE);
    await project.docker('image', 'rm', 'kept');
  }
  await allHealthy();
  return 'starts with what was built before, and says so';
}

async function changePassword(name: string): Promise<string> {
  const old = project.variable(name);
  project.setVariable(name, `${old.slice(0, 20)}-changed`);
  await project.compose();
  await allHealthy();
  const user = { PIPELINE_PASSWORD: 'kafkainsight', KIBANA_PASSWORD: 'kibana_system', ELASTIC_PASSWORD: 'elastic' }[
    name
  ];
  if (user !== undefined) {
    assert.equal(await project.search(user, old, 'GET /_security/_authenticate'), '401');
    assert.equal(await project.search(user, project.variable(name), 'GET /_security/_authenticate'), '200');
  }
  const file = `${name.toLowerCase()}.log`;
  project.drop(file, 100);
  await project.complete(file, 100);
  return 'healthy; a new file is complete' + (user === undefined ? '' : '; the old password is refused');
}

/** Whether more than this many generated lines are documents. */
async function generated(more: number): Promise<readonly [boolean, string]> {
  const { output } = await project.command('reconcile', '--settle', '0');
  const [, lines = '0'] = /inbox\/story\/\S+ +([\d,]+)/.exec(output) ?? [];
  return [Number(lines.replaceAll(',', '')) > more, output];
}

test('containers', { timeout: 3_600_000 }, async (context) => {
  const folder = given ?? mkdtempSync('/var/tmp/kafkainsight-containers-');
  const clone = path.join(folder, 'clone');
  rmSync(clone, { recursive: true, force: true });
  mkdirSync(clone, { recursive: true });
  await using cleanUp = new AsyncDisposableStack();
  cleanUp.defer(() => {
    console.log(rows.map(({ step, seconds, seen }) => `| ${step} | ${seconds.toFixed(0)} | ${seen} |`).join('\n'));
  });
  await take('the engine', async () => {
    engine = await startEngine(folder, process.env['CONTAINERS_STORE'] ?? 'containerd');
    return engine.title;
  });
  cleanUp.defer(async () => {
    await engine.stop();
    rmSync(given === undefined ? folder : clone, { recursive: true, force: true });
  });
  await take('the images', () => provideImages(engine));
  project = await cloneProject(engine, clone);
  foreign = await project.volumes();
  const image = (...args: string[]): Promise<ProgramResult> =>
    engine.run(['docker', 'image', ...args, IMAGE], { cwd: '/' });
  const hadImage = (await image('inspect')).code === 0;
  let doing = '';
  cleanUp.defer(async () => {
    if (doing !== '') console.log((await project.docker(...LOGS)).slice(-20_000));
    if (existsSync(project.local('.env'))) await project.compose('--down', '--volumes');
    if (!hadImage) await image('rm');
  });
  for (const [step, work] of steps) {
    // Each step needs those before it.
    if (doing !== '') break;
    await context.test(step, { timeout: 900_000 }, async () => {
      doing = step;
      await take(step, work);
      doing = '';
    });
  }
});

async function take(step: string, work: () => Promise<string>): Promise<void> {
  const startMillis = performance.now();
  const seen = await work();
  rows.push({ step, seconds: (performance.now() - startMillis) / 1000, seen });
}
