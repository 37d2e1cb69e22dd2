import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FindingStore } from '../../core/findings/finding-store.ts';
import type { CountRow, LogCondition, Question } from '../../core/findings/rule.ts';
import { addressManyAccounts as rule } from '../../core/findings/rules/address-many-accounts.ts';
import type { LogDocument } from '../fakes/finding-store.ts';

const HOUR = 3_600_000;
export const NOON = Date.parse('2026-11-02T12:00:00Z');

/** So many documents of an hour, distinguished by their offset. */
export function documents(hours: number, ofHour: number): Record<string, LogDocument> {
  const all = Array.from({ length: hours * ofHour }, (_, at): [string, LogDocument] => [
    `id-${at}`,
    {
      '@timestamp': new Date(NOON + Math.floor(at / ofHour) * HOUR + (at % ofHour) * 1000).toISOString(),
      'event.dataset': 'apache.access',
      'kafkainsight.file.id': 'f',
      'log.file.path': 'inbox/a.log',
      'log.offset': 100 * at,
      'source.address': `198.51.100.${at % 3}`,
      'http.response.status_code': at % 2 === 0 ? 401 : 200,
      'user.name': `user-${at % 5}`,
    },
  ]);
  return Object.fromEntries(all);
}

/** A store whose logs are three hours of {@link documents}, thirty in each. */
interface Filled {
  readonly store: FindingStore;
  index(documents: Readonly<Record<string, LogDocument>>): Promise<void>;
}

/** What every finding store must count and prove. */
export function countsAndProves(opened: () => Filled): void {
  const day = { fromMillis: NOON, toMillis: NOON + 24 * HOUR };
  const store = (): FindingStore => opened().store;

  test('counts every group exactly, with the times of its parts', async () => {
    const rows = await store().count({ ...rule.question, timesOfParts: true }, day, HOUR);
    // 30 documents of an hour: an address is seen with each of five accounts, twice
    assert.equal(rows.length, 3 * 15);
    assert.ok(rows.every(({ count }) => count === 2));
    const row = rows.find((one) => one.fromMillis === NOON && one.entity === '198.51.100.1' && one.other === 'user-1');
    // documents 1 and 16 of the hour: one let in, one refused
    assert.deepEqual(row, {
      fromMillis: NOON,
      entity: '198.51.100.1',
      other: 'user-1',
      count: 2,
      parts: {
        failed: { count: 1, firstMillis: NOON + 16_000, lastMillis: NOON + 16_000 },
        succeeded: { count: 1, firstMillis: NOON + 1000, lastMillis: NOON + 1000 },
      },
    });
    const without = await store().count(rule.question, day, HOUR);
    assert.deepEqual(without[0]?.parts, { failed: { count: 1 }, succeeded: { count: 1 } });
  });

  test('counts with the smallest and the largest offset of each group, where they are asked for', async () => {
    const question: Question = {
      where: { field: 'log.offset', exists: true },
      entity: 'source.address',
      other: 'kafkainsight.file.id',
      least: 5,
      offsets: true,
    };
    const rows = await store().count(question, { fromMillis: NOON, toMillis: NOON + 2 * HOUR }, HOUR);
    const named = rows.map(({ fromMillis, entity, offsets }) => [(fromMillis - NOON) / HOUR, entity, offsets]);
    // 30 documents of an hour, 100 bytes each, by three addresses in turn
    const expected = [0, 1].flatMap((hour) =>
      [0, 1, 2].map((turn) => {
        const first = 100 * (30 * hour + turn);
        return [hour, `198.51.100.${turn}`, { first, last: first + 2700 }];
      }),
    );
    const order = (row: unknown): string => JSON.stringify(row);
    assert.deepEqual(named.map(order).sort(), expected.map(order).sort());
    const without = { ...question, offsets: false };
    assert.ok((await store().count(without, day, HOUR)).every((row) => row.offsets === undefined));
  });

  test('counts some entities, and without any entity', async () => {
    const some = await store().count(rule.question, day, HOUR, ['198.51.100.2', '198.51.100.77']);
    assert.deepEqual([...new Set(some.map(({ entity }) => entity))], ['198.51.100.2']);
    const question: Question = { where: { field: 'http.response.status_code', from: 400, below: 500 } };
    const rows = await store().count(question, { fromMillis: NOON, toMillis: NOON + 2 * HOUR }, HOUR);
    const expected = [NOON, NOON + HOUR].map((fromMillis) => ({
      fromMillis,
      entity: '',
      other: '',
      count: 15,
      parts: {},
    }));
    assert.deepEqual(
      rows.toSorted((a, b) => a.fromMillis - b.fromMillis),
      expected,
    );
  });

  test('leaves out what is rare, however much of it there is', async () => {
    const from = NOON + 48 * HOUR;
    const hosts = Array.from({ length: 12_000 }, (_, at) => (at < 30 ? `web-${at % 3}` : `once-${at}`));
    // nine of another one, in an hour and in the next
    const all = [...hosts, ...Array.from({ length: 18 }, () => 'rare')];
    const lines = all.map((host, at): [string, LogDocument] => [
      `host-${at}`,
      {
        '@timestamp': new Date(from + (at % 2) * HOUR + at).toISOString(),
        'event.dataset': 'syslog',
        'host.hostname': host,
      },
    ]);
    await opened().index(Object.fromEntries(lines));
    await store().changes({});
    const question: Question = {
      where: { field: 'host.hostname', exists: true },
      entity: 'host.hostname',
      least: 5,
    };
    const span = { fromMillis: from, toMillis: from + 3 * HOUR };
    const named = (rows: readonly CountRow[]): string[] =>
      rows.map(({ fromMillis, entity, count }) => `${(fromMillis - from) / HOUR} ${entity} ${count}`).sort();
    const web = ['0 web-0 5', '0 web-1 5', '0 web-2 5', '1 web-0 5', '1 web-1 5', '1 web-2 5'];
    assert.deepEqual(named(await store().count(question, span, HOUR)), [
      '0 rare 9',
      ...web.slice(0, 3),
      '1 rare 9',
      ...web.slice(3),
    ]);
    assert.deepEqual(named(await store().count({ ...question, least: 9 }, span, HOUR)), ['0 rare 9', '1 rare 9']);
    assert.deepEqual(named(await store().count(question, span, HOUR, ['rare', 'once-40'])), ['0 rare 9', '1 rare 9']);
  });

  test('proves by the first lines in time, with file, offset and client', async () => {
    const lines = await store().proof(rule, { ...day, entity: '198.51.100.0' });
    assert.equal(lines.length, 15);
    assert.deepEqual(
      lines.slice(0, 3).map(({ index: _, ...line }) => line),
      [0, 6, 12].map((at) => ({
        id: `id-${at}`,
        timeMillis: NOON + at * 1000,
        path: 'inbox/a.log',
        offset: 100 * at,
        client: '198.51.100.0',
      })),
    );
  });

  test('proves by other lines than the rule has, where some are asked for', async () => {
    const where: LogCondition = {
      all: [
        { field: 'kafkainsight.file.id', is: 'f' },
        { field: 'log.offset', from: 600, below: 1800 },
      ],
    };
    const lines = await store().proof(rule, { ...day, entity: '198.51.100.0', where });
    assert.deepEqual(
      lines.map(({ offset }) => offset),
      [600, 900, 1200, 1500],
    );
  });
}
