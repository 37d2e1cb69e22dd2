import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Case } from '../findings/cases.ts';
import { DAY_MILLIS } from '../time/time.ts';
import { HOUR_MILLIS } from '../time/units.ts';
import { type Notice, planNotices, type ToldState } from './plan.ts';
import type { Destination } from './settings.ts';

const NOW = Date.UTC(2026, 10, 30, 12);
const slack: Destination = { name: 'slack', kind: 'slack', messagesPerHour: 10 };

function caseOf(id: string, more: Partial<Case> = {}): Case {
  return {
    id,
    rule: 'path-failures',
    cause: '',
    fromMillis: NOW - 2 * HOUR_MILLIS,
    toMillis: NOW - HOUR_MILLIS,
    state: 'open',
    confidence: 'high',
    findings: 2,
    entities: 2,
    someEntities: ['/cart', '/pay'],
    text: '/cart failed 12 times in an hour; going by the hours before, 1 was expected.',
    ...more,
  };
}

/** What is sent of one moment after another: `kind key` of each notice, for each moment. */
function told(moments: readonly (readonly Case[])[], destination = slack, stepMillis = 5 * 60_000): string[][] {
  let state: ToldState | undefined;
  return moments.map((cases, index) => {
    const plan = planNotices(cases, state, NOW + index * stepMillis, destination);
    ({ state } = plan);
    return plan.notices.map(labelOf);
  });
}

function labelOf(notice: Notice): string {
  return notice.kind === 'summary' ? `summary of ${notice.of.length}` : `${notice.kind} ${notice.key}`;
}

const rows: readonly (readonly [string, readonly (readonly Case[])[], readonly (readonly string[])[]])[] = [
  ['a new case is told once', [[caseOf('a')], [caseOf('a')]], [['opened a'], []]],
  [
    'one that grows is told again at ten times the findings, not before',
    [[caseOf('a')], [caseOf('a', { findings: 19 })], [caseOf('a', { findings: 20 })], [caseOf('a', { findings: 30 })]],
    [['opened a'], [], ['grown a'], []],
  ],
  [
    'its withdrawal is told once, to who was told',
    [
      [caseOf('a'), caseOf('b', { state: 'withdrawn' })],
      [caseOf('a', { state: 'withdrawn' })],
      [caseOf('a', { state: 'withdrawn' })],
    ],
    [['opened a'], ['withdrawn a'], []],
  ],
  [
    'one that holds again behind its withdrawal is told again',
    [[caseOf('a')], [caseOf('a', { state: 'withdrawn' })], [caseOf('a')], [caseOf('a')]],
    [['opened a'], ['withdrawn a'], ['opened a'], []],
  ],
  [
    'a merged one goes on under the key that was told',
    [
      [caseOf('a')],
      [caseOf('a', { state: 'merged', mergedInto: 'b' }), caseOf('b', { findings: 3 })],
      [caseOf('a', { state: 'merged', mergedInto: 'b' }), caseOf('b', { findings: 20 })],
      [caseOf('a', { state: 'merged', mergedInto: 'b' }), caseOf('b', { state: 'withdrawn' })],
    ],
    [['opened a'], [], ['grown a'], ['withdrawn a']],
  ],
  [
    'two that become one grow as one, and are both withdrawn',
    [
      [caseOf('a'), caseOf('b')],
      [caseOf('b', { state: 'merged', mergedInto: 'a' }), caseOf('a', { findings: 40 })],
      [caseOf('b', { state: 'merged', mergedInto: 'a' }), caseOf('a', { state: 'withdrawn' })],
    ],
    [['opened a', 'opened b'], ['grown a'], ['withdrawn a', 'withdrawn b']],
  ],
  ['a muted one is not told', [[caseOf('a', { state: 'muted' })], [caseOf('a', { state: 'muted' })]], [[], []]],
  [
    'nor is what becomes of one that was muted',
    [[caseOf('a')], [caseOf('a', { state: 'muted', findings: 200 })], [caseOf('a', { state: 'withdrawn' })]],
    [['opened a'], [], []],
  ],
  [
    'an acknowledged one is withdrawn, and not told again as it grows',
    [[caseOf('a')], [caseOf('a', { state: 'acknowledged', findings: 200 })], [caseOf('a', { state: 'withdrawn' })]],
    [['opened a'], [], ['withdrawn a']],
  ],
  [
    'a resolved one that goes on is told again',
    [[caseOf('a')], [caseOf('a', { state: 'resolved' })], [caseOf('a', { findings: 3 })]],
    [['opened a'], [], ['opened a']],
  ],
  ['one of more than a day ago is kept, not told', [[caseOf('a', { toMillis: NOW - DAY_MILLIS })]], [[]]],
  [
    'until it goes on today',
    [[caseOf('a', { toMillis: NOW - DAY_MILLIS })], [caseOf('a', { findings: 3 })]],
    [[], ['opened a']],
  ],
];

describe('what a destination is told', () => {
  for (const [name, moments, expected] of rows) {
    it(name, () => {
      assert.deepEqual(told(moments), expected);
    });
  }

  it('is only what it asks for', () => {
    const cases = [caseOf('a'), caseOf('b', { confidence: 'medium' }), caseOf('c', { rule: 'silence' })];
    assert.deepEqual(told([cases], { ...slack, least: 'high' }), [['opened a', 'opened c']]);
    assert.deepEqual(told([cases], { ...slack, rules: ['silence'] }), [['opened c']]);
  });

  it('waits for the end of quiet hours, however old it becomes', () => {
    const quietHours = { from: '12:30', to: '12:00', timeZone: 'Europe/Berlin' };
    // 12:00 UTC is 13:00 in Berlin; they end at 11:00 UTC of the next day
    const old = caseOf('a', { toMillis: NOW - DAY_MILLIS + HOUR_MILLIS });
    const hours = Array.from({ length: 25 }, () => [old]);
    const expected = hours.map((_, hour) => (hour === 23 ? ['opened a'] : []));
    assert.deepEqual(told(hours, { ...slack, quietHours }, HOUR_MILLIS), expected);
  });

  it('is what was judged while nothing could be sent', () => {
    const before = planNotices([], undefined, NOW, slack);
    const { notices } = planNotices([caseOf('a')], before.state, NOW + 3 * DAY_MILLIS, slack);
    assert.deepEqual(notices.map(labelOf), ['opened a']);
  });

  it('is summed beyond the limit, once an hour, the surest one by one', () => {
    const cases = ['a', 'b', 'c', 'd', 'e'].map((id, index) =>
      caseOf(id, { confidence: index < 3 ? 'medium' : 'high', fromMillis: NOW - HOUR_MILLIS - index }),
    );
    const late = [...cases, caseOf('f'), caseOf('g'), caseOf('h')];
    const moments = [cases, late, late, late, late, late, late, late, late, late, late, late, late];
    const sent = told(moments, { ...slack, messagesPerHour: 2 });
    assert.deepEqual(sent[0], ['opened e', 'opened d', 'summary of 3']);
    assert.deepEqual(
      sent.slice(1, 12),
      Array.from({ length: 11 }, () => []),
    );
    assert.deepEqual(sent[12], ['opened f', 'opened g', 'summary of 1']);
  });

  it('gives a message that is sent again the same id, and each other one its own', () => {
    const cases = [caseOf('a')];
    const first = planNotices(cases, undefined, NOW, slack);
    const again = planNotices(cases, undefined, NOW + 60_000, slack);
    const gone = planNotices([caseOf('a', { state: 'withdrawn' })], first.state, NOW, slack);
    const other = planNotices(cases, undefined, NOW, { ...slack, name: 'other' });
    const ids = [first, again, gone, other].map(({ notices }) => notices[0]?.id);
    assert.equal(ids[0], ids[1]);
    assert.equal(new Set(ids).size, 3);
  });
});
