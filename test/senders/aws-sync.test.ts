/**
 * `aws s3 sync` of a log folder as in docs/sending.md, with AWS's command against the local store, while the logs are written and
 * rotated: as many documents as lines.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { DeleteMessageCommand } from '@aws-sdk/client-sqs';
import { createObjectStore } from '../../adapters/s3/object-store.ts';
import { LOCAL_BUCKET } from '../../local/store/store.ts';
import { indexed } from '../helpers/indexed.ts';
import { queueEvent } from '../helpers/ingest-events.ts';
import { ingestHarness } from '../helpers/ingest-harness.ts';
import { lambdaContext } from '../helpers/lambda-context.ts';
import { installPythonPackages } from '../helpers/python-packages.ts';
import { LOCAL_KEY, type StoreFixture, storeFixture } from '../helpers/store.ts';

const SYNCS_A_DAY = 6;
const DAYS = 3;
const NAMES = ['web/access.log', 'shop/app.log'];

const folder = mkdtempSync(path.join(tmpdir(), 'kafkainsight-sync-'));
let packages: string;
let fixture: StoreFixture;
before(async () => {
  packages = await installPythonPackages('awscli==1.46.3');
  fixture = await storeFixture();
  for (const name of NAMES) mkdirSync(path.join(folder, path.dirname(name)), { recursive: true });
});
after(async () => {
  await fixture.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function sync(): Promise<void> {
  const args = ['s3', 'sync', folder, `s3://${LOCAL_BUCKET}/inbox/host1`, '--endpoint-url', fixture.store.url];
  await promisify(execFile)('python3', [path.join(packages, 'bin', 'aws'), ...args], {
    env: {
      ...process.env,
      PYTHONPATH: packages,
      AWS_ACCESS_KEY_ID: LOCAL_KEY.accessKeyId,
      AWS_SECRET_ACCESS_KEY: LOCAL_KEY.secretAccessKey,
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_CONFIG_FILE: path.join(folder, 'none'),
    },
  });
}

/** As logrotate does with `compress` and `delaycompress`. */
function rotate(name: string): void {
  const file = path.join(folder, name);
  for (const at of [3, 2]) if (existsSync(`${file}.${at}.gz`)) renameSync(`${file}.${at}.gz`, `${file}.${at + 1}.gz`);
  if (existsSync(`${file}.1`)) {
    writeFileSync(`${file}.2.gz`, gzipSync(readFileSync(`${file}.1`)));
    rmSync(`${file}.1`);
  }
  if (existsSync(file)) renameSync(file, `${file}.1`);
}

test('a log folder that is synchronised while it is written and rotated has as many documents as lines', async () => {
  const store = createObjectStore({ region: 'us-east-1', s3Endpoint: fixture.store.url, credentials: LOCAL_KEY });
  const harness = ingestHarness({ store: { ...store, objects: new Map() }, bucket: LOCAL_BUCKET });
  const ingestAll = async (): Promise<void> => {
    const { queueUrl: QueueUrl } = fixture.store;
    for (let messages = await fixture.receive(); messages.length > 0; messages = await fixture.receive()) {
      const event = queueEvent(messages.map(({ Body = '' }) => Body));
      assert.deepEqual(await harness.handler(event, lambdaContext()), { batchItemFailures: [] });
      for (const { ReceiptHandle } of messages)
        await fixture.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  };
  let lines = 0;
  for (let turn = 0; turn < DAYS * SYNCS_A_DAY; turn++) {
    const time = new Date(Date.UTC(2026, 10, 22, (turn * 24) / SYNCS_A_DAY)).toISOString();
    for (const name of NAMES) {
      if (turn % SYNCS_A_DAY === SYNCS_A_DAY - 1) rotate(name);
      appendFileSync(path.join(folder, name), `${time} INFO ${name} did ${turn}\n`.repeat(3));
      lines += 3;
    }
    await sync();
    await ingestAll();
  }
  assert.equal((await indexed(harness.producer.records())).length, lines);
});
