import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type NewContent, type PartState, planPart } from './part-state.ts';

const sums = { lines: 1, events: 1, produced: 1, unparsed: 0, text: 0, untimed: 0 };
const older: NewContent = { version: 3, content: 'c', reading: 'r', name: 'n' };

/** A part of which a content of version 5 was read, with documents of at least the version `since`. */
function read(since: number): PartState {
  const claim = {
    end: 40,
    hash: 'h',
    beginsLine: true,
    since,
    sinceMillis: 1,
    version: 5,
    content: 'd',
    reading: 'r',
    name: 'n',
    sums,
  };
  return { token: 't', newest: { version: 5, content: 'd' }, claim, seen: [] };
}

test('a part that was never read is read as a whole', () => {
  assert.deepEqual(planPart(undefined, older), { kind: 'whole' });
});

test('of an older content only what is behind the newer one is produced', () => {
  assert.deepEqual(planPart(read(4), older), { kind: 'older', from: 40, version: 3 });
  assert.deepEqual(planPart({ token: 't', newest: { version: 5 }, seen: [] }, older), {
    kind: 'older',
    from: 0,
    version: 3,
  });
});

test('an older content that is asked for as a whole replaces no document of a newer one (ADR 19)', () => {
  // the engine keeps the document of the higher version
  for (const [since, version] of [
    [9, 3],
    [3, 2],
    [1, 0],
    [0, 0],
  ] as const)
    assert.deepEqual(planPart(read(since), { ...older, whole: true }), { kind: 'older', from: 0, version });
});
