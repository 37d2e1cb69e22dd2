import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Case } from '../core/findings/cases.ts';
import { addressManyAccounts } from '../core/findings/rules/address-many-accounts.ts';
import { pathFailures } from '../core/findings/rules/path-failures.ts';
import { rules } from '../core/findings/rules/rules.ts';
import { dashboardsOf } from './dashboards.ts';
import { dashboardOf, dashboardsLink } from './links.ts';

const span = { fromMillis: Date.UTC(2026, 10, 30, 21), toMillis: Date.UTC(2026, 10, 30, 22) };
const one: Case = {
  ...span,
  id: 'case-1',
  rule: 'path-failures',
  cause: '',
  state: 'open',
  confidence: 'high',
  findings: 1,
  entities: 1,
  someEntities: [`/it's "here"!`],
  text: '',
};
const URL_OF = 'https://search.example/_dashboards';

/** The parts of a link as a browser reads them. */
function read(link: string): { readonly view: string; readonly global: string; readonly own: string } {
  const [, hash = ''] = link.split('#');
  const [view = '', query] = hash.split('?');
  const parameters = new URLSearchParams(query);
  return { view, global: parameters.get('_g') ?? '', own: parameters.get('_a') ?? '' };
}

test('a case leads to the dashboard of its lines, with the time range and a query for them', () => {
  const link = dashboardsLink(URL_OF, span, one, pathFailures);
  assert.ok(link.startsWith(`${URL_OF}/app/dashboards#/view/`));
  const { view, global, own } = read(link);
  assert.equal(view, '/view/kafkainsight-bugs');
  assert.equal(global, "(filters:!(),time:(from:'2026-11-30T21:00:00.000Z',to:'2026-11-30T22:00:00.000Z'))");
  // Rison (github.com/Nanonid/rison): within quotes, ! comes before ! and '
  const query =
    '((http.response.status_code >= 500 and http.response.status_code < 600) and url.path : *) and url.path : ("/it!\'s \\"here\\"!!")';
  assert.equal(own, `(filters:!(),query:(language:kuery,query:'${query}'))`);
});

test('the address has no character that ends a link in a text', () => {
  assert.match(dashboardsLink(URL_OF, span, one, pathFailures), /^[!-~]+$/);
  assert.doesNotMatch(dashboardsLink(URL_OF, span, one, pathFailures), /[<>"]/);
});

test('a case of many entities leads to the lines of all', () => {
  const many = { ...one, entities: 1_152, someEntities: ['192.0.2.1'] };
  const { view, own } = read(dashboardsLink(URL_OF, span, many, addressManyAccounts));
  assert.equal(view, '/view/kafkainsight-suspicious-accounts');
  assert.doesNotMatch(own, /192\.0\.2/);
});

test('without a case it leads to all of them', () => {
  const { view, own } = read(dashboardsLink(URL_OF, span));
  assert.equal(view, '/view/kafkainsight-findings');
  assert.match(own, /query:''/);
});

test('every rule leads to a dashboard that exists', () => {
  const ids = new Set(dashboardsOf().map(({ id }) => id));
  for (const rule of [...rules, undefined]) assert.ok(ids.has(dashboardOf(rule)));
});
