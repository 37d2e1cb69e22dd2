import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { PollingMode } from '../../lambdas/indexer/acknowledge.ts';
import { deliverRecords, recordsToRedeliver } from './kafka-delivery.ts';
import type { DeliveredRecord } from './kafka-event.ts';

function record(partition: number, offset: number): DeliveredRecord {
  return { topic: 'logs', partition, offset, timestamp: 0, timestampType: 'CREATE_TIME', headers: [] };
}

const batch = [record(0, 5), record(0, 6), record(0, 7), record(1, 1), record(1, 2)];

function names(records: readonly DeliveredRecord[]): string {
  return records.map(({ partition, offset }) => `${partition}:${offset}`).join(' ');
}

function failures(...items: [partition: number, offset: number][]): object {
  return {
    batchItemFailures: items.map(([partition, offset]) => ({
      itemIdentifier: { partition: `logs-${partition}`, offset },
    })),
  };
}

/** Delivers the batch to a function that returns or throws what the script says; after the script's end it succeeds. */
async function play(mode: PollingMode, script: readonly (object | Error | null)[]): Promise<string[]> {
  const log: string[] = [];
  const answers = [...script];
  await deliverRecords(batch, mode, {
    invoke: (records) => {
      log.push(`invoke ${names(records)}`);
      const answer = answers.shift();
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    commit: (records) => {
      log.push(`commit ${names(records)}`);
      return Promise.resolve();
    },
    pause: (retry) => {
      if (retry > 0) log.push(`pause ${retry}`);
      return Promise.resolve();
    },
  });
  return log;
}

const whole = '0:5 0:6 0:7 1:1 1:2';

describe('a delivery in on-demand mode', () => {
  it('commits after success, whatever the answer says', async () => {
    assert.deepEqual(await play('on-demand', [failures([0, 6])]), [`invoke ${whole}`, `commit ${whole}`]);
  });

  it('brings the whole batch again while the function throws', async () => {
    assert.deepEqual(await play('on-demand', [new Error('a'), new Error('b')]), [
      `invoke ${whole}`,
      'pause 1',
      `invoke ${whole}`,
      'pause 2',
      `invoke ${whole}`,
      `commit ${whole}`,
    ]);
  });
});

describe('a delivery in provisioned mode', () => {
  it('brings each named partition again from its first failed offset, and commits the rest', async () => {
    assert.deepEqual(await play('provisioned', [failures([0, 7], [0, 6]), failures([0, 7]), failures([0, 7])]), [
      `invoke ${whole}`,
      'commit 0:5 1:1 1:2',
      'invoke 0:6 0:7',
      'commit 0:6',
      'invoke 0:7',
      'pause 1',
      'invoke 0:7',
      'commit 0:7',
    ]);
  });

  it('bisects the batch where the function throws, down to the record that does it', async () => {
    const poison = new Error('poison');
    // both partitions are delivered at the same time, and the first half of the second one fails once more
    assert.deepEqual(await play('provisioned', [poison, null, poison, poison]), [
      `invoke ${whole}`,
      'invoke 0:5 0:6 0:7',
      'invoke 1:1 1:2',
      'commit 0:5 0:6 0:7',
      'invoke 1:1',
      'pause 1',
      'invoke 1:1',
      'commit 1:1',
      'invoke 1:2',
      'commit 1:2',
    ]);
  });

  it('takes a response that names what was not delivered, or that is malformed, for a failure of the whole batch', () => {
    const malformed = [
      failures([2, 1]),
      failures([0, 8]),
      failures([0, 6], [1, 3]),
      { batchItemFailures: 'all' },
      { batchItemFailures: [{}] },
      { batchItemFailures: [null] },
      { batchItemFailures: [{ itemIdentifier: 'logs-0' }] },
      { batchItemFailures: [{ itemIdentifier: { partition: 'logs-0', offset: '6' } }] },
    ];
    for (const response of malformed)
      assert.deepEqual(recordsToRedeliver(batch, response), batch, JSON.stringify(response));
  });

  it('takes an empty response for success', () => {
    for (const response of [undefined, null, {}, { batchItemFailures: [] }, { batchItemFailures: null }, 'done']) {
      assert.deepEqual(recordsToRedeliver(batch, response), [], JSON.stringify(response));
    }
  });
});

describe('whatever the function does', () => {
  const records = fc
    .array(fc.tuple(fc.nat(2), fc.nat(9)), { minLength: 1, maxLength: 12 })
    .map((pairs) => [...new Set(pairs.sort(([p, a], [q, b]) => p - q || a - b).map(([p, o]) => `${p}:${o}`))])
    .map((ids) => ids.map((id) => record(Number(id.split(':')[0]), Number(id.split(':')[1]))));
  const answer = fc.oneof(
    fc.constant('throw'),
    fc.constant('succeed'),
    fc.array(fc.tuple(fc.nat(2), fc.nat(9)), { maxLength: 3 }),
  );

  it('every record is committed once, in order, and only after an invocation that held it', async () => {
    await fc.assert(
      fc.asyncProperty(
        records,
        fc.array(answer, { maxLength: 15 }),
        fc.constantFrom<PollingMode>('provisioned', 'on-demand'),
        async (input, script, mode) => {
          const invoked = new Set<DeliveredRecord>();
          const committed: DeliveredRecord[] = [];
          const answers = [...script];
          await deliverRecords(input, mode, {
            invoke: (given) => {
              for (const one of given) invoked.add(one);
              const next = answers.shift() ?? 'succeed';
              if (next === 'throw') return Promise.reject(new Error('thrown'));
              return Promise.resolve(next === 'succeed' ? undefined : failures(...next));
            },
            commit: (done) => {
              for (const one of done) assert.ok(invoked.has(one));
              committed.push(...done);
              return Promise.resolve();
            },
            pause: () => Promise.resolve(),
          });
          for (const partition of [0, 1, 2]) {
            assert.equal(
              names(committed.filter((one) => one.partition === partition)),
              names(input.filter((one) => one.partition === partition)),
            );
          }
        },
      ),
    );
  });
});
