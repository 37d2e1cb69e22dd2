import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { evidenceOf } from '../../../test/helpers/evidence.ts';
import type { Baseline, CountRow, Evidence, Verdict } from '../rule.ts';
import { stolenSession } from './stolen-session.ts';

type System = 'Apple' | 'Android or Linux' | 'Windows' | 'no system';

/** Ten requests of a session from a network, with programs of these systems, in a span of time. */
function used(
  network: number,
  systems: readonly System[],
  [firstMillis, lastMillis]: readonly [number, number],
): CountRow {
  const counted = (system: System): CountRow['parts'][string] =>
    systems.includes(system) ? { count: 10, firstMillis, lastMillis } : { count: 0 };
  const parts = Object.fromEntries(
    (['Apple', 'Android or Linux', 'Windows', 'no system'] as const).map((system) => [system, counted(system)]),
  );
  return { fromMillis: 0, entity: 'e', other: String(network), count: 10, parts };
}

/** Two of so many sessions an hour changed on the day before. */
function baseline(sessions: number): Baseline {
  const samples = Array.from({ length: 24 }, (_, fromMillis) => ({ fromMillis, hits: 0, allHits: 2, total: sessions }));
  return { basis: 'windows before', samples };
}

function judge(own: readonly CountRow[], some: Partial<Evidence> = {}): Verdict | undefined {
  return stolenSession.judge(evidenceOf({ own, baseline: baseline(3000), ...some }));
}

const atHome = used(3303, ['Apple'], [1, 40]);
const thief = used(14_061, ['Windows'], [20, 30]);

describe('stolen-session', () => {
  test('finds who goes on from another network with another kind of system, and proves it by their lines', () => {
    const found = judge([thief, atHome]);
    assert.equal(found?.confidence, 'high');
    assert.equal(
      found.text,
      'Session e was used from AS14061 with Windows, after it had been used from AS3303 with Apple.',
    );
    assert.deepEqual([found.proof?.fromMillis, found.proof?.toMillis], [20, 31]);
    assert.deepEqual(found.numbers, { requests: 10, requestsBefore: 10, samples: 24 });
  });

  test('finds one whose owner was there hours before, less surely, and only in the hours of the other', () => {
    const later = used(14_061, ['no system'], [50, 60]);
    assert.equal(judge([later], { before: [atHome] })?.confidence, 'medium');
    assert.equal(judge([used(3303, ['Apple'], [70, 80])], { before: [atHome, later] }), undefined);
  });

  test('is no phone that leaves the house, and no page asked for as desktops have it', () => {
    assert.equal(judge([atHome, used(6730, ['Apple'], [50, 60])]), undefined);
    assert.equal(judge([used(3303, ['Apple', 'Windows'], [1, 40]), thief]), undefined);
    assert.equal(judge([used(3303, ['Windows', 'no system'], [1, 9]), used(6730, ['no system'], [5, 9])]), undefined);
  });

  test('is none where no program is named, on one network, or where nothing is known of the time before', () => {
    assert.equal(judge([atHome, used(14_061, [], [20, 30])]), undefined);
    assert.equal(judge([used(3303, ['Apple', 'Windows'], [1, 40])]), undefined);
    assert.equal(judge([atHome, thief], { baseline: undefined }), undefined);
  });

  test('is none where an id is no person’s: one of a thousand sessions changes', () => {
    assert.equal(judge([atHome, thief], { baseline: baseline(1900) }), undefined);
    const hits = [[atHome, thief], [atHome], [atHome, used(6730, ['Apple'], [1, 2])]].map(
      (rows) => stolenSession.history?.tally(rows).hits,
    );
    assert.deepEqual(hits, [1, 0, 0]);
  });
});
