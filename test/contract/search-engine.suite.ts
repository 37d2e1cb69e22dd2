import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { KafkaInsightError } from '../../core/errors.ts';
import type { SearchEngine } from '../../core/ports.ts';
import { indexTemplates } from '../../core/search/index-templates.ts';
import { checkOverruling } from '../../lambdas/provision/overruling.ts';

/** One implementation of the port, ready for use. */
export interface OpenedEngine {
  readonly engine: SearchEngine;
  close(): Promise<void>;
}

/** What every search engine must do (core/ports.ts). */
export function searchEngineContract(name: string, open: () => Promise<OpenedEngine>): void {
  describe(`search engine: ${name}`, () => {
    const index = `kafkainsight-logs-contract-${randomUUID()}`;
    let opened: OpenedEngine;
    let engine: SearchEngine;

    before(async () => {
      opened = await open();
      ({ engine } = opened);
    });
    after(() => opened.close());

    function bulk(
      documents: Readonly<Record<string, string>>,
      operation: 'index' | 'create' = 'index',
    ): ReturnType<SearchEngine['bulk']> {
      const lines = Object.entries(documents).flatMap(([id, source]) => [
        JSON.stringify({ [operation]: { _index: index, _id: id } }),
        source,
      ]);
      return engine.bulk(Buffer.from(lines.map((line) => `${line}\n`).join('')), 30_000);
    }

    test('takes templates, and gives them back', async () => {
      const [template] = indexTemplates(engine.kind, { replicas: 0, refreshSeconds: 1 });
      assert.ok(template !== undefined);
      const path = `/_index_template/${template.name}`;
      const given = await engine.request('PUT', path, template.body);
      assert.deepEqual(given, { acknowledged: true });
      const { index_templates: found } = (await engine.request('GET', path)) as {
        index_templates: { name: string; index_template: { version: number; _meta: object } }[];
      };
      assert.deepEqual(
        found.map((one) => [one.name, one.index_template.version, one.index_template._meta]),
        [[template.name, template.body.version, template.body._meta]],
      );
    });

    test('indexes documents by id: once, and over itself', async () => {
      const first = await bulk({ a: '{"message":"one é","log.offset":1}', 'b/é ?': '{"message":"two"}' });
      assert.deepEqual(first, [{ status: 201 }, { status: 201 }]);
      assert.deepEqual(await bulk({ a: '{"message":"three"}' }), [{ status: 200 }]);
      await engine.request('POST', `/${index}/_refresh`);
      assert.equal(((await engine.request('GET', `/${index}/_count`)) as { count: number }).count, 2);
      const found = (await engine.request('GET', `/${index}/_doc/a`)) as { _source: object };
      assert.deepEqual(found._source, { message: 'three' });
    });

    test('overwrites a document of an equal or a lesser version, and none of a greater one', async () => {
      const write = (message: string, version: number): ReturnType<SearchEngine['bulk']> => {
        const action = { index: { _index: index, _id: 'versioned', version, version_type: 'external_gte' } };
        return engine.bulk(Buffer.from(`${JSON.stringify(action)}\n${JSON.stringify({ message })}\n`), 30_000);
      };
      assert.deepEqual(await write('partial', 0), [{ status: 201 }]);
      assert.deepEqual(await write('partial again', 0), [{ status: 200 }]);
      assert.deepEqual(await write('new', 1_795_341_779_000), [{ status: 200 }]);
      assert.deepEqual(await write('the same content again', 1_795_341_779_000), [{ status: 200 }]);
      for (const older of [1_795_341_778_999, 1_795_341_779, 0]) {
        const [refused] = await write('old', older);
        assert.equal(refused?.status, 409);
        assert.equal(refused.errorType, 'version_conflict_engine_exception');
      }
      const found = (await engine.request('GET', `/${index}/_doc/versioned`)) as { _source: object };
      assert.deepEqual(found._source, { message: 'the same content again' });
    });

    test('creates a document once, and never over another', async () => {
      assert.deepEqual(await bulk({ created: '{"message":"one"}' }, 'create'), [{ status: 201 }]);
      const [again] = await bulk({ created: '{"message":"two"}' }, 'create');
      assert.equal(again?.status, 409);
      assert.equal(again.errorType, 'version_conflict_engine_exception');
      const found = (await engine.request('GET', `/${index}/_doc/created`)) as { _source: object };
      assert.deepEqual(found._source, { message: 'one' });
    });

    test('tells of each item what became of it, in order', async () => {
      const results = await bulk({ good: '{"message":"x"}', broken: '{"message":', last: '{"message":"y"}' });
      assert.deepEqual(
        results.map(({ status }) => status),
        [201, 400, 201],
      );
      assert.match(results[1]?.errorType ?? '', /pars(?:e|ing)_exception$/);
      assert.ok((results[1]?.errorReason ?? '') !== '');
    });

    test('gives back what is named as JavaScript names prototypes: a line may hold it, and its neighbours are to be found', async () => {
      // as text, since an object literal would mean the prototype
      const hostile = '{"kafkainsight.json":{"__proto__":{"a":"1"},"constructor":{"prototype":{"b":"2"}}}}';
      assert.deepEqual(await bulk({ hostile }), [{ status: 201 }]);
      const found = (await engine.request('GET', `/${index}/_doc/hostile`)) as { _source: object };
      assert.equal(JSON.stringify(found._source), hostile);
      assert.equal('a' in {} || 'b' in {}, false);
    });

    test('says which templates overrule another', async () => {
      const id = randomUUID();
      const names = { low: `contract-low-${id}`, high: `contract-high-${id}` };
      const expected = [{ index: `contract-${id}-1`, template: names.low }];
      const put = (template: string, pattern: string, priority: number): Promise<unknown> =>
        engine.request('PUT', `/_index_template/${template}`, { index_patterns: [pattern], priority, template: {} });
      try {
        await put(names.low, `contract-${id}-*`, 500);
        await put(names.high, `contract-${id}-2*`, 600);
        await checkOverruling(engine, expected);
        await put(names.high, `contract-${id}*`, 600);
        await assert.rejects(checkOverruling(engine, expected), (error) => {
          assert.ok(error instanceof KafkaInsightError && error.code === 'PROVISIONING_FAILED');
          assert.ok(error.message.includes(`${names.high} (600)`) && error.message.includes(`contract-${id}-1`));
          return true;
        });
      } finally {
        for (const template of Object.values(names)) await engine.request('DELETE', `/_index_template/${template}`);
      }
    });

    test('answers nothing where there is nothing', async () => {
      assert.equal(await engine.request('GET', `/${index}/_doc/none`), undefined);
      assert.equal(await engine.request('GET', '/_index_template/none'), undefined);
      assert.equal(await engine.request('HEAD', '/_index_template/none'), undefined);
      assert.equal(await engine.request('DELETE', '/_index_template/none'), undefined);
      assert.equal(await engine.request('HEAD', '/_index_template/kafkainsight-logs'), true);
    });
  });
}
