import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isQuiet } from './quiet-hours.ts';
import { destinationProblems } from './settings.ts';

const slack = { name: 'ops', kind: 'slack' };

test('destinations are valid with what they need alone, and with everything', () => {
  const quietHours = { from: '22:00', to: '07:00', timeZone: 'Europe/Berlin' };
  const all = { ...slack, name: 'all', least: 'high', rules: ['path-failures'], quietHours, messagesPerHour: 3 };
  assert.deepEqual(
    destinationProblems([slack, all, { name: 'mail', kind: 'email', addresses: ['a@shop.example'] }]),
    [],
  );
});

const wrong: readonly (readonly [object, RegExp])[] = [
  [{ ...slack, name: 'Ops' }, /^notifications\.0\.name: must be lower-case letters/],
  [{ ...slack, kind: 'irc' }, /^notifications\.0\.kind: must be one of email, slack, teams, pagerduty, webhook/],
  [{ ...slack, url: 'https://hooks.example/secret' }, /^notifications\.0\.url/],
  [{ ...slack, addresses: ['a@shop.example'] }, /must have addresses if its kind is email, and only then/],
  [{ name: 'mail', kind: 'email' }, /must have addresses if its kind is email/],
  [{ ...slack, least: 'low' }, /^notifications\.0\.least: must be medium or high/],
  [{ ...slack, messagesPerHour: 0 }, /must be from 1 to 1000/],
  [{ ...slack, quietHours: { from: '22', to: '07:00', timeZone: 'UTC' } }, /quietHours\.from: must be a time such as/],
  [{ ...slack, quietHours: { from: '22:00', to: '22:00', timeZone: 'UTC' } }, /must begin and end at different times/],
  [{ ...slack, quietHours: { from: '22:00', to: '07:00', timeZone: 'Berlin' } }, /must be a zone of the IANA database/],
];

for (const [destination, message] of wrong) {
  test(`refused: ${JSON.stringify(destination)}`, () => {
    const [problem = ''] = destinationProblems([destination]);
    assert.match(problem, message);
  });
}

test('names differ', () => {
  assert.match(destinationProblems([slack, slack])[0] ?? '', /must have names that differ/);
});

test('quiet hours are those of the clocks there, over midnight and over the change of the clocks', () => {
  const night = { from: '22:00', to: '07:00', timeZone: 'Europe/Berlin' };
  // Berlin is one hour ahead of UTC in winter, two in summer, which began on 2026-03-29 at 01:00 UTC (IANA tz database, EU rules)
  assert.equal(isQuiet(Date.parse('2026-01-10T20:59:00Z'), night), false);
  assert.equal(isQuiet(Date.parse('2026-01-10T21:00:00Z'), night), true);
  assert.equal(isQuiet(Date.parse('2026-01-11T05:59:59Z'), night), true);
  assert.equal(isQuiet(Date.parse('2026-01-11T06:00:00Z'), night), false);
  assert.equal(isQuiet(Date.parse('2026-03-29T04:59:00Z'), night), true);
  assert.equal(isQuiet(Date.parse('2026-03-29T05:00:00Z'), night), false);
  const midday = { from: '12:00', to: '13:00', timeZone: 'UTC' };
  assert.equal(isQuiet(Date.parse('2026-01-10T12:30:00Z'), midday), true);
  assert.equal(isQuiet(Date.parse('2026-01-10T00:00:00Z'), { ...midday, from: '00:00' }), true);
  assert.equal(isQuiet(Date.parse('2026-01-10T13:00:00Z'), midday), false);
  assert.equal(isQuiet(Date.parse('2026-01-10T12:30:00Z'), undefined), false);
});
