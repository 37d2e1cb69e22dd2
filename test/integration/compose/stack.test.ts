/**
 * The services of compose.yaml, started without containers (stack.ts): what they do, and what they reject. Kibana's API is a server built
 * from its documentation.
 */
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSearchEngine } from '../../../adapters/search/search-engine.ts';
import { writeConnection } from '../../../local/compose/host/connection.ts';
import { PIPELINE_USER } from '../../../local/compose/setup.ts';
import { runCommand } from '../../helpers/command.ts';
import { LOCAL_FOLDER } from '../../helpers/compose-file.ts';
import { dashboardsServer } from '../../helpers/dashboards-server.ts';
import { dashboardTests } from '../dashboards.suite.ts';
import { makeTestCertificate } from '../engines/certificate.ts';
import { prefixedEngine } from '../story/engine.ts';
import { filesBelow } from './image.ts';
import { healthOf, runImage } from './process.ts';
import {
  at,
  clientOf,
  composeVariables,
  environmentOf,
  pipelineEnvironment,
  secrets,
  type Stack,
  startBroker,
  startStack,
  step,
} from './stack.ts';

const LINES = 5000;

let stack: Stack;
/** What was seen last, for the error message of a failed wait. */
let seen = '';

async function until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  const endMillis = Date.now() + 120_000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    assert.ok(Date.now() < endMillis, `${what} did not come about: ${seen}`);
    await sleep(500);
  }
}

before(async () => {
  stack = await startStack();
});
after(() => stack.stop());

/** Signs in with a password of .env; the roles that the real server then knows. */
async function rolesOf(username: string, variable: string): Promise<unknown> {
  const authentication = { kind: 'basic', username, password: () => composeVariables[variable] ?? '' } as const;
  const engine = createSearchEngine({ ...stack.administrator, authentication });
  try {
    const user = await engine.request('GET', '/_security/_authenticate');
    return (user as { readonly roles?: unknown } | undefined)?.roles;
  } finally {
    await engine.close();
  }
}

describe('setup', () => {
  test('gives the users their passwords and the pipeline its role, and provisions what documents need', async () => {
    const run = () => step(stack.image, 'setup', environmentOf('setup', 'setup'));
    const first = await run();
    assert.equal(first.code, 0, first.errors);
    assert.match(first.output, /"thing":"index template kafkainsight-logs","outcome":"created"/);
    const second = await run();
    assert.equal(second.code, 0, second.errors);
    assert.doesNotMatch(second.output, /"outcome":"(created|updated)"/);
    assert.doesNotMatch(`${first.output}${first.errors}${second.output}`, /a-good\.Password/);
    assert.deepEqual(await rolesOf('kibana_system', 'KIBANA_PASSWORD'), ['kibana_system']);
    assert.deepEqual(await rolesOf(PIPELINE_USER, 'PIPELINE_PASSWORD'), [PIPELINE_USER]);
    await assert.rejects(rolesOf(PIPELINE_USER, 'KIBANA_PASSWORD'), { code: 'SEARCH_FORBIDDEN' });
  });

  test('says which password is wrong', async () => {
    const wrong = at('wrong-password');
    writeFileSync(wrong, 'not-the-password');
    const { code, errors } = await step(stack.image, 'setup', {
      ...environmentOf('setup', 'setup'),
      SEARCH_PASSWORD_FILE: wrong,
    });
    assert.equal(code, 1);
    assert.match(errors, /^setup: SEARCH_FORBIDDEN\n.*401.*SEARCH_PASSWORD_FILE/s);
  });
});

describe('dashboards', () => {
  test('come into Kibana over its TLS, once', async () => {
    const [cert, key] = ['certificate.pem', 'key.pem'].map((name) =>
      readFileSync(path.join(secrets, 'kibana', name), 'utf8'),
    );
    const kibana = await dashboardsServer({ cert: cert ?? '', key: key ?? '' });
    try {
      const environment = {
        ...environmentOf('dashboards', 'setup'),
        DASHBOARDS_URL: kibana.url.replace('127.0.0.1', 'localhost'),
      };
      const { code, errors, output } = await step(stack.image, 'dashboards', environment);
      assert.equal(code, 0, errors + output);
      const [objects] = kibana.tenants.values();
      const file = readFileSync(path.join(LOCAL_FOLDER, '../dashboards/kibana/kafkainsight.ndjson'), 'utf8');
      assert.equal(objects?.size, file.trimEnd().split('\n').length);
      for (const { headers } of kibana.seen) assert.match(headers.authorization ?? '', /^Basic /);
      const again = await step(stack.image, 'dashboards', environment);
      assert.match(again.output, /"thing":"dashboards","outcome":"unchanged"/);
    } finally {
      await kibana.close();
    }
  });

  test('that do not come are an error that says what to do', async () => {
    const environment = {
      ...environmentOf('dashboards', 'setup'),
      DASHBOARDS_URL: 'https://localhost:1',
    };
    const { code, errors } = await step(stack.image, 'dashboards', environment);
    assert.equal(code, 1);
    assert.match(errors, /DASHBOARDS_NOT_IMPORTED\n.*Saved Objects/s);
  });
});

type Run = (...args: string[]) => ReturnType<typeof runCommand>;

/** Makes an index reject a line, fixes that, and lets the commands index the line after all. */
async function replays(command: Run): Promise<void> {
  const admin = createSearchEngine(stack.administrator);
  const index = `kafkainsight-logs-refused-${new Date().toISOString().slice(0, 7).replace('-', '.')}`;
  const untilSays = (what: RegExp, ...args: string[]): Promise<string> =>
    until(String(what), async () => {
      const { output, errors } = await command(...args);
      seen = output + errors;
      return what.test(output) ? output : undefined;
    });
  try {
    await admin.request('PUT', `/${index}`, { mappings: { properties: { message: { type: 'long' } } } });
    mkdirSync(at('inbox', 'refused'));
    writeFileSync(at('inbox', 'refused', 'lines.log'), 'no number\n');
    await untilSays(/MAPPING_ERROR +1 +1/, 'dead-letters');
    await admin.request('DELETE', `/${index}`);
    const { code, output, errors } = await command('replay');
    assert.equal(code, 0, output + errors);
    await untilSays(/inbox\/refused\/lines\.log +1 +1 +0 +complete/, 'reconcile', '--settle', '0');
  } finally {
    await admin.close();
  }
}

describe('pipeline', () => {
  const refused = async (changes: Readonly<Record<string, string>>, expected: RegExp): Promise<void> => {
    const environment = { ...pipelineEnvironment(), HEARTBEAT_FILE: at('never'), ...changes };
    const { code, errors } = await runImage(stack.image, ['pipeline'], environment, 60_000).ended;
    assert.equal(code, 1, errors);
    assert.match(errors, expected);
    assert.notEqual(await healthOf(stack.image, environment), 0);
  };

  test('refuses a wrong authority and wrong passwords, and says what to set', async () => {
    const other = at('other');
    mkdirSync(other);
    const { authorityFile: authority } = await makeTestCertificate(other);
    const wrong = at('wrong-password');
    writeFileSync(wrong, 'not-the-password');
    await Promise.all([
      refused({ SEARCH_CA_FILE: authority, STORE_PORT: '0', DATA_FOLDER: at('d1') }, /SEARCH_CA_FILE/),
      refused({ SEARCH_PASSWORD_FILE: wrong, STORE_PORT: '0', DATA_FOLDER: at('d2') }, /401.*SEARCH_PASSWORD_FILE/s),
      refused(
        { KAFKA_CA_FILE: authority, STORE_PORT: '0', DATA_FOLDER: at('d3') },
        /^pipeline: BROKER_UNAVAILABLE\n.*KAFKA_CA_FILE/s,
      ),
      refused(
        { KAFKA_PASSWORD_FILE: wrong, STORE_PORT: '0', DATA_FOLDER: at('d4') },
        /^pipeline: BROKER_REFUSED\n.*credentials/s,
      ),
    ]);
  });

  test('runs from the image alone as its least-privileged user; is healthy once it reads; takes files; our commands reach it', async (context) => {
    const files = filesBelow(stack.image.folder);
    const sources = [{ prefix: 'refused/', format: 'text', dataset: 'refused' }];
    const environment = { ...pipelineEnvironment(), SOURCES: JSON.stringify(sources) };
    const running = runImage(stack.image, ['pipeline'], environment);
    context.after(() => running.child.kill('SIGKILL'));
    const early = running.ended.then(({ code, output, errors }) =>
      assert.fail(`ended with ${code ?? 'a signal'}: ${output}${errors}`),
    );
    const healthy = until('health', async () => ((await healthOf(stack.image, environment)) === 0 ? true : undefined));
    await Promise.race([healthy, early]);
    early.catch(() => undefined);

    copyFileSync(path.join(LOCAL_FOLDER, 'sample-logs', 'apache_common.log'), at('inbox', 'access.log'));
    writeFileSync(at('generated', 'generated.log'), 'one line\n');
    const connectionData = at('commands');
    mkdirSync(path.join(connectionData, 'compose'), { recursive: true });
    copyFileSync(path.join(secrets, 'pipeline', 'http_ca.crt'), path.join(connectionData, 'compose', 'http_ca.crt'));
    writeConnection(connectionData, composeVariables);
    const command: Run = (...args) => runCommand([...args, '--data', connectionData]);
    const { output } = await until('the documents', async () => {
      const reconciled = await command('reconcile', '--settle', '0');
      seen = reconciled.output + reconciled.errors;
      return reconciled.output.includes('No differences') && reconciled.output.includes('generated.log')
        ? reconciled
        : undefined;
    });
    assert.match(
      output,
      new RegExp(`inbox/access\\.log +${LINES.toLocaleString('en')} +${LINES.toLocaleString('en')} +0 +complete`),
    );
    assert.match(output, /inbox\/generated\.log +1 +1 +0 +complete/);
    const status = await command('status');
    assert.match(status.output, /given up \(dead-letter queue\) +0/, status.errors);
    await replays(command);

    running.child.kill('SIGTERM');
    const { code, output: log } = await running.ended;
    assert.equal(code, 0);
    assert.match(log, /"message":"read from the inbox","file":"access\.log"/);
    const problems = log.split('\n').filter((line) => line.includes('"level":"error"'));
    // a broker that has just started reports that to the first reader
    assert.deepEqual(
      problems.filter((line) => !line.includes('coordinator is loading')),
      [],
    );
    assert.deepEqual(filesBelow(stack.image.folder), files, 'nothing is written into the image');
    // a heartbeat that stopped half a minute ago
    const before = new Date(Date.now() - 31_000);
    utimesSync(at('heartbeat'), before, before);
    assert.notEqual(await healthOf(stack.image, environment), 0);
  });

  test('cannot touch other indices, nor users', async () => {
    const engine = createSearchEngine({
      ...stack.administrator,
      authentication: {
        kind: 'basic',
        username: PIPELINE_USER,
        password: () => composeVariables['PIPELINE_PASSWORD'] ?? '',
      },
    });
    try {
      for (const [method, where, body] of [
        ['PUT', '/other', undefined],
        ['PUT', '/_index_template/other', { index_patterns: ['o'] }],
        ['GET', '/_security/user', undefined],
        ['DELETE', '/kafkainsight-ledger', undefined],
      ] as const) {
        await assert.rejects(engine.request(method, where, body), { code: 'SEARCH_FORBIDDEN' }, where);
      }
    } finally {
      await engine.close();
    }
  });
});

test('another broker of the profile joins the first, and takes copies', async () => {
  const second = await startBroker('kafka-2', clientOf('kafkainsight.copied'), stack.kafka);
  await second.server.kill();
});

test('the certificates are read by nobody but their servers', () => {
  for (const own of ['pipeline', 'setup']) assert.ok(!existsSync(path.join(secrets, own, 'key.pem')));
  assert.ok(!existsSync(path.join(secrets, 'authority-key.pem')));
});

dashboardTests('Elasticsearch', () => prefixedEngine(stack.administrator, 'panels'));
