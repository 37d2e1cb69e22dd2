import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatTable, layoutTable } from '../format-table.ts';
import { defaultsOf, unsaidDefaults } from './unindexed.ts';

// By hand from the documents that each format makes, as docs/formats.md and the format's own tests have them.
const expected: Readonly<Record<string, object>> = {
  'apache.access': { 'event.kind': 'event', 'event.category': ['web'], 'event.type': ['access'] },
  'apache.error': { 'event.kind': 'event', 'event.category': ['web'] },
  network: { 'event.kind': 'event', 'event.category': ['network'], 'event.type': ['connection'] },
  json: { 'event.kind': 'event' },
  syslog: { 'event.kind': 'event' },
  database: { 'event.kind': 'event' },
  shop: { 'event.kind': 'event' },
};

test('what a dataset says of its documents is what all its formats write', () => {
  for (const [dataset, defaults] of Object.entries(expected)) assert.deepEqual(defaultsOf(dataset), defaults, dataset);
});

test('a format that writes the same fields for every line writes none that its dataset contradicts', () => {
  for (const { title, dataset, fields } of [...Object.values(formatTable), ...Object.values(layoutTable)]) {
    const own = Object.fromEntries(fields.map(([name, value]) => [name, value]));
    const defaults = Object.entries(defaultsOf(dataset)).filter(([name]) => name !== 'event.kind');
    if (fields.length > 0)
      for (const [name, value] of defaults) assert.deepEqual(own[name as keyof typeof own], value, title);
  }
});

test('a document keeps what it says itself', () => {
  const ofAccess = { 'event.dataset': 'apache.access' };
  assert.deepEqual(unsaidDefaults(ofAccess), expected['apache.access']);
  const signIn = { ...ofAccess, 'event.category': ['web', 'authentication'] };
  assert.deepEqual(unsaidDefaults(signIn), { 'event.kind': 'event', 'event.type': ['access'] });
  assert.deepEqual(unsaidDefaults({ 'event.dataset': 'unparsed', 'event.kind': 'pipeline_error' }), {});
  assert.deepEqual(unsaidDefaults({}), {});
});
