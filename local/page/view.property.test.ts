import fc from 'fast-check';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dashboards } from '../../dashboards/dashboards.ts';
import { visible } from './browser/text.ts';
import {
  hashOf,
  quickRanges,
  refreshChoices,
  resolveRange,
  viewOf,
  withFilter,
  type Filter,
  type View,
} from './browser/view.ts';

const plain = { noNullPrototype: true } as const;

const filter: fc.Arbitrary<Filter> = fc.oneof(
  fc.record(
    {
      kind: fc.constant('value' as const),
      field: fc.constantFrom('user.name', 'source.ip', 'http.response.status_code' as const),
      value: fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer()),
      negated: fc.boolean(),
    },
    plain,
  ),
  fc.record({ kind: fc.constant('condition' as const), label: fc.string(), negated: fc.boolean() }, plain),
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
    filters: fc.array(filter),
    search: fc.string({ unit: 'grapheme' }),
    refreshSeconds: fc.constantFrom(...refreshChoices),
  },
  plain,
);

test('a view is what its address says, whatever was searched and filtered for', () => {
  fc.assert(
    fc.property(view, (shown) => {
      assert.deepEqual(viewOf(hashOf(shown)), shown);
    }),
  );
});

test('any address is some view', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (hash) => {
      const { dashboard, filters } = viewOf(`#${hash}`);
      assert.ok(dashboards.includes(dashboard));
      assert.ok(Array.isArray(filters));
    }),
  );
});

test('a filter is added once, and its opposite takes its place', () => {
  const only: Filter = { kind: 'value', field: 'user.name', value: 'anna', negated: false };
  const allBut: Filter = { ...only, negated: true };
  assert.deepEqual(withFilter(withFilter([], only), only), [only]);
  assert.deepEqual(withFilter([only], allBut), [allBut]);
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
