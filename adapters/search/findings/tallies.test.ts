import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newErrorCode } from '../../../core/findings/rules/new-error.ts';
import type { SearchEngine } from '../../../core/ports.ts';
import { readTallies } from './tallies.ts';

test('a rule that would read more than it may is left out, before memory is full', async () => {
  let pages = 0;
  const engine: SearchEngine = {
    kind: 'opensearch',
    bulk: () => Promise.resolve([]),
    // an engine that never comes to an end
    request() {
      pages++;
      const tallies = Array.from({ length: 500 }, (_, at) => [`web-${at}`, 1, 1]);
      const _source = {
        'event.start': '2026-11-02T12:00:00.000Z',
        'kafkainsight.baseline.bucket': 'a',
        content: JSON.stringify(tallies),
      };
      return Promise.resolve({ hits: { hits: Array.from({ length: 200 }, () => ({ _source, sort: ['a'] })) } });
    },
    close: () => Promise.resolve(),
  };
  const from = Date.parse('2026-11-02T12:00:00Z');
  await assert.rejects(readTallies(engine, newErrorCode, [from], undefined), { code: 'FINDINGS_TOO_MANY' });
  assert.equal(pages, 6);
});
