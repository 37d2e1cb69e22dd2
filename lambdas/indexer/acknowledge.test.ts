import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ErrorCode, KafkaInsightError } from '../../core/errors.ts';
import type { KafkaRecord } from '../../core/records/records.ts';
import { acknowledge } from './acknowledge.ts';

function handedBack(...entries: readonly (readonly [number, string, ErrorCode])[]): Map<KafkaRecord, ErrorCode> {
  return new Map(
    entries.map(([partition, offset, code]) => [
      { position: { topic: 'logs', partition, offset }, timestampMillis: 0, value: Buffer.from('secret') },
      code,
    ]),
  );
}

test('provisioned mode: the response names the first undone record of each partition', () => {
  const undone = handedBack([3, '12', 'SEARCH_THROTTLED'], [0, '7', 'SHARD_LIMIT'], [3, '9', 'SHARD_LIMIT']);
  assert.deepEqual(acknowledge(undone, 'provisioned'), {
    batchItemFailures: [
      { itemIdentifier: { partition: 'logs-3', offset: 9 } },
      { itemIdentifier: { partition: 'logs-0', offset: 7 } },
    ],
  });
});

test('on-demand mode: the function fails, with counts and without a payload', () => {
  const undone = handedBack([3, '12', 'SEARCH_THROTTLED'], [0, '7', 'SHARD_LIMIT'], [3, '9', 'SEARCH_THROTTLED']);
  assert.throws(
    () => acknowledge(undone, 'on-demand'),
    (error) => {
      assert.ok(error instanceof KafkaInsightError);
      assert.equal(error.code, 'SEARCH_THROTTLED');
      assert.match(error.message, /^Not indexed, and handed back: 3 records \(2 x SEARCH_THROTTLED, 1 x SHARD_LIMIT\)/);
      return true;
    },
  );
});

test('either mode: nothing undone acknowledges everything', () => {
  for (const mode of ['provisioned', 'on-demand'] as const) {
    assert.deepEqual(acknowledge(new Map(), mode), { batchItemFailures: [] });
  }
});
