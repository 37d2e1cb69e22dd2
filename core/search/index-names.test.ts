import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deleteAfterDays, indexName } from './index-names.ts';

const monthly = { period: 'month', retentionDays: 30 } as const;
const daily = { period: 'day', retentionDays: 30 } as const;
const time = Date.parse('2026-11-22T10:02:52.000Z');

test('the period is that of the event, in UTC', () => {
  assert.equal(indexName('apache.access', time, time, monthly), 'kafkainsight-logs-apache.access-2026.11');
  assert.equal(indexName('apache.access', time, time, daily), 'kafkainsight-logs-apache.access-2026.11.22');
  const lastOfMonth = Date.parse('2026-10-31T23:59:59.999Z');
  assert.equal(indexName('syslog', lastOfMonth, time, monthly), 'kafkainsight-logs-syslog-2026.10');
  assert.equal(indexName('syslog', lastOfMonth + 1, time, monthly), 'kafkainsight-logs-syslog-2026.11');
});

test('times of which an index can still exist keep their period: 31 days more than an index lives, and two days ahead', () => {
  // 33 and 31 days before
  const earliest = Date.parse('2026-09-19T10:02:52.000Z');
  const latest = Date.parse('2026-11-24T10:02:52.000Z');
  assert.equal(indexName('json', earliest, time, daily), 'kafkainsight-logs-json-2026.09.19');
  assert.equal(indexName('json', latest, time, daily), 'kafkainsight-logs-json-2026.11.24');
  assert.equal(indexName('json', earliest - 1, time, daily), 'kafkainsight-logs-json-outlier');
  assert.equal(indexName('json', latest + 1, time, daily), 'kafkainsight-logs-json-outlier');
});

test('a line keeps its index while its file grows, as long as that index can live', () => {
  const dayMillis = 86_400_000;
  for (const scheme of [monthly, daily]) {
    // stored a month after it was written, and deleted as late as it may be
    for (const days of [0, 1, 31, 31 + deleteAfterDays(scheme)]) {
      const grownMillis = time + days * dayMillis;
      assert.equal(indexName('text', time, grownMillis, scheme), indexName('text', time, time, scheme));
    }
  }
});

test('an index is deleted when the last document that it may get has been kept for the retention', () => {
  const dayMillis = 86_400_000;
  for (const scheme of [monthly, daily]) {
    // the earliest opening of the index of the first of January: the longest month, or a day
    const opened = Date.parse('2027-01-01T00:00:00Z') - 2 * dayMillis;
    const last = Date.parse(scheme.period === 'month' ? '2027-01-31T23:59:59.999Z' : '2027-01-01T23:59:59.999Z');
    assert.equal(indexName('json', last, last, scheme), indexName('json', opened + 2 * dayMillis, opened, scheme));
    assert.ok(opened + deleteAfterDays(scheme) * dayMillis >= last + scheme.retentionDays * dayMillis);
  }
  assert.deepEqual([deleteAfterDays(monthly), deleteAfterDays(daily)], [63, 33]);
});
