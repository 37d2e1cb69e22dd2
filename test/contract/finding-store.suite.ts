import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Case } from '../../core/findings/cases.ts';
import type { Finding } from '../../core/findings/finding.ts';
import type { FindingStore, JudgingState, KeptTally } from '../../core/findings/finding-store.ts';
import type { Rule } from '../../core/findings/rule.ts';
import { addressManyAccounts as rule } from '../../core/findings/rules/address-many-accounts.ts';
import type { LogDocument } from '../fakes/finding-store.ts';
import { countsAndProves, documents, NOON } from './finding-counts.suite.ts';
import { finding, oneCase } from './some-findings.ts';

/** One implementation of the port, with nothing in it. */
export interface OpenedFindingStore {
  readonly store: FindingStore;
  /** Indexes documents of logs by their ids. */
  index(documents: Readonly<Record<string, LogDocument>>): Promise<void>;
  close(): Promise<void>;
}

const HOUR = 3_600_000;

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

    countsAndProves(() => opened);

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
      const other: Rule = { ...rule, version: rule.version + 1 };
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
