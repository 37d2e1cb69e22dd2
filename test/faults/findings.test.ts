/** Findings are a function of the logs: in whatever order, parts and repetitions the lines come, and on either engine. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFindingStore } from '../../adapters/search/findings/finding-store.ts';
import { rules } from '../../core/findings/rules/rules.ts';
import { storyFormats } from '../../core/format-table.ts';
import type { SearchEngine } from '../../core/ports.ts';
import { judgeLogs } from '../../lambdas/findings/judge-logs.ts';
import { ownElasticsearch, ownEngine } from '../integration/story/engine.ts';
import {
  buildDocuments,
  type Built,
  indexDocuments,
  renderStory,
  STORY_END_MILLIS,
} from '../integration/story/story.ts';

const FROM_MILLIS = STORY_END_MILLIS - 36 * 3_600_000;
const STEPS = 3;
const PREFIX = 'equal-findings';

type Delivery = (files: readonly (readonly Built[])[]) => readonly (readonly Built[])[];

/** Each in parts: what is there is judged after each of them. */
const deliveries: Readonly<Record<string, Delivery>> = {
  'in order of time': (files) => partsOf(files.flat().toSorted((one, other) => one.timeMillis - other.timeMillis)),
  'file by file, the last one first': (files) => files.toReversed(),
  twice: (files) => [files.flat(), files.flat()],
  'all at once': (files) => [files.flat()],
};

function partsOf(lines: readonly Built[]): Built[][] {
  const length = Math.ceil(lines.length / STEPS);
  return Array.from({ length: STEPS }, (_, step) => lines.slice(step * length, (step + 1) * length));
}

function tell(): Built[][] {
  const request = {
    lines: 4_000,
    seed: 4,
    scenarios: ['credential-stuffing', 'bad-deploy'] as const,
    fromMillis: FROM_MILLIS,
  };
  const files = renderStory(request);
  return storyFormats.flatMap((format) => {
    const bytes = files.get(format);
    return bytes === undefined ? [] : [[...buildDocuments(format, bytes, STORY_END_MILLIS - 1)]];
  });
}

/** What people see in the end: the findings that hold and their cases, as text. */
async function findingsOf(engine: SearchEngine, parts: readonly (readonly Built[])[]): Promise<string[]> {
  await deleteAll(engine);
  const store = createFindingStore(engine);
  const judge = async (isSettled: boolean): Promise<void> => {
    const report = await judgeLogs(store, rules, { now: Date.now, stopMillis: Infinity, isSettled });
    assert.deepEqual({ isBusy: report.isBusy, leftOut: report.leftOut }, { isBusy: false, leftOut: 0 });
  };
  for (const part of parts) {
    await indexDocuments(engine, part);
    await engine.request('POST', '/kafkainsight-logs-*/_refresh');
    await judge(false);
  }
  await judge(true);
  const span = { fromMillis: FROM_MILLIS, toMillis: STORY_END_MILLIS };
  const found = await Promise.all(rules.map(({ name }) => store.findings(name, span)));
  const cases = await Promise.all(rules.map(({ name }) => store.cases(name, span)));
  const holding = [
    ...found.flat().filter(({ status }) => status === 'open'),
    ...cases.flat().filter(({ state }) => state === 'open'),
  ];
  return holding.map((one) => JSON.stringify(one)).sort();
}

/** By name: Elasticsearch refuses to delete by pattern. */
async function deleteAll(engine: SearchEngine): Promise<void> {
  const { indices } = (await engine.request('GET', '/_resolve/index/kafkainsight-*')) as {
    indices: readonly { readonly name: string }[];
  };
  const names = indices.map(({ name }) => name.slice(PREFIX.length + 1));
  if (names.length > 0) await engine.request('DELETE', `/${names.join()}`);
}

test('the same lines give the same findings, byte for byte, however they come and on both engines', async (t) => {
  const files = tell();
  const openSearch = await ownEngine(PREFIX);
  t.after(() => openSearch.close());
  const expected = await findingsOf(openSearch, [files.flat()]);
  const found = new Set(expected.map((one) => (JSON.parse(one) as { rule: string }).rule));
  // what the story's scenarios are there to be found by
  for (const rule of ['agent-many-accounts', 'path-failures']) assert.ok(found.has(rule), rule);
  for (const [name, delivery] of Object.entries(deliveries)) {
    await t.test(`OpenSearch, ${name}`, async () => {
      assert.deepEqual(await findingsOf(openSearch, delivery(files)), expected);
    });
  }
  const elasticsearch = await ownElasticsearch(PREFIX);
  t.after(() => elasticsearch.close());
  for (const [name, delivery] of Object.entries(deliveries)) {
    await t.test(`Elasticsearch, ${name}`, async () => {
      assert.deepEqual(await findingsOf(elasticsearch, delivery(files)), expected);
    });
  }
});
