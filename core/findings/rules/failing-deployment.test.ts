import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { evidenceOf } from '../../../test/helpers/evidence.ts';
import { HOUR_MILLIS } from '../../time/units.ts';
import type { Baseline, CountRow, Verdict } from '../rule.ts';
import { failingDeployment } from './failing-deployment.ts';

const NOW = 100 * HOUR_MILLIS;
const REQUESTS = 400;

/** An hour of requests, of which so many failed, and in which so many deployments were marked. */
function hour(hoursAgo: number, failed: number, marked = 0): CountRow {
  const parts = { failed: { count: failed }, requested: { count: REQUESTS }, marked: { count: marked } };
  return { fromMillis: NOW - hoursAgo * HOUR_MILLIS, entity: '', other: '', count: REQUESTS + marked, parts };
}

/** Three days, in every other hour of which a request failed. */
const usual: Baseline = {
  basis: 'windows before',
  samples: Array.from({ length: 72 }, (_, at) => {
    const hits = at % 2;
    return { fromMillis: NOW - (72 - at) * HOUR_MILLIS, hits, allHits: hits, total: REQUESTS, ownTotal: REQUESTS };
  }),
};

function judge(rows: readonly CountRow[], baseline: Baseline | undefined = usual): Verdict | undefined {
  const own = rows.filter(({ fromMillis }) => fromMillis === NOW);
  const before = rows.filter(({ fromMillis }) => fromMillis < NOW);
  return failingDeployment.judge(evidenceOf({ entity: '', fromMillis: NOW, own, before, baseline }));
}

/** The hours before, so many hours ago and earlier. */
const before = (hoursAgo: number): CountRow[] =>
  Array.from({ length: 13 - hoursAgo }, (_, at) => hour(12 - at, at % 2));

describe('failing-deployment', () => {
  test('finds failures in the hour of the mark, and proves them with the mark', () => {
    const found = judge([...before(1), hour(0, 12, 1)]);
    assert.equal(
      found?.text,
      '12 requests failed in an hour after a deployment was marked; going by the time before, 0.5 were expected.',
    );
    assert.deepEqual([found.proof?.fromMillis, found.proof?.toMillis], [NOW, NOW + HOUR_MILLIS]);
    assert.ok(JSON.stringify(found.proof?.where).includes('"event.action","is":"deployment"'));
  });

  test('finds what began late in the hour of the mark, and goes on', () => {
    const found = judge([...before(3), hour(2, 2, 1), hour(1, 12), hour(0, 12)]);
    assert.deepEqual([found?.numbers['failures'], found?.numbers['hours']], [26, 3]);
  });

  test('finds nothing without a mark, nor after six hours', () => {
    assert.equal(judge([...before(1), hour(0, 12)]), undefined);
    const since = [6, 5, 4, 3, 2, 1, 0].map((hoursAgo) => hour(hoursAgo, 12, Number(hoursAgo === 6)));
    assert.equal(judge([...before(7), ...since]), undefined);
    assert.ok(judge([...before(6), ...since.slice(1).map((row, at) => (at === 0 ? hour(5, 12, 1) : row))]));
  });

  test('blames no deployment for what failed before it, for what grows, nor for what is usual', () => {
    assert.equal(judge([...before(3), hour(2, 12), hour(1, 12), hour(0, 12, 1)]), undefined);
    const growing = [5, 4, 3, 2, 1, 0].map((hoursAgo) => hour(hoursAgo, 5 * (5 - hoursAgo), Number(hoursAgo === 5)));
    assert.equal(judge([...before(6), ...growing]), undefined);
    assert.equal(judge([...before(1), hour(0, 1, 1)]), undefined);
    assert.equal(judge([hour(0, 12, 1)], { basis: 'windows before', samples: usual.samples.slice(-5) }), undefined);
  });

  test('asks of requests that name no version themselves', () => {
    const { where, parts } = failingDeployment.question;
    assert.ok(JSON.stringify(where).includes('{"not":{"field":"service.version","exists":true}}'));
    assert.deepEqual(Object.keys(parts ?? {}), ['marked', 'requested', 'failed']);
  });
});
