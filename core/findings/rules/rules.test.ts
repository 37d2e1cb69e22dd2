import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { DAY_MILLIS } from '../../time/time.ts';
import { HOUR_MILLIS } from '../../time/units.ts';
import { rules } from './rules.ts';

const page = readFileSync(path.join(import.meta.dirname, '..', '..', '..', 'docs', 'findings.md'), 'utf8');

function windowText(windowMillis: number, lookback: number): string {
  const minutes = windowMillis / 60_000;
  const text = windowMillis === DAY_MILLIS ? '1 day' : windowMillis === HOUR_MILLIS ? '1 hour' : `${minutes} minutes`;
  return lookback === 0 ? text : `${text}, and ${lookback} before`;
}

for (const rule of rules) {
  test(`${rule.name} has windows that hours can be cut into, or that consist of hours`, () => {
    const { windowMillis } = rule;
    assert.ok(HOUR_MILLIS % windowMillis === 0 || windowMillis % HOUR_MILLIS === 0);
    // longer ones would stay open for longer than an hour is waited for
    assert.ok(!rule.isWhole || windowMillis <= HOUR_MILLIS);
    assert.ok(rule.history === undefined || (rule.screen === undefined && windowMillis <= HOUR_MILLIS));
    assert.ok(rule.lookback >= 0 && Number.isInteger(rule.lookback) && /^[a-z-]+$/.test(rule.name));
  });

  test(`docs/findings.md says of ${rule.name} what it finds, and what switches it off`, () => {
    const cells = [
      `\`${rule.name}\``,
      rule.sentence,
      windowText(rule.windowMillis, rule.lookback),
      rule.needs,
      rule.trap,
    ];
    const row = `| ${cells.join(' | ')} |`;
    assert.ok(page.includes(row), `docs/findings.md lacks the row\n${row}`);
  });
}

test('rules of less than usual, and of a trend, wait for whole windows: of all others more lines make a finding no weaker', () => {
  const whole = rules.filter(({ isWhole }) => isWhole).map(({ name }) => name);
  assert.deepEqual(whole, [
    'slow-leak',
    'slow-path',
    'dataset-silence',
    'host-silence',
    'channel-loss',
    'referrer-spam',
    'conversion-drop',
  ]);
});

test('rules have names of their own', () => {
  assert.equal(new Set(rules.map(({ name }) => name)).size, rules.length);
});
