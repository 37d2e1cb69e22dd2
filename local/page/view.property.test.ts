import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as v from 'valibot';
import { lineOrders } from '../../dashboards/line-search.ts';
import { appliedFilters } from './browser/notes.ts';
import { scopeFor, shownOf } from './browser/questions.ts';
import { visible } from './browser/text.ts';
import {
  type Filter,
  hashOf,
  quickRanges,
  readView,
  refreshChoices,
  resolveRange,
  type View,
  withFilter,
  withoutValue,
} from './browser/view.ts';
import { pageDashboardsOf } from './dashboards.ts';
import { namedConditions } from './filterable.ts';
import { panelRequestSchema } from './scope.ts';

const dashboards = pageDashboardsOf();
const plain = { noNullPrototype: true } as const;

const valueFilter = (field: string, value: fc.Arbitrary<string | number>): fc.Arbitrary<Filter> =>
  fc.record(
    {
      kind: fc.constant('value' as const),
      field: fc.constant(field),
      values: fc.uniqueArray(value, { minLength: 1, maxLength: 4 }),
      negated: fc.boolean(),
    },
    plain,
  );
const filter: fc.Arbitrary<Filter> = fc.oneof(
  valueFilter('user.name', fc.string({ unit: 'grapheme', minLength: 1 })),
  valueFilter('kafkainsight.json.session id', fc.string({ minLength: 1 })),
  valueFilter('http.response.status_code', fc.integer()),
  fc.record(
    {
      kind: fc.constant('condition' as const),
      label: fc.constantFrom(...namedConditions.keys()),
      negated: fc.boolean(),
    },
    plain,
  ),
);

const view: fc.Arbitrary<View> = fc.record(
  {
    dashboard: fc.constantFrom(...dashboards),
    range: fc.oneof(
      fc.constant({ kind: 'all' as const }),
      fc.constantFrom(...quickRanges.map(({ minutes }) => ({ kind: 'last' as const, minutes }))),
      fc
        .tuple(fc.nat(2_000_000_000), fc.integer({ min: 1, max: 2_000_000_000 }))
        .map(([from, length]) => ({ kind: 'between' as const, from, to: from + length })),
    ),
    filters: fc.array(filter, { maxLength: 8 }).map((all) => all.reduce<Filter[]>(withFilter, [])),
    search: fc.string({ unit: 'grapheme' }),
    order: fc.constantFrom(...lineOrders),
    columns: fc.uniqueArray(
      fc.constantFrom('user.name', 'http.response.status_code', 'kafkainsight.json.a, "b"', 'message'),
      {
        maxLength: 4,
      },
    ),
    story: fc.boolean(),
    refreshSeconds: fc.constantFrom(...refreshChoices),
    problems: fc.constant([]),
  },
  plain,
);

test('a view is what its address says, whatever was searched and filtered for', () => {
  fc.assert(
    fc.property(view, (shown) => {
      assert.deepEqual(readView(hashOf(shown), dashboards), shown);
    }),
  );
});

const wrongFilter = fc.oneof(
  fc.jsonValue(),
  fc.record({
    kind: fc.constantFrom('value', 'condition', 'query'),
    field: fc.string(),
    values: fc.jsonValue(),
    negated: fc.boolean(),
  }),
  filter.map((each) => ({ ...each, more: 1 })),
);
const address = fc
  .record({
    dashboard: fc.oneof(fc.string(), fc.constantFrom(...dashboards.map(({ id }) => id))),
    range: fc.oneof(
      fc.string(),
      fc.tuple(fc.maxSafeNat(), fc.maxSafeNat()).map((ends) => ends.join('-')),
      fc.nat().map((minutes) => `${minutes}m`),
    ),
    filters: fc.oneof(
      fc.string(),
      fc.array(fc.oneof(filter, wrongFilter), { maxLength: 40 }).map((all) => JSON.stringify(all)),
    ),
    columns: fc.oneof(
      fc.string(),
      fc.array(fc.oneof(fc.string(), fc.constantFrom('message', 'user.name'))).map((all) => JSON.stringify(all)),
    ),
    refresh: fc.string(),
  })
  .map(({ dashboard, ...parameters }) => `#/${dashboard}?${new URLSearchParams(parameters).toString()}`);

test('whatever the address says, the panels ask for something that the server accepts', () => {
  fc.assert(
    fc.property(fc.oneof(address, fc.string({ unit: 'binary' })), (hash) => {
      const shown = readView(hash, dashboards);
      assert.ok(dashboards.includes(shown.dashboard));
      const request = {
        dashboard: shown.dashboard.id,
        panel: 'any',
        scope: scopeFor(shown, 'logs', { extents: {}, withoutStory: true }),
      };
      const { success, issues } = v.safeParse(panelRequestSchema, request);
      assert.ok(success, JSON.stringify(issues));
    }),
  );
});

test('what is wrong with an address is named, once and all together', () => {
  const wrong = [
    { kind: 'value', field: 'colour', values: ['red'], negated: false },
    { kind: 'condition', label: 'Purple', negated: false },
    { kind: 'value', field: 'user.name', values: ['anna'], negated: false },
    { kind: 'value', field: 'http.response.status_code', values: ['5xx'], negated: false },
  ];
  const { filters, problems } = readView(hashWith({ filters: JSON.stringify(wrong) }), dashboards);
  assert.deepEqual(filters, [wrong[2]]);
  assert.deepEqual(problems, ['There is no filter "colour", "Purple", "http.response.status_code".']);
  assert.deepEqual(readView('#/nowhere', dashboards).problems, ['There is no dashboard "nowhere".']);
  assert.match(readView(hashWith({ filters: '[{' }), dashboards).problems.join(), /filters cannot be read/);
  assert.match(readView(hashWith({ range: '5-1' }), dashboards).problems.join(), /time range cannot be read/);
  assert.match(
    readView(hashWith({ range: '0-999999999999999' }), dashboards).problems.join(),
    /time range cannot be read/,
  );
  assert.match(readView(hashWith({ refresh: '3' }), dashboards).problems.join(), /refresh interval/);
  assert.deepEqual(readView('', dashboards).problems, []);
});

function hashWith(parameters: Record<string, string>): string {
  return `#/bugs?${new URLSearchParams(parameters).toString()}`;
}

test('the story of the first start is left out once there are own logs, unless the reader wants it', () => {
  const extents = { logs: { from: 1, to: 9 } };
  const ownExtents = { logs: { from: 1, to: 2 } };
  assert.deepEqual(shownOf(readView('', dashboards), { extents }), { extents, withoutStory: false });
  assert.deepEqual(shownOf(readView('', dashboards), { extents, ownExtents }), {
    extents: ownExtents,
    withoutStory: true,
  });
  const wanted = readView('#/bugs?story=shown', dashboards);
  assert.deepEqual(shownOf(wanted, { extents, ownExtents }), { extents, withoutStory: false });
});

const only = (...values: (string | number)[]): Filter => ({
  kind: 'value',
  field: 'user.name',
  values,
  negated: false,
});
const allBut = (...values: (string | number)[]): Filter => ({ ...only(...values), negated: true });

test('values of one field are joined; each is for or against, and the last choice decides', () => {
  assert.deepEqual(withFilter([only('anna')], only('anna')), [only('anna')]);
  assert.deepEqual(withFilter([only('anna')], only('ben')), [only('anna', 'ben')]);
  assert.deepEqual(withFilter([only('anna', 'ben')], allBut('anna')), [only('ben'), allBut('anna')]);
  assert.deepEqual(withFilter([only('anna')], allBut('anna')), [allBut('anna')]);
  const failed: Filter = { kind: 'condition', label: 'Failed (5xx)', negated: false };
  assert.deepEqual(withFilter([failed], { ...failed, negated: true }), [{ ...failed, negated: true }]);
});

test('a value leaves a filter, and the last one takes the filter away', () => {
  const filters = [only('anna', 'ben'), allBut('eve')];
  assert.deepEqual(
    withoutValue(filters, { ...only('anna'), kind: 'value', field: 'user.name', values: ['anna'] }, 'anna'),
    [only('ben'), allBut('eve')],
  );
});

test('a filter that no line of a panel can have is left off, and the panel says so', () => {
  const path: Filter = { kind: 'value', field: 'url.path', values: ['/a'], negated: false };
  const shown = { ...readView('', dashboards), filters: [path] };
  const judged = (lines: number, concerned: number): unknown =>
    appliedFilters(shown, 'logs', { lines, concerned: [concerned] });
  assert.deepEqual(judged(10, 0), { filters: [], notes: ['Not filtered by url.path'] });
  assert.deepEqual(judged(10, 10), { filters: [path], notes: [] });
  assert.deepEqual(judged(10, 9), { filters: [path], notes: ['Without 1 line that is not about url.path'] });
  assert.deepEqual(judged(1500, 3), { filters: [path], notes: ['Without 1,497 lines that are not about url.path'] });
  assert.deepEqual(judged(0, 0), { filters: [path], notes: [] });
});

test('filters that leave out as many lines say so in one sentence', () => {
  const filters = ['source.address', 'user_agent.name', 'user_agent.os.name', 'user_agent.device.name'].map(
    (field): Filter => ({ kind: 'value', field, values: ['x'], negated: false }),
  );
  const shown = { ...readView('', dashboards), filters };
  assert.deepEqual(appliedFilters(shown, 'logs', { lines: 10, concerned: [10, 6, 6, 6] }).notes, [
    'Without 4 lines that are not about user_agent.name, user_agent.os.name, or user_agent.device.name',
  ]);
  assert.deepEqual(appliedFilters(shown, 'logs', { lines: 10, concerned: [9, 6, 6, 0] }).notes, [
    'Not filtered by user_agent.device.name',
    'Without 1 line that is not about source.address',
    'Without 4 lines that are not about user_agent.name or user_agent.os.name',
  ]);
});

test('a name that a line gives hides nothing in what a panel says', () => {
  const filter: Filter = { kind: 'value', field: 'kafkainsight.json.\u202ea', values: ['x'], negated: false };
  const shown = { ...readView('', dashboards), filters: [filter] };
  const { notes } = appliedFilters(shown, 'logs', { lines: 2, concerned: [0] });
  assert.deepEqual(notes, ['Not filtered by kafkainsight.json.\\u{202e}a']);
});

test('filters reach the data views whose field is the same, and no others', () => {
  const file: Filter = { kind: 'value', field: 'log.file.path', values: ['inbox/a.log'], negated: false };
  const dataset: Filter = { kind: 'value', field: 'event.dataset', values: ['json'], negated: false };
  const rule: Filter = { kind: 'value', field: 'rule.name', values: ['path-failures'], negated: false };
  const shown = { ...readView('', dashboards), filters: [file, dataset, rule] };
  assert.deepEqual(appliedFilters(shown, 'ledger', undefined).filters, [file]);
  assert.deepEqual(appliedFilters(shown, 'cases', undefined).filters, [rule]);
  assert.deepEqual(appliedFilters({ ...shown, search: 'x' }, 'findings', undefined).notes, [
    'Not filtered by log.file.path',
    'Not filtered by event.dataset',
    'Not searched',
  ]);
});

test('a condition reaches the data view that it is about, and no other', () => {
  const returning: Filter = { kind: 'condition', label: 'Returning visitors', negated: false };
  const shown = { ...readView('', dashboards), filters: [returning] };
  assert.deepEqual(appliedFilters(shown, 'visits', undefined), { filters: [returning], notes: [] });
  const left = { filters: [], notes: ['Not filtered by Returning visitors'] };
  assert.deepEqual(appliedFilters(shown, 'logs', { lines: 10, concerned: [0] }), left);
});

test('all times are those of the data view’s own documents, the last one included', () => {
  const extents = { logs: { from: 1000, to: 500_000 }, ledger: { from: 7_000_000, to: 7_000_000 } };
  assert.deepEqual(resolveRange({ kind: 'all' }, 'logs', extents), { from: 1000, to: 500_001 });
  assert.deepEqual(resolveRange({ kind: 'all' }, 'ledger', extents), { from: 7_000_000, to: 7_060_000 });
});

test('nothing invisible is left of any text, and visible text stays as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.doesNotMatch(visible(text), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    }),
  );
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
      assert.equal(visible(text), text);
    }),
  );
  assert.equal(visible('Grüezi, 世界 <b>'), 'Grüezi, 世界 <b>');
});
