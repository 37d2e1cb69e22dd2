import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shopSite } from '../../test/helpers/shop-site.ts';
import { foundText, nothingText } from './case-table.ts';

test('that nothing was found names what could not be looked for', () => {
  const goals = 'conversion-drop looked for nothing. This needs `site.goals`: docs/configuration.md#site\n';
  assert.equal(foundText([], {}), `\nNothing was found in the logs.\n${goals}`);
  assert.equal(foundText([], shopSite), '\nNothing was found in the logs.\n');
  assert.match(nothingText('conversion-drop'), /^Nothing was found\. conversion-drop needs `site\.goals`, /);
  assert.equal(nothingText(), 'Nothing was found.\n');
});
