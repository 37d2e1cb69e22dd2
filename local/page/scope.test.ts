import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as v from 'valibot';
import { aggregationOf, isAggregationPanel, panelsOf } from '../../dashboards/definition.ts';
import { shopSite } from '../../test/helpers/shop-site.ts';
import { pageDashboardsOf } from './dashboards.ts';
import { canFilterBy, namedConditions, viewsOfField } from './filterable.ts';
import { linesRequestSchema, panelRequestSchema, scopeOf } from './scope.ts';
import { readSearch } from './search/search.ts';

const scope = { from: 0, to: 1000, timeZone: 'Europe/Zurich', filters: [], search: '' };
const request = { dashboard: 'bugs', panel: 'failed-count', scope };

test('a scope becomes conditions of the definitions', () => {
  const filters = [
    { kind: 'value', field: 'user.name', values: ['anna', 'ben'], negated: false },
    { kind: 'value', field: 'http.response.status_code', values: [500], negated: true },
    { kind: 'condition', label: 'Failed (5xx)', negated: false },
  ];
  const { scope: checked } = v.parse(panelRequestSchema, {
    ...request,
    scope: { ...scope, filters, search: ' words ' },
  });
  assert.deepEqual(scopeOf(checked), {
    fromMillis: 0,
    toMillis: 1000,
    timeZone: 'Europe/Zurich',
    search: readSearch('words', 'Europe/Zurich')?.query,
    filters: [
      { field: 'user.name', is: ['anna', 'ben'] },
      { not: { field: 'http.response.status_code', is: 500 } },
      { field: 'http.response.status_code', from: 500, below: 600 },
    ],
  });
});

test('the story of the first start is left out of any documents, by the file that they are of', () => {
  const { scope: checked } = v.parse(panelRequestSchema, { ...request, scope: { ...scope, withoutStory: true } });
  assert.deepEqual(scopeOf(checked).filters, [{ not: { field: 'log.file.path', like: 'inbox/first-start/*' } }]);
});

test('any value that is found whole can be filtered by, also one in a flattened field', () => {
  assert.ok(canFilterBy('trace.id', '4bf92f3577b34da6a3ce929d0e0e4736'));
  assert.ok(canFilterBy('kafkainsight.json.session_id', 's-1'));
  assert.ok(canFilterBy('http.response.status_code', 500));
  assert.ok(canFilterBy('rule.name', 'path-failures'));
});

test('every condition of a panel can be filtered by, whatever is known of the site', () => {
  const labels = [pageDashboardsOf(), pageDashboardsOf(shopSite)].map((dashboards) =>
    dashboards
      .flatMap(panelsOf)
      .filter(isAggregationPanel)
      .flatMap((panel) => aggregationOf(panel).buckets)
      .flatMap((bucket) => (bucket.kind === 'conditions' ? bucket.conditions : []))
      .map(({ label }) => label),
  );
  assert.ok(labels[1]?.includes('Returning visitors'));
  for (const label of labels.flat()) assert.ok(namedConditions.has(label), label);
});

test('a filter selects visits where it says of them what it says of their lines', () => {
  assert.deepEqual(viewsOfField('kafkainsight.campaign.name'), ['logs', 'visits']);
  assert.deepEqual(viewsOfField('source.address'), ['logs', 'visits']);
  assert.deepEqual(viewsOfField('kafkainsight.visit.entry_page'), ['visits']);
  // of a request and of a visit
  assert.deepEqual(viewsOfField('event.duration'), ['logs']);
  assert.deepEqual(viewsOfField('url.path'), ['logs']);
});

for (const [what, field, value] of [
  ['words', 'message', 'x'],
  ['a time', '@timestamp', '2026-11-22T00:00:00.000Z'],
  ['a whole flattened field', 'kafkainsight.json', 'x'],
  ['a field of no document', 'colour', 'red'],
  ['a value that is not indexed', 'user.name', 'x'.repeat(1025)],
  ['a number that arrives rounded', 'log.offset', 2 ** 53],
  ['a text where numbers are', 'http.response.status_code', '500'],
] as const)
  test(`no filter by ${what}`, () => {
    assert.ok(!canFilterBy(field, value));
  });

const wrong: Readonly<Record<string, unknown>> = {
  'a field of words': { filters: [{ kind: 'value', field: 'event.original', values: ['x'], negated: false }] },
  'a condition of no panel': { filters: [{ kind: 'condition', label: 'Anything', negated: false }] },
  'a query of the engine': { filters: [{ query_string: { query: '*' } }] },
  'a value that is an object': {
    filters: [{ kind: 'value', field: 'user.name', values: [{ $gt: '' }], negated: false }],
  },
  'a time zone that is none': { timeZone: 'Europe/Nowhere' },
  'an end before the beginning': { from: 5, to: 1 },
  'a time that is no number': { from: 'now-1h' },
  'a time beyond all calendars': { to: 1e18 },
  'more filters than anybody sets': {
    filters: Array.from({ length: 3 }, () => ({
      kind: 'value',
      field: 'user.name',
      values: Array.from({ length: 11 }, (_, index) => `user-${index}`),
      negated: false,
    })),
  },
  'a filter without a value': {
    filters: [{ kind: 'value', field: 'user.name', values: [], negated: false }],
  },
  'anything more': { size: 10_000 },
};
for (const [name, change] of Object.entries(wrong)) {
  test(`refused: ${name}`, () => {
    const { success } = v.safeParse(panelRequestSchema, { ...request, scope: { ...scope, ...(change as object) } });
    assert.equal(success, false);
  });
}

test('at most 500 lines are given at a time', () => {
  assert.equal(v.safeParse(linesRequestSchema, { ...request, limit: 500 }).success, true);
  assert.equal(v.safeParse(linesRequestSchema, { ...request, limit: 501 }).success, false);
});
