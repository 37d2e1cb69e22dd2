import assert from 'node:assert/strict';
import { test } from 'node:test';
import { queryOf } from '../core/search/conditions.ts';
import { kueryOf } from './conditions.ts';
import type { PanelCondition } from './definition.ts';

// Query DSL: opensearch.org/docs/latest/query-dsl (term, terms, range, exists, wildcard, boolean).
// KQL: elastic.co/guide/en/kibana/8.19/kuery-query.html ("Filter for documents that match a value", "... in a range",
// "Combining multiple queries", "wildcards").
const cases: readonly { name: string; condition: PanelCondition; query: object; kuery: string }[] = [
  {
    name: 'a value',
    condition: { field: 'event.kind', is: 'pipeline_error' },
    query: { term: { 'event.kind': 'pipeline_error' } },
    kuery: 'event.kind : "pipeline_error"',
  },
  {
    name: 'a number',
    condition: { field: 'http.response.status_code', is: 500 },
    query: { term: { 'http.response.status_code': 500 } },
    kuery: 'http.response.status_code : 500',
  },
  {
    name: 'a value with a quote and a backslash',
    condition: { field: 'user.name', is: 'a"b\\c' },
    query: { term: { 'user.name': 'a"b\\c' } },
    kuery: 'user.name : "a\\"b\\\\c"',
  },
  {
    name: 'one of several values',
    condition: { field: 'http.response.status_code', is: [401, 403] },
    query: { terms: { 'http.response.status_code': [401, 403] } },
    kuery: 'http.response.status_code : (401 or 403)',
  },
  {
    name: 'a range',
    condition: { field: 'http.response.status_code', from: 200, below: 300 },
    query: { range: { 'http.response.status_code': { gte: 200, lt: 300 } } },
    kuery: '(http.response.status_code >= 200 and http.response.status_code < 300)',
  },
  {
    name: 'a range without an end',
    condition: { field: 'http.response.status_code', from: 500 },
    query: { range: { 'http.response.status_code': { gte: 500 } } },
    kuery: 'http.response.status_code >= 500',
  },
  {
    name: 'any value',
    condition: { field: 'log.level', exists: true },
    query: { exists: { field: 'log.level' } },
    kuery: 'log.level : *',
  },
  {
    name: 'a pattern; colons and brackets mean nothing in it',
    condition: { field: 'http.request.referrer', like: 'https://a(b)*' },
    query: { wildcard: { 'http.request.referrer': { value: 'https://a(b)*' } } },
    kuery: 'http.request.referrer : https\\://a\\(b\\)*',
  },
  {
    name: 'all, any and not, with brackets around what is inside',
    condition: {
      all: [
        { field: 'log.level', exists: true },
        {
          not: {
            any: [
              { field: 'event.kind', is: 'a' },
              { field: 'event.kind', is: 'b' },
            ],
          },
        },
      ],
    },
    query: {
      bool: {
        filter: [
          { exists: { field: 'log.level' } },
          {
            bool: {
              must_not: [
                {
                  bool: {
                    should: [{ term: { 'event.kind': 'a' } }, { term: { 'event.kind': 'b' } }],
                    minimum_should_match: 1,
                  },
                },
              ],
            },
          },
        ],
      },
    },
    kuery: 'log.level : * and (not (event.kind : "a" or event.kind : "b"))',
  },
];

for (const { name, condition, query, kuery } of cases) {
  test(`Query DSL: ${name}`, () => {
    assert.deepEqual(queryOf(condition), query);
  });
  test(`KQL: ${name}`, () => {
    assert.equal(kueryOf(condition), kuery);
  });
}
