import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createTellingStore } from '../../adapters/search/findings/telling.ts';
import { BASELINE_INDEX } from '../../core/names.ts';
import type { Telling } from '../../core/notifications/telling.ts';
import { ownEngine } from '../integration/story/engine.ts';

const telling: Telling = {
  state: {
    plannedMillis: 1,
    told: [{ caseId: 'a', key: 'b', status: 'told', findings: 2, messages: 1, seenMillis: 1 }],
    sentMillis: [1],
    summedMillis: 0,
  },
  outbox: [
    {
      id: 'n',
      key: 'b',
      kind: 'opened',
      confidence: 'high',
      title: 'Found: "quotes"',
      text: 'one\\two',
      facts: [],
      proof: [],
      sinceMillis: 1,
    },
  ],
};

describe('what destinations were told, on OpenSearch', () => {
  it('is read as it was kept, at once, by destination', async () => {
    const engine = await ownEngine(`telling-${process.pid}`);
    try {
      const store = createTellingStore(engine);
      assert.equal(await store.read('ops'), undefined);
      await store.keep('ops', telling);
      assert.deepEqual(await store.read('ops'), telling);
      assert.equal(await store.read('other'), undefined);
      await store.keep('ops', { ...telling, outbox: [] });
      assert.deepEqual((await store.read('ops'))?.outbox, []);
    } finally {
      await engine.close();
    }
  });

  it('is never taken for nothing where it cannot be read', async () => {
    const engine = await ownEngine(`telling-broken-${process.pid}`);
    try {
      await engine.request('PUT', `/${BASELINE_INDEX}/_doc/telling.ops`, { 'event.dataset': 'kafkainsight.telling' });
      await assert.rejects(createTellingStore(engine).read('ops'), { code: 'SEARCH_REFUSED' });
    } finally {
      await engine.close();
    }
  });
});
