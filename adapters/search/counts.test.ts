import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ErrorCode, KafkaInsightError } from '../../core/errors.ts';
import type { SearchEngine } from '../../core/ports.ts';
import { refreshAll } from './counts.ts';

/** An engine that refuses the first `times` requests. */
function engineThatFails(times: number, code: ErrorCode): { engine: SearchEngine; asked: () => number } {
  let asked = 0;
  const request = (): Promise<unknown> =>
    asked++ < times ? Promise.reject(new KafkaInsightError(code, 'HTTP 400')) : Promise.resolve({});
  return { engine: { request } as unknown as SearchEngine, asked: () => asked };
}

test('an index that is closed at this very moment does not fail a refresh', async () => {
  const once = engineThatFails(1, 'SEARCH_REFUSED');
  await refreshAll(once.engine);
  assert.equal(once.asked(), 2);
  await assert.rejects(refreshAll(engineThatFails(2, 'SEARCH_REFUSED').engine), { code: 'SEARCH_REFUSED' });
  const away = engineThatFails(1, 'SEARCH_UNAVAILABLE');
  await assert.rejects(refreshAll(away.engine), { code: 'SEARCH_UNAVAILABLE' });
  assert.equal(away.asked(), 1);
});
