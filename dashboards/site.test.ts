import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shopSite } from '../test/helpers/shop-site.ts';
import { dashboardsOf } from './dashboards.ts';

const guideOf = (id: string, site = {}): string =>
  dashboardsOf(site)
    .filter((dashboard) => dashboard.id === id)
    .flatMap(({ rows }) => rows.flatMap(({ panels }) => panels))
    .flatMap((panel) => (panel.kind === 'guide' ? panel.lines : []))
    .join('\n');

test('the guide of a dashboard says what of it needs more of the site than that says', () => {
  for (const [id, parts] of [
    ['findings', ['goals']],
    ['marketing', ['staticPaths', 'internalNetworks']],
    ['suspicious-accounts', ['signIn']],
  ] as const) {
    for (const part of parts) assert.ok(guideOf(id).includes(`This needs \`site.${part}\``), `${id}: ${part}`);
    assert.doesNotMatch(guideOf(id, shopSite), /This needs `site\./, id);
  }
});
