import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { evidenceOf } from '../../../test/helpers/evidence.ts';
import { HOUR_MILLIS } from '../../time/units.ts';
import type { CountRow, HistorySample, Tally, Verdict } from '../rule.ts';
import { slowPath } from './slow-path.ts';

const NOW = 100 * HOUR_MILLIS;

/** Requests of a path in an hour, by range: 7 is from 64 to 128 ms, and each further one is twice as long. */
function row(counts: Readonly<Record<number, number>>): CountRow {
  const parts = Object.fromEntries(Object.entries(counts).map(([at, count]) => [at, { count }]));
  const count = Object.values(counts).reduce((sum, one) => sum + one, 0);
  return { fromMillis: NOW, entity: '/search', other: '', count, parts };
}

const tallyOf = (counts: Readonly<Record<number, number>>): Tally =>
  slowPath.history?.tally([row(counts)]) ?? assert.fail();

interface Past {
  readonly own: Tally;
  readonly others: Tally;
}

/** As many hours before as are given, in order of time. */
function judge(own: Readonly<Record<number, number>>, others: Tally, past: readonly Past[]): Verdict | undefined {
  const samples = past.map(({ own: its, others: theirs }, at): HistorySample => {
    const all = { allHits: its.hits + theirs.hits, total: its.total + theirs.total };
    return { fromMillis: NOW - (past.length - at) * HOUR_MILLIS, hits: its.hits, ownTotal: its.total, ...all };
  });
  const now = tallyOf(own);
  return slowPath.judge(
    evidenceOf({
      entity: '/search',
      fromMillis: NOW,
      own: [row(own)],
      all: { hits: now.hits + others.hits, total: now.total + others.total },
      baseline: { basis: 'windows before', samples },
    }),
  );
}

const usualOthers: Tally = { hits: 1000, total: 200 };
/** Two days in which thirty requests an hour take about as long as ever, a little more or less. */
const usual = Array.from({ length: 48 }, (_, at): Past => ({
  own: tallyOf({ 6: 8 + (at % 3), 7: 14, 8: 8 - (at % 2) }),
  others: usualOthers,
}));

describe('slow-path', () => {
  test('counts doublings: half of what took from 64 to 256 ms took less than 128', () => {
    assert.deepEqual(tallyOf({ 7: 10, 8: 10 }), { hits: 150, total: 20 });
  });

  test('finds a path that takes longer, and says how much', () => {
    const found = judge({ 9: 8, 10: 14, 11: 8 }, usualOthers, usual);
    assert.deepEqual([found?.confidence, found?.numbers['hours'], found?.numbers['requests']], ['high', 1, 30]);
    // three ranges up: eight times as long
    assert.ok(Math.abs((found?.numbers['factor'] ?? 0) - 8) < 0.5, String(found?.numbers['factor']));
    assert.match(
      found?.text ?? '',
      /^\/search usually took [78]\.?\d? times as long as before, in 30 requests of an hour\.$/,
    );
  });

  test('finds what makes a tenth of the requests slow in six hours together, and is proved by these', () => {
    const slow = { 6: 7, 7: 13, 8: 7, 11: 3 };
    const past = [...usual, ...Array.from({ length: 5 }, () => ({ own: tallyOf(slow), others: usualOthers }))];
    const found = judge(slow, usualOthers, past);
    assert.equal(found?.numbers['hours'], 6);
    assert.equal(found.proof?.fromMillis, NOW - 5 * HOUR_MILLIS);
    // what took 256 ms or more, where 64 to 128 ms are usual
    assert.match(JSON.stringify(found.proof.where), /"event\.duration","from":256000000\}/);
  });

  test('does not find an hour in which everything takes longer, as in a load test', () => {
    assert.equal(judge({ 8: 8, 9: 14, 10: 8 }, { hits: 1400, total: 200 }, usual), undefined);
  });

  test('does not find an hour in which the others take less, as with a program that calls what is quick', () => {
    assert.equal(judge({ 6: 8, 7: 14, 8: 8 }, { hits: 2500, total: 700 }, usual), undefined);
  });

  test('does not find it once it is over, nor a few requests, nor while little is known', () => {
    const slow = Array.from({ length: 5 }, () => ({ own: tallyOf({ 10: 30 }), others: usualOthers }));
    assert.equal(judge({ 6: 8, 7: 14, 8: 8 }, usualOthers, [...usual, ...slow]), undefined);
    assert.equal(judge({ 10: 4 }, usualOthers, []), undefined);
    assert.equal(judge({ 10: 30 }, usualOthers, usual.slice(-11)), undefined);
  });

  test('does not find a path whose requests take now this long and now that', () => {
    const varied = usual.map((one, at): Past => ({ ...one, own: tallyOf({ [at % 2 === 0 ? 5 : 9]: 30 }) }));
    assert.equal(judge({ 9: 30 }, usualOthers, varied), undefined);
  });
});
