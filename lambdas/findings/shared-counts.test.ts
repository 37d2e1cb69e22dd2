import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Question } from '../../core/findings/rule.ts';
import { rules } from '../../core/findings/rules/rules.ts';
import { HOUR_MILLIS } from '../../core/time/units.ts';
import { memoryFindingStore } from '../../test/fakes/finding-store.ts';
import { sharingCounts } from './shared-counts.ts';

const FROM = Date.parse('2026-11-02T12:00:00Z');
const span = { fromMillis: FROM, toMillis: FROM + HOUR_MILLIS };

function questionOf(name: string): Question {
  return (rules.find((rule) => rule.name === name) ?? assert.fail()).question;
}

test('what two rules ask the other way round is counted once, with the same rows for each as if asked alone', async () => {
  const store = memoryFindingStore();
  for (let at = 0; at < 60; at++)
    store.index(`id-${at}`, {
      '@timestamp': new Date(FROM + 1000 * at).toISOString(),
      'event.category': 'authentication',
      'event.outcome': at % 4 === 0 ? 'success' : 'failure',
      'source.address': `198.51.100.${at % 3}`,
      'user.name': `user-${at % 5}`,
    });
  let counts = 0;
  const counted = {
    ...store,
    count: (...of: Parameters<typeof store.count>) => {
      counts++;
      return store.count(...of);
    },
  };
  const shared = sharingCounts(counted, rules);
  for (const name of ['address-many-accounts', 'account-takeover', 'address-many-accounts']) {
    const question = questionOf(name);
    const rows = await shared.count(question, span, HOUR_MILLIS);
    assert.equal(rows.length, 15, name);
    const alone = await store.count({ ...question, timesOfParts: true }, span, HOUR_MILLIS);
    const order = (row: object): string => JSON.stringify(row);
    assert.deepEqual(rows.map(order).sort(), alone.map(order).sort(), name);
  }
  assert.equal(counts, 1);
  await shared.count(questionOf('agent-many-accounts'), span, HOUR_MILLIS);
  await shared.count(questionOf('address-many-accounts'), { ...span, toMillis: FROM + 1 }, HOUR_MILLIS);
  await shared.count(questionOf('address-many-accounts'), span, HOUR_MILLIS, ['198.51.100.1']);
  assert.equal(counts, 4, 'another question, another time, some entities alone');
});
