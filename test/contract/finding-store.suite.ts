import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Case } from '../../core/findings/cases.ts';
import type { Finding } from '../../core/findings/finding.ts';
import type { FindingStore, JudgingState, KeptTally } from '../../core/findings/finding-store.ts';
import type { CountRow, LogCondition, Question, Rule } from '../../core/findings/rule.ts';
import { addressManyAccounts as rule } from '../../core/findings/rules/address-many-accounts.ts';
import type { LogDocument } from '../fakes/finding-store.ts';
import { finding, oneCase } from './some-findings.ts';

/** One implementation of the port, with nothing in it. */
export interface OpenedFindingStore {
  readonly store: FindingStore;
  /** Indexes documents of logs by their ids. */
  index(documents: Readonly<Record<string, LogDocument>>): Promise<void>;
  close(): Promise<void>;
}

const HOUR = 3_600_000;
const NOON = Date.parse('2026-11-02T12:00:00Z');

/** So many documents of an hour, distinguished by their offset. */
function documents(hours: number, ofHour: number): Record<string, LogDocument> {
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

const STATE: JudgingState = {
  rules: 'a 1',
  positions: { uuid: { 0: 7 } },
  touched: [NOON],
  open: [NOON + HOUR],
  changedMillis: 5,
};

/** What every finding store must do (core/findings/finding-store.ts). */
export function findingStoreContract(name: string, open: () => Promise<OpenedFindingStore>): void {
  describe(`finding store: ${name}`, () => {
    let opened: OpenedFindingStore;
    let store: FindingStore;
    const day = { fromMillis: NOON, toMillis: NOON + 24 * HOUR };
    const write = (some: { findings?: Finding[]; cases?: Case[]; tallies?: KeptTally[] }): Promise<void> =>
      store.write({ rule, findings: [], cases: [], tallies: [], ...some });

    before(async () => {
      opened = await open();
      ({ store } = opened);
      await opened.index(documents(3, 30));
    });
    after(() => opened.close());

    test('names the hours that changed since a position, whatever their times', async () => {
      const first = await store.changes({});
      assert.deepEqual(first.hours, [NOON, NOON + HOUR, NOON + 2 * HOUR]);
      assert.equal(first.newestMillis, NOON + 2 * HOUR + 29_000);
      assert.deepEqual((await store.changes(first.positions)).hours, []);
      const [[id, document] = assert.fail()] = Object.entries(documents(1, 1));
      const late = { ...document, '@timestamp': new Date(NOON - 5 * HOUR + 5).toISOString() };
      await opened.index({ late, [id]: document });
      const second = await store.changes(first.positions);
      // with several shards hours of another one may be named again, which is judged again for nothing
      for (const hour of [NOON - 5 * HOUR, NOON]) assert.ok(second.hours.includes(hour));
      assert.equal(second.newestMillis, first.newestMillis);
      assert.deepEqual((await store.changes(second.positions)).hours, []);
    });

    test('counts every group exactly, with the times of its parts', async () => {
      const rows = await store.count({ ...rule.question, timesOfParts: true }, day, HOUR);
      // 30 documents of an hour: an address is seen with each of five accounts, twice
      assert.equal(rows.length, 3 * 15);
      assert.ok(rows.every(({ count }) => count === 2));
      const row = rows.find(
        (one) => one.fromMillis === NOON && one.entity === '198.51.100.1' && one.other === 'user-1',
      );
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
      const without = await store.count(rule.question, day, HOUR);
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
      const rows = await store.count(question, { fromMillis: NOON, toMillis: NOON + 2 * HOUR }, HOUR);
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
      const { offsets: _, ...without } = question;
      assert.ok((await store.count(without, day, HOUR)).every((row) => row.offsets === undefined));
    });

    test('counts some entities, and without any entity', async () => {
      const some = await store.count(rule.question, day, HOUR, ['198.51.100.2', '198.51.100.77']);
      assert.deepEqual([...new Set(some.map(({ entity }) => entity))], ['198.51.100.2']);
      const question: Question = { where: { field: 'http.response.status_code', from: 400, below: 500 } };
      const rows = await store.count(question, { fromMillis: NOON, toMillis: NOON + 2 * HOUR }, HOUR);
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
      await opened.index(Object.fromEntries(lines));
      await store.changes({});
      const question: Question = {
        where: { field: 'host.hostname', exists: true },
        entity: 'host.hostname',
        least: 5,
      };
      const span = { fromMillis: from, toMillis: from + 3 * HOUR };
      const named = (rows: readonly CountRow[]): string[] =>
        rows.map(({ fromMillis, entity, count }) => `${(fromMillis - from) / HOUR} ${entity} ${count}`).sort();
      const web = ['0 web-0 5', '0 web-1 5', '0 web-2 5', '1 web-0 5', '1 web-1 5', '1 web-2 5'];
      assert.deepEqual(named(await store.count(question, span, HOUR)), [
        '0 rare 9',
        ...web.slice(0, 3),
        '1 rare 9',
        ...web.slice(3),
      ]);
      assert.deepEqual(named(await store.count({ ...question, least: 9 }, span, HOUR)), ['0 rare 9', '1 rare 9']);
      assert.deepEqual(named(await store.count(question, span, HOUR, ['rare', 'once-40'])), ['0 rare 9', '1 rare 9']);
    });

    test('proves by the first lines in time, with file, offset and client', async () => {
      const lines = await store.proof(rule, { ...day, entity: '198.51.100.0' });
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
      const lines = await store.proof(rule, { ...day, entity: '198.51.100.0', where });
      assert.deepEqual(
        lines.map(({ offset }) => offset),
        [600, 900, 1200, 1500],
      );
    });

    test('keeps tallies by rule, entity and window, and forgets those of nothing', async () => {
      const tally = (entity: string, fromMillis: number, hits: number): KeptTally => ({
        entity,
        fromMillis,
        hits,
        total: hits,
      });
      const order = (a: KeptTally, b: KeptTally): number => a.hits - b.hits;
      await write({
        tallies: [tally('', NOON, 9), tally('a', NOON, 1), tally('b', NOON, 2), tally('a', NOON + HOUR, 3)],
      });
      assert.deepEqual([...(await store.tallies(rule, [NOON, NOON + HOUR], ['', 'a']))].sort(order), [
        tally('a', NOON, 1),
        tally('a', NOON + HOUR, 3),
        tally('', NOON, 9),
      ]);
      await write({ tallies: [tally('a', NOON, 4), tally('b', NOON, 0), tally('c', NOON, 0)] });
      assert.deepEqual([...(await store.tallies(rule, [NOON]))].sort(order), [tally('a', NOON, 4), tally('', NOON, 9)]);
      const [first, second] = [tally('d', NOON, 5), tally('d', NOON + HOUR, 6)];
      await write({ tallies: [first, ...Array.from({ length: 200 }, (_, at) => tally(`of many ${at}`, NOON, 7))] });
      await write({ tallies: [second, tally('of many 3', NOON, 0)] });
      assert.deepEqual(
        [...(await store.tallies(rule, [NOON, NOON + HOUR], ['d', 'of many 3', 'of many 4']))].sort(order),
        [first, second, tally('of many 4', NOON, 7)],
      );
      assert.equal((await store.tallies(rule, [NOON])).length, 2 + 1 + 199);
      const other: Rule = { ...rule, version: 2 };
      assert.deepEqual(await store.tallies(other, [NOON]), []);
    });

    test('keeps the history of half a year and of hundreds of entities', async () => {
      const hour = (at: number): number => NOON + 2 * at * HOUR;
      const tallies = [
        ...Array.from({ length: 2_100 }, (_, at) => ({ entity: '', fromMillis: hour(at), hits: at + 1, total: 3_000 })),
        ...Array.from({ length: 700 }, (_, at) => ({ entity: `host-${at}`, fromMillis: hour(at), hits: 1, total: 1 })),
      ];
      const ofRule: Rule = { ...rule, version: 3 };
      await store.write({ rule: ofRule, findings: [], cases: [], tallies });
      const windows = Array.from({ length: 2_100 }, (_, at) => hour(at));
      const inOrder = (some: readonly KeptTally[]): string[] =>
        some.map(({ entity, fromMillis, hits }) => `${fromMillis} ${entity} ${hits}`).sort();
      assert.deepEqual(inOrder(await store.tallies(ofRule, windows)), inOrder(tallies));
      const hosts = Array.from({ length: 2_500 }, (_, at) => `host-${at}`);
      assert.deepEqual(inOrder(await store.tallies(ofRule, windows, hosts)), inOrder(tallies.slice(2_100)));
      // hours between two of them have other tallies: none of them is requested
      const between = Array.from({ length: 600 }, (_, at) => hour(at) + HOUR);
      await store.write({
        rule: ofRule,
        findings: [],
        cases: [],
        tallies: between.map((fromMillis) => ({ entity: '', fromMillis, hits: 7, total: 7 })),
      });
      assert.deepEqual(inOrder(await store.tallies(ofRule, windows, [''])), inOrder(tallies.slice(0, 2_100)));
      const all = [...windows.slice(0, 600), ...between].sort((a, b) => a - b);
      assert.equal((await store.tallies(ofRule, all, [''])).length, 1_200);
    });

    test('gives findings back as they were, by the beginning of their window', async () => {
      const [first, second] = [finding('f1', NOON), finding('f2', NOON + HOUR)];
      await write({ findings: [first, second] });
      assert.deepEqual(await store.findings(rule.name, day), [first, second]);
      assert.deepEqual(await store.findings(rule.name, { fromMillis: NOON + 1, toMillis: NOON + HOUR + 1 }), [second]);
      assert.deepEqual(await store.findings('another', day), []);
      await write({ findings: [{ ...first, status: 'withdrawn' }] });
      assert.equal((await store.findings(rule.name, day))[0]?.status, 'withdrawn');
    });

    test('gives cases that touch a span, and what nobody wants to see', async () => {
      const [first, second] = [oneCase('c1', NOON), oneCase('c2', NOON + 3 * HOUR)];
      await write({ cases: [first, second] });
      assert.deepEqual(await store.cases(rule.name, { fromMillis: NOON + HOUR - 1, toMillis: NOON + 3 * HOUR }), [
        first,
      ]);
      assert.deepEqual(await store.cases(rule.name, { fromMillis: NOON + HOUR, toMillis: NOON + 3 * HOUR + 1 }), [
        second,
      ]);
      assert.deepEqual(await store.mutes(), []);
      await store.mute({ rule: rule.name, entity: 'x' });
      await store.mute({ rule: rule.name });
      await store.unmute({ rule: rule.name });
      assert.deepEqual(await store.mutes(), [{ rule: rule.name, entity: 'x' }]);
      assert.equal((await store.cases(rule.name, day)).length, 2);
      await write({ cases: [{ ...first, state: 'resolved' }] });
      assert.deepEqual(await store.list({}), [second, { ...first, state: 'resolved' }]);
      assert.deepEqual(await store.list({ states: ['open', 'muted'] }), [second]);
      assert.deepEqual(await store.list({ rule: 'another' }), []);
      assert.deepEqual(await store.list({ rule: rule.name, id: first.id }), [{ ...first, state: 'resolved' }]);
      assert.deepEqual(await store.list({ sinceMillis: first.toMillis }), [second]);
    });

    test('deletes what was last written before a moment, but no decision', async () => {
      await write({
        findings: [finding('old', NOON)],
        cases: [oneCase('old', NOON)],
        tallies: [{ entity: 'old', fromMillis: NOON, hits: 1, total: 1 }],
      });
      await store.mute({ rule: 'kept' });
      const all = async (): Promise<number[]> => {
        const [findings, cases] = [await store.findings(rule.name, day), await store.cases(rule.name, day)];
        return [findings.length, cases.length, (await store.tallies(rule, [NOON])).length];
      };
      const before = await all();
      assert.ok(before.every((count) => count > 0));
      assert.equal(await store.deleteOld(Date.now() - 60_000), 0);
      assert.deepEqual(await all(), before);
      // tallies of other versions and hours are deleted, too
      assert.ok((await store.deleteOld(Date.now() + 60_000)) > before.reduce((sum, count) => sum + count, 0));
      assert.deepEqual(await all(), [0, 0, 0]);
      assert.ok((await store.mutes()).some(({ rule: name }) => name === 'kept'));
      assert.equal(await store.deleteOld(Date.now() + 60_000), 0);
    });

    test('lets one run judge at a time, and the next begin where it ended', async () => {
      const first = await store.begin(1000, 2000);
      assert.deepEqual(first, { rules: '', positions: {}, touched: [], open: [], changedMillis: 0 });
      assert.equal(await store.begin(1999, 3000), undefined);
      // it does not wait for the answers, as a run that renews its time while it saves
      await Promise.all([store.renew(2500), store.save(STATE), store.renew(2600)]);
      assert.equal(await store.begin(2599, 3000), undefined);
      await store.end();
      assert.deepEqual(await store.begin(1001, 2000), STATE);
      // one that never ended is over at its time
      assert.deepEqual(await store.begin(2000, 3000), STATE);
      await store.end();
    });
  });
}
