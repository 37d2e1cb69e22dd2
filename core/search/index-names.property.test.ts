import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { deleteAfterDays, indexName, type IndexScheme } from './index-names.ts';

const DAY_MILLIS = 86_400_000;
const years0To9999 = fc.integer({
  min: Date.parse('0000-01-01T00:00:00Z'),
  max: Date.parse('9999-12-31T23:59:59.999Z'),
});

test('one anchor opens no more indices than its window has periods, whatever the clocks say', () => {
  const around = (anchor: number) => fc.integer({ min: anchor - 400 * DAY_MILLIS, max: anchor + 400 * DAY_MILLIS });
  fc.assert(
    fc.property(
      fc
        .integer({ min: Date.parse('2000-01-01'), max: Date.parse('2100-01-01') })
        .chain((anchor) =>
          fc.tuple(fc.constant(anchor), fc.array(fc.oneof(around(anchor), years0To9999), { maxLength: 200 })),
        ),
      fc.integer({ min: 1, max: 20 }),
      ([anchor, times], retentionDays) => {
        const scheme: IndexScheme = { period: 'day', retentionDays };
        const names = new Set(times.map((time) => indexName('text', time, anchor, scheme)));
        // the days of the window, one more since it begins in mid-day, and the outlier index
        assert.ok(names.size <= deleteAfterDays(scheme) + 31 + 2 + 1 + 1);
        for (const name of names) assert.match(name, /^kafkainsight-logs-text-(\d{4}\.\d\d\.\d\d|outlier)$/);
      },
    ),
  );
});
