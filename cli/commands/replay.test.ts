import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import type { S3Event } from 'aws-lambda';
import { KafkaInsightError } from '../../core/errors.ts';
import { type DeadLetter, deadLetterLine } from '../../core/records/dead-letter.ts';
import { type Store, WORK_QUEUE } from '../../local/store/store.ts';
import { withStoreOf } from '../../test/helpers/store.ts';
import { deadLetters } from './dead-letters.ts';
import { replay } from './replay.ts';

const MAPPING = 'dead-letters/2026-11-22/MAPPING_ERROR/logs-0-1-2.ndjson';
const EMPTY = 'dead-letters/2026-11-22/RECORD_EMPTY/logs-1-7-7.ndjson';

let data: string;
let printed: string;

function letter(changes: Partial<DeadLetter>): DeadLetter {
  return {
    id: 'ABCDEFGHIJKLMQAAAAAA',
    kind: 'log',
    value: Buffer.from('{}'),
    timestampMillis: 0,
    origin: { topic: 'logs', partition: 0, offset: '1' },
    code: 'MAPPING_ERROR',
    message: "failed to parse field [a] in document with id '1'",
    deadMillis: 0,
    ...changes,
  };
}

const withStore = <Result>(use: (store: Store) => Promise<Result>): Promise<Result> => withStoreOf(data, use);

async function put(key: string, letters: readonly DeadLetter[]): Promise<void> {
  const body = Buffer.from(letters.map((one) => `${deadLetterLine(one)}\n`).join(''));
  await withStore((store) => store.objects.put(key, Readable.from([body]), {}));
}

const keys = (): Promise<string[]> =>
  withStore((store) => Promise.resolve(store.objects.list('', '', 100).map(({ key }) => key)));

async function queued(): Promise<string[]> {
  return withStore(async (store) => {
    const messages = await store.queues.receive(WORK_QUEUE, { maxMessages: 10, waitSeconds: 0 });
    for (const { receiptHandle } of messages) store.queues.delete(receiptHandle);
    return messages.map(({ body }) => (JSON.parse(body) as S3Event).Records[0]?.s3.object.key ?? '').sort();
  });
}

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'kafkainsight-replay-'));
  await put(MAPPING, [letter({}), letter({ message: "failed to parse field [a] in document with id '2'" })]);
  await put(EMPTY, [letter({ code: 'RECORD_EMPTY', message: 'the record is empty \u001b[31m' })]);
  printed = '';
  mock.method(process.stdout, 'write', (text: string) => {
    printed += text;
    return true;
  });
});

afterEach(async () => {
  mock.restoreAll();
  await rm(data, { recursive: true });
});

const isUsage = (error: unknown): boolean => error instanceof KafkaInsightError && error.code === 'USAGE_INVALID';

describe('replay', () => {
  it('copies to replay/, where it triggers the ingest, and moves to replayed/', async () => {
    assert.equal(await replay.run(['--data', data]), 0);
    const names = [MAPPING, EMPTY].map((key) => key.replace('dead-letters/', ''));
    assert.deepEqual(await keys(), [
      ...names.map((name) => `replay/${name}`),
      ...names.map((name) => `replayed/${name}`),
    ]);
    assert.deepEqual(
      await queued(),
      names.map((name) => `replay/${name}`),
    );
  });

  it('done twice changes nothing', async () => {
    await replay.run(['--data', data]);
    await queued();
    const before = await keys();
    assert.equal(await replay.run(['--data', data]), 0);
    assert.deepEqual([await keys(), await queued()], [before, []]);
  });

  it('goes on where it was killed', async () => {
    await replay.run(['--data', data]);
    const whole = await keys();
    // as if it had ended between the first copy and the second
    await put(MAPPING, [letter({})]);
    await withStore((store) => {
      store.objects.delete(MAPPING.replace('dead-letters/', 'replayed/'));
      return Promise.resolve();
    });
    await replay.run(['--data', data]);
    assert.deepEqual(await keys(), whole);
  });

  it('takes only the code and the time that it is told', async () => {
    await replay.run(['--data', data, '--code', 'RECORD_EMPTY']);
    assert.ok((await keys()).includes(MAPPING));
    assert.ok(!(await keys()).includes(EMPTY));
    await replay.run(['--data', data, '--since', '2999-01-01']);
    assert.ok((await keys()).includes(MAPPING));
  });

  it('only says what it would do in a dry run', async () => {
    await replay.run(['--data', data, '--dry-run']);
    assert.deepEqual([await keys(), await queued()], [[MAPPING, EMPTY], []]);
    assert.match(printed, /would replay dead-letters\/2026-11-22\/MAPPING_ERROR/);
  });

  it('refuses an unknown code, a time that is none, and a folder without a bucket', async () => {
    await assert.rejects(replay.run(['--data', data, '--code', 'NONE']), isUsage);
    await assert.rejects(replay.run(['--data', data, '--since', 'yesterday']), isUsage);
    await assert.rejects(replay.run(['--data', join(data, 'nowhere')]), isUsage);
  });
});

describe('dead-letters', () => {
  it('counts by code and reason, and prints no control character of a value', async () => {
    assert.equal(await deadLetters.run(['--data', data]), 0);
    const rows = printed.split('\n').map((line) => line.split(/ {2,}/));
    assert.deepEqual(rows.slice(0, 4), [
      ['code', 'records', 'objects'],
      ['MAPPING_ERROR', '2', '1'],
      ['RECORD_EMPTY', '1', '1'],
      ['all', '3', '2'],
    ]);
    assert.match(printed, /MAPPING_ERROR: failed to parse field \[a\] in document with id '…'\n {2}dead-letters\//);
    assert.ok(!printed.includes('\u001b'));
  });

  it('says so where there are none', async () => {
    await deadLetters.run(['--data', data, '--code', 'INDEX_CLOSED']);
    assert.equal(printed, 'There are no dead letters.\n');
  });
});
