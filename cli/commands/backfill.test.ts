import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { readMessage } from '../../lambdas/ingest/events.ts';
import { LOCAL_BUCKET } from '../../local/store/store.ts';
import { awsServer } from '../../test/helpers/aws-server.ts';
import { type CommandResult, runCommand } from '../../test/helpers/command.ts';
import { type StoreFixture, storeFixture } from '../../test/helpers/store.ts';

const keys = [
  ...Array.from({ length: 25 }, (_, number) => `inbox/shop/${String(number).padStart(2, '0')}.log`),
  'inbox/größe + 100 %.log',
  'dead-letters/2026-11-22/MAPPING_ERROR/a.ndjson',
];
let fixture: StoreFixture;

/** Receives all messages from the queue and returns the keys that the ingest function reads in them. */
async function queuedKeys(): Promise<string[]> {
  const found: string[] = [];
  // as long as SQS allows: however slow the machine is, no message is counted twice
  const receive = (): ReturnType<StoreFixture['receive']> => fixture.receive({ VisibilityTimeout: 43_200 });
  for (let messages = await receive(); messages.length > 0; messages = await receive()) {
    for (const { Body } of messages) {
      const work = readMessage(Body ?? '');
      assert.ok(work.kind === 'objects');
      assert.ok(work.objects.every(({ bucket }) => bucket === LOCAL_BUCKET));
      found.push(...work.objects.map(({ key }) => key));
    }
  }
  return found.sort();
}

async function backfill(...args: readonly string[]): Promise<CommandResult> {
  const { url, queueUrl } = fixture.store;
  const server = await awsServer(() => ({ body: { bucket: LOCAL_BUCKET, queueUrl } }));
  const environment = { ...server.environment, AWS_ENDPOINT_URL_S3: url, AWS_ENDPOINT_URL_SQS: url };
  try {
    return await runCommand(['backfill', '--stage', 'dev', ...args], { environment });
  } finally {
    await server.close();
  }
}

before(async () => {
  fixture = await storeFixture();
  for (const key of keys) await fixture.put(key, 'a line\n');
  assert.equal((await queuedKeys()).length, 26);
});
after(() => fixture.remove());

describe('backfill', () => {
  test('queues every object below the prefix once, under its own name, and says how many', async () => {
    const { code, output, errors } = await backfill('--prefix', 'inbox/');
    assert.equal(code, 0, errors);
    assert.match(output, /^Queued 26 objects, 182 bytes as stored\.$/m);
    assert.deepEqual(await queuedKeys(), keys.filter((key) => key.startsWith('inbox/')).sort());
  });

  test('takes a narrower prefix, down to one object', async () => {
    assert.match((await backfill('--prefix', 'inbox/shop/0')).output, /^Queued 10 objects/m);
    assert.equal((await queuedKeys()).length, 10);
    assert.match((await backfill('--prefix', 'inbox/größe')).output, /^Queued 1 object,/m);
    assert.deepEqual(await queuedKeys(), ['inbox/größe + 100 %.log']);
  });

  test('only counts where it is a rehearsal', async () => {
    assert.match((await backfill('--prefix', 'inbox/', '--dry-run')).output, /^Would queue 26 objects/m);
    assert.deepEqual(await queuedKeys(), []);
  });

  test('refuses what the ingest function does not read, and says how it can be read', async () => {
    for (const args of [['--prefix', 'dead-letters/'], ['--prefix', 'inbox'], []]) {
      const { code, errors } = await backfill(...args);
      assert.equal(code, 2);
      assert.match(errors, /must begin with inbox\/ or replay\/.*Copy other files below inbox\//);
    }
    assert.deepEqual(await queuedKeys(), []);
  });

  test('says that the queue takes nothing, rather than to have queued anything', async () => {
    const server = await awsServer(() => ({
      body: { bucket: LOCAL_BUCKET, queueUrl: `${fixture.store.url}/000000000000/none` },
    }));
    const { url } = fixture.store;
    const environment = { ...server.environment, AWS_ENDPOINT_URL_S3: url, AWS_ENDPOINT_URL_SQS: url };
    const { code, output, errors } = await runCommand(['backfill', '--stage', 'dev', '--prefix', 'inbox/'], {
      environment,
    });
    await server.close();
    assert.deepEqual([code, output], [1, '']);
    assert.match(errors, /QUEUE_UNAVAILABLE/);
  });
});
