import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { lockFolder } from '../setup/folder-lock.ts';
import { startPipeline } from './pipeline.ts';
import { openSecrets } from './secrets.ts';

test('a second run on the same data leaves the log of the first alone', async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'kafkainsight-pipeline-'));
  const log = join(dataFolder, 'pipeline.log');
  writeFileSync(log, 'of the first run\n');
  mkdirSync(join(dataFolder, 'store'));
  const first = lockFolder(join(dataFolder, 'store'), 'The first run');
  const environment = {
    KAFKA_BROKERS: '127.0.0.1:1',
    KAFKA_SECURITY: 'plaintext',
    SEARCH_ENGINE: 'opensearch',
    SEARCH_URL: 'http://127.0.0.1:1',
    SEARCH_AUTHENTICATION: 'none',
    AWS_ENDPOINT_CREDENTIALS_FILE: (await openSecrets(dataFolder)).storeCredentialsFile,
  };
  const topic = { partitions: 1, replicationFactor: 1 };
  const second = startPipeline({
    ...{ environment, dataFolder, topic, storePort: 0, fresh: true },
    ...{ pollingMode: 'provisioned', sourcesFile: join(dataFolder, 'none') },
  });
  await assert.rejects(second, { code: 'ALREADY_RUNNING' });
  assert.equal(readFileSync(log, 'utf8'), 'of the first run\n');
  first.release();
  rmSync(dataFolder, { recursive: true });
});
