import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readEnvelope } from '../records/envelope.ts';
import { logIndex } from './derived-source.ts';

const scheme = { period: 'month', retentionDays: 30 } as const;

const document = {
  '@timestamp': '2026-11-22T10:02:52.000Z',
  'event.dataset': 'apache.access',
  'event.category': ['web'],
  'file.mtime': '2026-11-22T10:02:59.000Z',
  'url.original': '/cart',
};

function indexOf(changes: object): string {
  const envelope = readEnvelope(Buffer.from(JSON.stringify({ ...document, ...changes })));
  assert.ok(envelope);
  return logIndex(envelope, scheme);
}

test('a document all of whose fields can be given back is in the index of its dataset', () => {
  assert.equal(indexOf({}), 'kafkainsight-logs-apache.access-2026.11');
  assert.equal(indexOf({ message: 'x'.repeat(100_000), 'kafka.offset': 1 }), 'kafkainsight-logs-apache.access-2026.11');
});

test('one that would lose something is in another, whatever it is that it would lose', () => {
  const stored = 'kafkainsight-logs-_apache.access-2026.11';
  assert.equal(indexOf({ 'kafkainsight.json': { any: 'key' } }), stored);
  assert.equal(indexOf({ 'kafkainsight.fields': {} }), stored);
  assert.equal(indexOf({ 'no.field.of.this.version': 1 }), stored);
  assert.equal(indexOf({ 'url.path': '/'.repeat(32_767) }), stored);
  // the beginning of a line that continues: where the whole line is expected
  assert.equal(indexOf({ 'kafkainsight.stored': true }), stored);
});

test('datasets whose documents are all kept have one index, as those that sources name', () => {
  for (const dataset of ['json', 'custom', 'shop', 'container']) {
    for (const changes of [{}, { 'kafkainsight.json': { a: 1 } }]) {
      assert.equal(indexOf({ ...changes, 'event.dataset': dataset }), `kafkainsight-logs-${dataset}-2026.11`);
    }
  }
});
