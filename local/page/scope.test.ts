import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as v from 'valibot';
import { filterFields } from './filterable.ts';
import { linesRequestSchema, panelRequestSchema, scopeOf } from './scope.ts';
import { readSearch } from './search/search.ts';

const scope = { from: 0, to: 1000, timeZone: 'Europe/Zurich', filters: [], search: '' };
const request = { dashboard: 'bugs', panel: 'failed-count', scope };

test('a scope becomes conditions of the definitions', () => {
  const filters = [
    { kind: 'value', field: 'user.name', value: 'anna', negated: false },
    { kind: 'value', field: 'http.response.status_code', value: 500, negated: true },
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
      { field: 'user.name', is: 'anna' },
      { not: { field: 'http.response.status_code', is: 500 } },
      { field: 'http.response.status_code', from: 500, below: 600 },
    ],
  });
});

test('the story of the first start is left out of any documents, by the file that they are of', () => {
  const { scope: checked } = v.parse(panelRequestSchema, { ...request, scope: { ...scope, withoutStory: true } });
  assert.deepEqual(scopeOf(checked).filters, [{ not: { field: 'log.file.path', like: 'inbox/first-start/*' } }]);
});

test('fields that no panel shows or groups by cannot be filtered by', () => {
  assert.ok(!filterFields.includes('message'));
  assert.ok(filterFields.includes('source.ip'));
});

const wrong: Readonly<Record<string, unknown>> = {
  'a field of no panel': { filters: [{ kind: 'value', field: 'event.original', value: 'x', negated: false }] },
  'a condition of no panel': { filters: [{ kind: 'condition', label: 'Anything', negated: false }] },
  'a query of the engine': { filters: [{ query_string: { query: '*' } }] },
  'a value that is an object': { filters: [{ kind: 'value', field: 'user.name', value: { $gt: '' }, negated: false }] },
  'a time zone that is none': { timeZone: 'Europe/Nowhere' },
  'an end before the beginning': { from: 5, to: 1 },
  'a time that is no number': { from: 'now-1h' },
  'a time beyond all calendars': { to: 1e18 },
  'more filters than anybody sets': {
    filters: Array.from({ length: 33 }, () => ({ kind: 'value', field: 'user.name', value: 'x', negated: false })),
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
