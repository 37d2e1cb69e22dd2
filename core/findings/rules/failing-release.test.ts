import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HOUR_MILLIS } from '../../time/units.ts';
import type { Baseline, CountRow, Tally, Verdict } from '../rule.ts';
import { failingRelease } from './failing-release.ts';

const NOW = 100 * HOUR_MILLIS;

/** What a version of the shop did in an hour: failures of requests. */
function row(version: string, hoursAgo: number, failed: number, count: number): CountRow {
  const parts = { failed: { count: failed }, requested: { count } };
  return { fromMillis: NOW - hoursAgo * HOUR_MILLIS, entity: 'shop', other: version, count, parts };
}

/** Three days of 400 requests an hour, with so many failures. */
function usual(hitsOf: (hoursAgo: number) => number = (hoursAgo) => Number(hoursAgo % 2 === 0), hours = 72): Baseline {
  const samples = Array.from({ length: hours }, (_, at) => {
    const hits = hitsOf(hours - at);
    return { fromMillis: NOW - (hours - at) * HOUR_MILLIS, hits, allHits: hits, total: 400, ownTotal: 400 };
  });
  return { basis: 'windows before', samples };
}

function judge(rows: readonly CountRow[], baseline: Baseline | undefined = usual()): Verdict | undefined {
  const own = rows.filter(({ fromMillis }) => fromMillis === NOW);
  const before = rows.filter(({ fromMillis }) => fromMillis < NOW);
  const all = { hits: 0, total: 400 };
  return failingRelease.judge({ entity: 'shop', fromMillis: NOW, own, before, all, allBefore: all, baseline });
}

const HOURS_BEFORE = [12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1];
const old = HOURS_BEFORE.map((hoursAgo) => row('1.0', hoursAgo, hoursAgo % 2, 400));

describe('failing-release', () => {
  test('finds a version that fails in its first hour, and proves it by its failures alone', () => {
    const found = judge([...old, row('1.1', 0, 12, 300)]);
    assert.deepEqual([found?.numbers['failures'], found?.numbers['requests'], found?.numbers['hours']], [12, 300, 1]);
    assert.equal(
      found?.text,
      'shop failed 12 times in an hour of version 1.1; going by other versions, 0.4 were expected.',
    );
    assert.deepEqual([found.proof?.fromMillis, found.proof?.toMillis], [NOW, NOW + HOUR_MILLIS]);
    assert.ok(JSON.stringify(found.proof?.where).includes('"service.version","is":"1.1"'));
  });

  test('finds one that fails now and then in several hours together, and then no more', () => {
    const since = (hours: number): CountRow[] => [
      ...old.filter(({ fromMillis }) => fromMillis < NOW - hours * HOUR_MILLIS),
      ...Array.from({ length: hours + 1 }, (_, hoursAgo) => row('1.1', hoursAgo, 6, 400)),
    ];
    assert.equal(judge(since(0)), undefined);
    assert.equal(judge(since(4))?.numbers['failures'], 30);
    assert.equal(judge(since(6)), undefined);
  });

  test('is none where nothing changes, where other versions fail as much, or where it has failed before', () => {
    assert.equal(judge([...old, row('1.1', 0, 1, 400)]), undefined);
    assert.equal(judge([...old, row('1.0', 0, 12, 400)]), undefined);
    const beside = [...old, row('1.0', 0, 60, 1600), row('1.1', 0, 12, 300)];
    assert.equal(judge(beside), undefined);
    assert.equal(
      judge(
        [...old, row('1.1', 0, 12, 300)],
        usual(() => 10),
      ),
      undefined,
    );
  });

  test('blames no version for an incident that began before it, nor for one that grows with the hours', () => {
    const incident = HOURS_BEFORE.map((hoursAgo) => row('1.0', hoursAgo, hoursAgo > 4 ? 0 : 5, 400));
    assert.equal(judge([...incident, row('1.1', 0, 12, 400)]), undefined);
    const since = (failures: (hoursAgo: number) => number): CountRow[] => [
      ...old.filter(({ fromMillis }) => fromMillis < NOW - 5 * HOUR_MILLIS),
      ...[5, 4, 3, 2, 1, 0].map((hoursAgo) => row('1.1', hoursAgo, failures(hoursAgo), 400)),
    ];
    assert.equal(judge(since((hoursAgo) => 4 * (5 - hoursAgo))), undefined);
    assert.equal(judge(since(() => 10))?.numbers['failures'], 60);
  });

  test('forgets what went wrong in a quarter of the time before', () => {
    const incident = usual((hoursAgo) => (hoursAgo > 40 && hoursAgo < 55 ? 80 : Number(hoursAgo % 2 === 0)));
    assert.equal(judge([...old, row('1.1', 0, 12, 300)], incident)?.numbers['failures'], 12);
  });

  test('says nothing of the first version that is known, nor where hardly anything is', () => {
    assert.equal(judge([row('1.1', 1, 0, 300), row('1.1', 0, 12, 300)]), undefined);
    assert.equal(
      judge(
        [...old, row('1.1', 0, 12, 300)],
        usual(() => 0, 5),
      ),
      undefined,
    );
  });

  test('counts requests, and lines of a program that logs none', () => {
    const tallied = (requested: number): Tally | undefined =>
      failingRelease.history?.tally([
        { ...row('1', 0, 0, 90), parts: { failed: { count: 2 }, requested: { count: requested } } },
      ]);
    assert.deepEqual(tallied(40), { hits: 2, total: 40 });
    assert.deepEqual(tallied(0), { hits: 2, total: 90 });
  });
});
