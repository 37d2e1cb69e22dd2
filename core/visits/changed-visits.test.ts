import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { changedVisits, knownAround } from './changed-visits.ts';
import { dayOf, type Visit } from './visit.ts';

const DAY = 24 * 3_600_000;
const START = Date.parse('2026-11-02T00:00:00Z');

function visit(day: number, more: Partial<Visit> = {}): Visit {
  const fromMillis = START + day * DAY;
  return {
    id: `${more.visitor ?? 'ann'} ${day}`,
    visitor: 'ann',
    address: '198.51.100.1',
    fromMillis,
    lastMillis: fromMillis + 1000,
    pages: 2,
    entryPage: '/',
    exitPage: '/a',
    goals: [],
    isReturning: false,
    origin: { 'user_agent.name': 'Firefox', 'kafkainsight.campaign.name': 'spring' },
    ...more,
  };
}

const today = dayOf(START);
const written = (counted: Visit[], kept: Visit[]): string[] =>
  changedVisits(today, counted, kept)
    .written.map(({ id, isReturning }) => `${id} ${isReturning ? 'returning' : 'new'}`)
    .sort();

describe('changed visits', () => {
  test('are none where the same is counted again, in whatever order its values were kept', () => {
    const one = visit(0.5, { goals: ['Order'] });
    const origin = Object.fromEntries(Object.entries(one.origin).toReversed());
    const kept = { ...Object.fromEntries(Object.entries(one).toReversed()), origin } as unknown as Visit;
    assert.deepEqual(changedVisits(today, [one], [kept]), { written: [], gone: [] });
  });

  test('are those that are new, differ, or are no longer there', () => {
    const kept = [visit(0), visit(0.25), visit(0.5)];
    const { gone, written } = changedVisits(today, [visit(0), visit(0.5, { pages: 9 }), visit(0.75)], kept);
    assert.deepEqual(gone, ['ann 0.25']);
    assert.deepEqual(
      written.map(({ id, pages }) => [id, pages]),
      [
        ['ann 0.5', 9],
        ['ann 0.75', 2],
      ],
    );
  });

  test('return within thirty days, to the millisecond', () => {
    assert.deepEqual(written([visit(0.5)], [visit(-29.5)]), ['ann 0.5 returning']);
    const before = visit(-29.5);
    const earlier = { ...before, fromMillis: before.fromMillis - 1 };
    assert.deepEqual(written([visit(0.5)], [earlier]), ['ann 0.5 new']);
    assert.deepEqual(written([visit(0.5)], [visit(-1, { visitor: 'bob' })]), ['ann 0.5 new']);
  });

  test('of a later day return where an earlier one was found late, and are new where it is gone', () => {
    const later = visit(20);
    assert.deepEqual(written([visit(0)], [later]), ['ann 0 new', 'ann 20 returning']);
    const kept = [visit(0), { ...later, isReturning: true }];
    assert.deepEqual(changedVisits(today, [], kept), { written: [later], gone: ['ann 0'] });
  });

  test('of days before stay as they are', () => {
    assert.deepEqual(written([visit(0.5)], [visit(-3, { isReturning: true })]), ['ann 0.5 returning']);
  });

  test('need what is kept of thirty days on both sides', () => {
    assert.deepEqual(knownAround(today), { fromMillis: START - 30 * DAY, toMillis: START + 31 * DAY });
  });
});
