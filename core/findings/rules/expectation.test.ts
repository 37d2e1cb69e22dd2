import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expectationText } from './expectation.ts';

test('what was expected is a sentence, whatever the number', () => {
  const before = { basis: 'windows before' } as const;
  assert.equal(expectationText(0, before), 'going by the hours before, none was expected');
  assert.equal(expectationText(1, before), 'going by the hours before, 1 was expected');
  assert.equal(expectationText(0.4, before), 'going by the hours before, 0.4 were expected');
  assert.equal(
    expectationText(12, { basis: 'hour of the week' }),
    'going by this hour of other weeks, 12 were expected',
  );
});
