import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { KafkaInsightError } from '../../core/errors.ts';
import { DEAD_LETTER_INDEX, LOG_TOPIC } from '../../core/names.ts';
import { indexName } from '../../core/search/index-names.ts';
import type { Stage } from '../../lib/configuration/stage.ts';
import { type CommandResult, runCommand } from '../helpers/command.ts';
import type { Organisation } from '../stacks/organisation.ts';
import { type Account, startAccount } from './account.ts';
import { bootstrap, cdk, deploy, firstDeployment, type Outputs, protections } from './cloud-development-kit.ts';
import { logGroups } from './emulator.ts';
import { goneOf, nothingOf, settle, stageApp } from './organisation.ts';
import { deployPlaced } from './placed.ts';
import { startPoller, type TopicMapping, topicMapping } from './poller.ts';
import { deedsOf, forbidden } from './rights.ts';
import { assertDestroyed, describeAll, errorLines, letIn } from './stage-checks.ts';

const samples = path.join(import.meta.dirname, '..', '..', 'local', 'sample-logs');
const FILES = ['apache_combined.log', 'rfc5424.log'];
/** A format that is in none of the files. */
const REFUSED_DATASET = 'apache.error';
const UNTIL_MILLIS = 240_000;

/** What is there before the stage: nothing, or what an organisation has, with a search domain or without. */
type Before = 'nothing' | 'an organisation' | 'an organisation with a domain';

/** Deploys, uses, changes and destroys a stage. */
export function testLife(stage: Stage, there: Before = 'nothing'): void {
  describe(`the stage ${stage.name} on an emulator of AWS, with a real Kafka and a real OpenSearch`, () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'kafkainsight-deploy-'));
    const deployed = { outputs: {} as Outputs, organisation: undefined as Organisation | undefined };
    /** Of the CDK's commands. */
    const options = ['-c', `stage=${stage.name}`];
    const failures: string[] = [];
    let account: Account;
    let lambda: LambdaClient;
    let s3: S3Client;
    let stopPolling: () => Promise<void> = () => Promise.resolve();
    before(async () => {
      account = await startAccount(stage);
      const { url: endpoint } = account.emulator;
      const client = {
        endpoint,
        region: 'us-east-1',
        credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      };
      lambda = new LambdaClient(client);
      s3 = new S3Client({ ...client, forcePathStyle: true });
    });
    after(async () => {
      await stopPolling();
      await account.close();
      rmSync(folder, { recursive: true, force: true });
    });

    const mapping = (): Promise<TopicMapping> =>
      topicMapping(lambda, path.join(folder, 'cdk.out', `kafkainsight-${stage.name}-index.template.json`));
    const command = (name: string, ...args: readonly string[]): Promise<CommandResult> =>
      runCommand([name, '--stage', stage.name, ...args], { environment: account.emulator.environment });
    const documents = async (indices: string): Promise<number> => {
      const request = `/${indices}/_count?ignore_unavailable=true`;
      try {
        return ((await account.administrator.request('GET', request)) as { count: number }).count;
      } catch (error) {
        // the shards of an index that was made this moment are not there yet
        if (error instanceof KafkaInsightError && error.code === 'SEARCH_UNAVAILABLE') return 0;
        throw error;
      }
    };
    const drop = async (name: string, body: Buffer): Promise<void> => {
      const [, bucket] = /^s3:\/\/([^/]+)\/inbox\/$/.exec(outputOf(deployed.outputs, 'ingest', 'Inbox')) ?? [];
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: `inbox/${name}`, Body: body }));
    };
    const outputOf = (outputs: Outputs, stack: string, name: string): string =>
      outputs[`kafkainsight-${stage.name}-${stack}`]?.[name] ?? '';

    /** The first deployment; in a domain that is there it stops, and is run again once the domain's administrator has let the role in. */
    const deployFirst = (): ReturnType<typeof deploy> =>
      deploy(account.emulator, folder, ...firstDeployment, ...options);

    test('is deployed by the commands of the README', async (t) => {
      const bootstrapped = await bootstrap(account.emulator, folder);
      assert.equal(bootstrapped.code, 0, bootstrapped.output);
      if (there !== 'nothing') {
        const settled = await settle(account.emulator, folder, there === 'an organisation with a domain');
        deployed.organisation = settled.has;
        options.push(...settled.options);
      }
      if (stage.search.existing !== undefined) await letIn(account, await deployFirst());
      const result = await deployFirst();
      assert.equal(result.code, 0, `${result.output}\n${account.emulator.log().slice(-5000)}`);
      deployed.outputs = result.outputs;
      t.diagnostic(`bootstrap ${bootstrapped.seconds.toFixed(0)} s, deploy ${result.seconds.toFixed(0)} s`);
      const topic = account.topics.get(LOG_TOPIC);
      assert.equal(Number(topic?.PartitionCount), stage.kafka.partitions);
      assert.deepEqual(await protections(account.emulator), [false]);
    });

    test('changes nothing when it is deployed again, but that stacks with data are protected from then on', async () => {
      const { code, output } = await deploy(account.emulator, folder, ...options);
      assert.equal(code, 0, output);
      // the other stage's may be there too
      const isOfStage = (name: string): boolean => name.startsWith(`kafkainsight-${stage.name}-`);
      const files = readdirSync(path.join(folder, 'cdk.out')).filter(isOfStage);
      const stacks = files.filter((name) => name.endsWith('.template.json'));
      assert.ok(stacks.length >= 10);
      assert.equal(output.match(/\(no changes\)/g)?.length, stacks.length, output);
      assert.deepEqual(await protections(account.emulator), [stage.data === 'retained']);
    });

    test('puts the lines of dropped files into their indices, and says so', async () => {
      const poller = await startPoller(lambda, await mapping(), account.brokers, (error) =>
        failures.push(String(error)),
      );
      stopPolling = () => poller.stop();
      let lines = 0;
      for (const name of FILES) {
        const content = readFileSync(path.join(samples, name));
        lines += content.toString('latin1').split('\n').length - 1;
        await drop(name, content);
      }
      await until(async () => (await documents('kafkainsight-logs-*')) >= lines, describeAll(account, failures));
      assert.equal(await documents('kafkainsight-logs-*'), lines);
      const reconciled = await command('reconcile', '--settle', '0');
      assert.equal(reconciled.code, 0, reconciled.output + reconciled.errors);
      const status = await command('status');
      assert.match(status.output, /dead letters +0$/m, status.errors);
      // what the schedule asks, which reads more than the command does
      const scheduled = await lambda.send(
        new InvokeCommand({
          FunctionName: `kafkainsight-${stage.name}-inspect`,
          Payload: Buffer.from(JSON.stringify({ withinHours: 2, counted: true })),
        }),
      );
      assert.equal(scheduled.FunctionError, undefined, scheduled.Payload?.transformToString());
    });

    test('is sound, says the doctor, who leaves nothing behind', async () => {
      const before = await documents('kafkainsight-logs-*');
      const { code, output, errors } = await command('doctor');
      assert.equal(code, 0, output + errors + describeAll(account, failures)());
      assert.equal(output.match(/^ok /gm)?.length, 9, output);
      assert.equal(await documents('kafkainsight-logs-*'), before);
    });

    test('keeps what the engine refuses as dead letters, and replays them once it is fixed', async () => {
      const now = Date.now();
      const index = indexName(REFUSED_DATASET, now, now, { period: stage.search.indexPeriod, retentionDays: 30 });
      const mappings = { properties: { 'process.pid': { type: 'ip' } } };
      await account.administrator.request('PUT', `/${index}`, { mappings });
      await drop('error.log', Buffer.from(errorLines(now, 3)));
      await until(async () => (await documents(DEAD_LETTER_INDEX)) === 3, describeAll(account, failures));
      await account.administrator.request('DELETE', `/${index}`);
      const replayed = await command('replay');
      assert.equal(replayed.code, 0, replayed.output + replayed.errors);
      await until(async () => (await documents(index)) === 3, describeAll(account, failures));
    });

    test('refused nobody: neither calls by the policies, nor requests by the domain, nor tokens by the brokers', () => {
      const refused = account.emulator
        .calls()
        .filter(({ principal, allowed }) => !allowed && principal.includes('kafkainsight'));
      assert.deepEqual(refused, []);
      assert.deepEqual(account.domain.refusals, []);
      assert.deepEqual(account.refusedTokens, []);
      assert.equal(account.acceptedRoles.size, 1, 'the ingest function alone signs in to the brokers');
      assert.deepEqual(failures, []);
    });

    test('did nothing at the domain and the brokers that the policies of the roles do not allow', async () => {
      const deeds = await deedsOf(account);
      assert.deepEqual(await forbidden(account.emulator, deeds), []);
      // the functions ingest, indexer, inspect, forget and provision
      assert.ok(new Set(deeds.map(({ role }) => role)).size >= 5);
      const beyond = deeds
        .filter(({ action }) => action.startsWith('kafka-cluster:WriteData'))
        .map((deed) => ({ ...deed, action: 'kafka-cluster:ReadData' }));
      assert.deepEqual(await forbidden(account.emulator, beyond), beyond);
      assert.equal(beyond.length, 1);
    });

    if (there !== 'nothing') {
      test('is bound by what the organisation demands, and gives its people what they may see', async () => {
        const has = deployed.organisation;
        const calls = account.emulator.calls().filter(({ principal }) => principal.includes('kafkainsight'));
        assert.deepEqual([...new Set(calls.map(({ boundary }) => boundary))], [has?.Boundary]);
        const ofKey = calls.filter(({ resource }) => resource === has?.Key).map(({ action }) => action);
        assert.deepEqual([...new Set(ofKey)].sort(), ['kms:Decrypt', 'kms:GenerateDataKey']);
        const reserved = await lambda.send(
          new GetFunctionConcurrencyCommand({ FunctionName: (await mapping()).function }),
        );
        assert.equal(reserved.ReservedConcurrentExecutions, stage.indexer.reservedConcurrency);
        const { kafkainsight_reader: people } = (await account.administrator.request(
          'GET',
          '/_plugins/_security/api/rolesmapping/kafkainsight_reader',
        )) as Readonly<Record<string, { readonly backend_roles: readonly string[] }>>;
        assert.deepEqual(people?.backend_roles, ['Log readers']);
        const logs = await logGroups(account.emulator, `kafkainsight-${stage.name}-`);
        assert.ok(logs.length >= 10);
        const elsewhere = logs.filter((one) => one.retentionInDays !== 90 || one.kmsKeyId !== has?.Key);
        assert.deepEqual(elsewhere, []);
      });
    }

    test('takes a changed setting in place, and leaves the event source mapping alone', async () => {
      const before = await mapping();
      const changed = [...(there === 'nothing' ? stageApp : []), ...options, '-c', 'changed=true'];
      const { code, output } = await deploy(account.emulator, folder, ...changed);
      assert.equal(code, 0, output);
      assert.equal((await mapping()).id, before.id);
      const configuration = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: before.function }));
      assert.equal(configuration.MemorySize, stage.indexer.memoryMib + 64);
    });

    test(stage.data === 'retained' ? 'refuses to be destroyed' : 'is destroyed, and leaves nothing', async () => {
      await stopPolling();
      stopPolling = () => Promise.resolve();
      const { code, output } = await cdk(account.emulator, folder, ...['destroy', '--all', '--force', ...options]);
      assertDestroyed(stage, code, output, account);
      const logs = await logGroups(account.emulator, `kafkainsight-${stage.name}-`);
      assert.equal(logs.length > 0, stage.data === 'retained', JSON.stringify(logs));
      if (deployed.organisation === undefined) return;
      const { organisation } = deployed;
      assert.deepEqual(await goneOf(account.emulator, organisation), []);
      const gone = await goneOf(account.emulator, nothingOf(organisation));
      assert.equal(gone.length, Object.keys(organisation).length + 1, 'a question for each, and one more subnet');
      if (stage.search.existing !== undefined) assert.ok((await documents('kafkainsight-logs-*')) > 0);
    });

    if (there === 'nothing' && stage.data === 'destroyable') {
      test('is deployed again after that, in addresses, zones and networks that it names, and works', async () => {
        await deployPlaced(account, lambda, folder, stage.name);
      });
    }
  });
}

async function until(done: () => Promise<boolean>, describe: () => string): Promise<void> {
  const deadline = Date.now() + UNTIL_MILLIS;
  while (!(await done())) {
    if (Date.now() > deadline) assert.fail(describe());
    await sleep(1000);
  }
}
