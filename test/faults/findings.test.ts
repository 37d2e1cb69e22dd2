/** Findings are a function of the logs: in whatever order, parts and repetitions the lines come, and on either engine. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFindingStore } from '../../adapters/search/findings/finding-store.ts';
import type { Rule } from '../../core/findings/rule.ts';
import { channelLoss } from '../../core/findings/rules/channel-loss.ts';
import { clockJump } from '../../core/findings/rules/clock-jump.ts';
import { failingRelease } from '../../core/findings/rules/failing-release.ts';
import { rules } from '../../core/findings/rules/rules.ts';
import { type StoryFormat, storyFormats } from '../../core/format-table.ts';
import type { SearchEngine } from '../../core/ports.ts';
import { DAY_MILLIS, HOUR_MILLIS } from '../../core/time/units.ts';
import type { ScenarioName } from '../../generator/scenarios/names.ts';
import { judgeLogs } from '../../lambdas/findings/judge-logs.ts';
import { ownElasticsearch, ownEngine } from '../integration/story/engine.ts';
import {
  buildDocuments,
  type Built,
  indexDocuments,
  renderStory,
  STORY_END_MILLIS,
} from '../integration/story/story.ts';

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

/** A story, by whom it is judged, and which of them have to find something. */
interface Case {
  readonly hours: number;
  readonly lines: number;
  readonly scenarios: readonly ScenarioName[];
  readonly formats: readonly StoryFormat[];
  readonly rules: readonly Rule[];
  readonly found: readonly string[];
}

const cases: readonly Case[] = [
  {
    hours: 36,
    lines: 4_000,
    scenarios: ['credential-stuffing', 'bad-deploy'],
    formats: storyFormats,
    rules,
    found: ['agent-many-accounts', 'path-failures'],
  },
  {
    // the sites that send people have to be known for three days
    hours: 96,
    lines: 40_000,
    scenarios: ['clock-jump', 'lost-channel'],
    formats: ['apache_combined', 'rfc3164'],
    rules: [clockJump, channelLoss],
    found: ['clock-jump', 'channel-loss'],
  },
  {
    hours: 96,
    lines: 40_000,
    scenarios: ['failing-release', 'releases'],
    formats: ['json'],
    rules: [failingRelease],
    found: ['failing-release'],
  },
];

function tell({ hours, lines, scenarios, formats }: Case): Built[][] {
  const files = renderStory({ lines, seed: 4, scenarios, fromMillis: STORY_END_MILLIS - hours * HOUR_MILLIS });
  return formats.flatMap((format) => {
    const bytes = files.get(format);
    return bytes === undefined ? [] : [[...buildDocuments(format, bytes, STORY_END_MILLIS - 1)]];
  });
}

/** What people see in the end: the findings that hold and their cases, as text. */
async function findingsOf(
  engine: SearchEngine,
  some: readonly Rule[],
  parts: readonly (readonly Built[])[],
): Promise<string[]> {
  await deleteAll(engine);
  const store = createFindingStore(engine);
  const judge = async (isSettled: boolean): Promise<void> => {
    const report = await judgeLogs(store, some, { now: Date.now, stopMillis: Infinity, isSettled });
    assert.deepEqual({ isBusy: report.isBusy, leftOut: report.leftOut }, { isBusy: false, leftOut: 0 });
  };
  for (const part of parts) {
    await indexDocuments(engine, part);
    await engine.request('POST', '/kafkainsight-logs-*/_refresh');
    await judge(false);
  }
  await judge(true);
  const span = { fromMillis: STORY_END_MILLIS - 10 * DAY_MILLIS, toMillis: STORY_END_MILLIS + DAY_MILLIS };
  const found = await Promise.all(some.map(({ name }) => store.findings(name, span)));
  const seen = await Promise.all(some.map(({ name }) => store.cases(name, span)));
  const holding = [
    ...found.flat().filter(({ status }) => status === 'open'),
    ...seen.flat().filter(({ state }) => state === 'open'),
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
  const openSearch = await ownEngine(PREFIX);
  t.after(() => openSearch.close());
  const elasticsearch = await ownElasticsearch(PREFIX);
  t.after(() => elasticsearch.close());
  for (const one of cases) {
    const files = tell(one);
    const expected = await findingsOf(openSearch, one.rules, [files.flat()]);
    const found = new Set(expected.map((text) => (JSON.parse(text) as { rule: string }).rule));
    // what the story's scenarios are there to be found by
    for (const rule of one.found) assert.ok(found.has(rule), rule);
    for (const [engineName, engine] of [['OpenSearch', openSearch] as const, ['Elasticsearch', elasticsearch] as const])
      for (const [name, delivery] of Object.entries(deliveries)) {
        await t.test(`${one.scenarios.join(' and ')}: ${engineName}, ${name}`, async () => {
          assert.deepEqual(await findingsOf(engine, one.rules, delivery(files)), expected);
        });
      }
  }
});
