import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { judgeRule } from '../../../lambdas/findings/judge-rule.ts';
import { memoryFindingStore } from '../../../test/fakes/finding-store.ts';
import { HOUR_MILLIS } from '../../time/units.ts';
import type { Finding } from '../finding.ts';
import { clockJump } from './clock-jump.ts';

const NOON = Date.parse('2026-11-02T12:00:00Z');
const STEP_MILLIS = 5 * 60_000;

/** A line of a file, in the file's order. */
interface Line {
  readonly host: string;
  readonly timeMillis: number;
}

/** A line of a host every five minutes, from an hour on, for so many hours. */
function lines(host: string, fromHour: number, hours: number): Line[] {
  return Array.from({ length: (hours * HOUR_MILLIS) / STEP_MILLIS }, (_, at) => ({
    host,
    timeMillis: NOON + fromHour * HOUR_MILLIS + at * STEP_MILLIS,
  }));
}

/** The findings of files, each of which has its lines in this order. */
async function findingsOf(...files: readonly (readonly Line[])[]): Promise<Finding[]> {
  const store = memoryFindingStore();
  const hours = new Set<number>();
  for (const [file, its] of files.entries()) {
    for (const [at, { host, timeMillis }] of its.entries()) {
      hours.add(Math.floor(timeMillis / HOUR_MILLIS) * HOUR_MILLIS);
      store.index(`${file}-${at}`, {
        '@timestamp': new Date(timeMillis).toISOString(),
        'host.hostname': host,
        'kafkainsight.file.id': `file-${file}`,
        'log.file.path': 'messages',
        'log.offset': 80 * at,
      });
    }
  }
  const newestMillis = Math.max(...hours) + HOUR_MILLIS;
  await judgeRule(store, clockJump, { hours: [...hours].sort((a, b) => a - b), newestMillis, passedMillis: Infinity });
  return [...store.kept.findings.values()].sort((a, b) => a.fromMillis - b.fromMillis);
}

function offsets({ proof }: Finding): (number | undefined)[] {
  return proof.map(({ offset }) => offset);
}

describe('clock-jump', () => {
  test('finds a clock that was ahead for a while, by the lines of that while', async () => {
    const jump = lines('a', 5, 1);
    const found = await findingsOf([...lines('a', 0, 2), ...jump, ...lines('a', 2.5, 4)]);
    assert.deepEqual(
      found.map(({ entity, fromMillis, numbers }) => [entity, (fromMillis - NOON) / HOUR_MILLIS, numbers]),
      [['a', 5, { hours: 3 }]],
    );
    // the 25th to the 36th line of the file
    assert.deepEqual(
      offsets(found[0] ?? assert.fail()),
      Array.from(jump, (_, at) => 80 * (24 + at)),
    );
    assert.equal(found[0]?.text, 'In one of its files, lines of a are followed by lines that are some 3 hours older.');
  });

  test('finds a clock that goes back and stays so, by the lines after it', async () => {
    const found = await findingsOf([...lines('a', 0, 6), ...lines('a', 1, 1)]);
    assert.deepEqual(
      found.map(({ fromMillis, numbers }) => [(fromMillis - NOON) / HOUR_MILLIS, numbers['hours']]),
      [
        [3, 2],
        [4, 3],
        [5, 4],
      ],
    );
    for (const one of found)
      assert.deepEqual(
        offsets(one),
        Array.from({ length: 12 }, (_, at) => 80 * (72 + at)),
      );
  });

  test('is no file of several hosts in batches, no two files, no end of summer time', async () => {
    const batches = [...lines('a', 0, 6), ...lines('b', 0, 6), ...lines('c', 0, 6), ...lines('a', 6, 6)];
    assert.deepEqual(await findingsOf(batches), []);
    assert.deepEqual(await findingsOf(lines('a', 0, 6), lines('a', 0, 6)), []);
    assert.deepEqual(await findingsOf([...lines('a', 0, 4), ...lines('a', 3, 4)]), []);
  });

  test('is no straggler: four lines are, five are not', async () => {
    const late = (count: number): Line[] => [
      ...lines('a', 0, 6),
      ...lines('a', 1.5, 1).slice(0, count),
      ...lines('a', 6, 2),
    ];
    assert.deepEqual(await findingsOf(late(4)), []);
    assert.ok((await findingsOf(late(5))).length > 0);
  });
});
