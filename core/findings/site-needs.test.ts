import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rules } from './rules/rules.ts';
import { idleRules, siteNeeds } from './site-needs.ts';

test('a rule that says it needs a setting of the site is named while that is missing', () => {
  const saying = rules.filter(({ needs }) => needs.includes('`site.'));
  assert.deepEqual(saying.map(({ name }) => name).toSorted(), Object.keys(siteNeeds).toSorted());
  assert.deepEqual(idleRules({}), [['conversion-drop', ['goals']]]);
  assert.deepEqual(idleRules({ goals: [{ name: 'Order', paths: ['/done'] }] }), []);
});
