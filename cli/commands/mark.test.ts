import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Store, WORK_QUEUE } from '../../local/store/store.ts';
import { withStoreOf } from '../../test/helpers/store.ts';
import { mark } from './mark.ts';

let data: string;

before(async () => {
  data = await mkdtemp(join(tmpdir(), 'kafkainsight-mark-'));
  await withStore(() => Promise.resolve());
});

after(() => rm(data, { recursive: true }));

const withStore = <Result>(use: (store: Store) => Promise<Result>): Promise<Result> => withStoreOf(data, use);

test('a mark is an object below inbox/, which the ingest function is told of; made twice it is one object', async (context) => {
  context.mock.method(process.stdout, 'write', () => true);
  const call = ['shop', '1.4.2', '--at', '2026-11-22T10:02:52Z', '--data', data];
  assert.deepEqual([await mark.run(call), await mark.run(call)], [0, 0]);
  const { keys, messages } = await withStore(async (store) => ({
    keys: store.objects.list('', '', 100).map(({ key }) => key),
    messages: await store.queues.receive(WORK_QUEUE, { maxMessages: 10, waitSeconds: 0 }),
  }));
  assert.equal(keys.length, 1);
  assert.match(keys[0] ?? '', /^inbox\/kafkainsight-marks\/[0-9a-f]{20}\.json$/);
  assert.equal(messages.length, 2);
  assert.ok(messages.every(({ body }) => body.includes(keys[0] ?? '-')));
});

const wrong: readonly (readonly [readonly string[], RegExp])[] = [
  [[], /SERVICE is missing/],
  [['shop'], /VERSION is missing/],
  [['shop', '1', 'dev'], /Unexpected argument dev/],
  [['shop', ' '], /VERSION is {2}\. It must have/],
  [['shop\n', '1'], /SERVICE is .*It must have/],
  [['shop', '1'.repeat(1025)], /VERSION is 1+\. It must have/],
  [['shop', '1', '--at', 'noon'], /--at is noon\. It must be a time/],
  [['shop', '1', '--stage', 'dev', '--bucket', 'x'], /--bucket would have no effect together with --stage/],
];

for (const [args, message] of wrong) {
  test(`mark ${JSON.stringify(args).slice(0, 60)} is refused in a sentence`, async () => {
    await assert.rejects(mark.run(args), { code: 'USAGE_INVALID', message });
  });
}
