/** Every panel's request on a real search engine, compared with what is computed from the same documents without it. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { SearchEngine } from '../../core/ports.ts';
import { dashboardsOf } from '../../dashboards/dashboards.ts';
import {
  aggregationOf,
  type AggregationPanel,
  type DataViewName,
  isAggregationPanel,
  type Metric,
  type PanelBucket,
  panelsOf,
} from '../../dashboards/definition.ts';
import { linesRequest } from '../../dashboards/line-search.ts';
import { rowsOf, totalOf } from '../../dashboards/rows.ts';
import { panelRequest, type PanelRow, type Scope, stepMillis } from '../../dashboards/search.ts';
import type { Label } from '../../generator/labels.ts';
import { scenarioNames } from '../../generator/scenarios/names.ts';
import { readSearch } from '../../local/page/search/search.ts';
import { shopSite } from '../helpers/shop-site.ts';
import { fits, type Group, groupsOf } from './story/expected.ts';
import { indexFindings } from './story/findings.ts';
import { indexFurther } from './story/further.ts';
import { indexOperations } from './story/operations.ts';
import { type Document, type IndexedStory, indexStory } from './story/story.ts';
import { indexVisits } from './story/visits.ts';

const dashboards = dashboardsOf(shopSite);
const LINES = 20_000;
/**
 * The engine counts different values with HyperLogLog++, precise to the unit only "close to" its threshold of 3,000
 * (opensearch.org/docs/latest/aggregations/metric/cardinality); these stories stay below it.
 */
const UNIQUE_TOLERANCE = 0.01;
const PERCENTILE_TOLERANCE = 0.05;

/**
 * Declares the tests of all panels on an engine.
 *
 * @param open returns an engine with our templates, whose indices only these tests use; it is closed after them
 */
export function dashboardTests(name: string, open: () => Promise<SearchEngine>): void {
  describe(`dashboards on ${name}`, () => {
    let engine: SearchEngine;
    let story: IndexedStory;
    let documents: Readonly<Record<DataViewName, readonly Document[]>>;
    let scope: Scope;
    const empty: string[] = [];

    before(async () => {
      engine = await open();
      story = await indexStory(engine, { lines: LINES });
      documents = {
        logs: [...story.documents, ...(await indexFurther(engine, story.toMillis - 1))],
        ...(await indexOperations(engine, story.toMillis - 1)),
        ...(await indexFindings(engine, story.toMillis - 1)),
        visits: await indexVisits(engine, shopSite),
      };
      scope = { fromMillis: story.fromMillis, toMillis: story.toMillis, timeZone: 'UTC', filters: [] };
    });

    after(async () => {
      await engine.close();
    });

    for (const dashboard of dashboards) {
      for (const panel of panelsOf(dashboard)) {
        if (isAggregationPanel(panel)) {
          test(`${dashboard.title}: ${panel.title} (${panel.id})`, async () => {
            const rows = await ask(engine, panel, scope);
            if (rows.every(({ values }) => values.every((value) => (value ?? 0) === 0))) empty.push(panel.id);
            compare(panel, groupsOf(panel, documents[panel.dataView], stepMillis(scope)), rows, scope);
          });
        } else if (panel.kind === 'lines') {
          test(`${dashboard.title}: ${panel.title} (${panel.id})`, async () => {
            const { path, body } = linesRequest(panel, scope, { limit: 10 });
            const { where } = panel;
            const fitting = documents[panel.dataView].filter(
              (document) => where === undefined || fits(document, where),
            );
            assert.equal(totalOf(await engine.request('POST', path, body)), fitting.length);
          });
        }
      }
    }

    test('every panel has something to show', () => {
      assert.deepEqual(empty, []);
    });

    test('a series has the steps of the whole time axis, also where clocks are changed', async () => {
      const panel = dashboards.flatMap(panelsOf).find(({ id }) => id === 'failures-over-time');
      assert.ok(panel?.kind === 'area');
      const year = { ...scope, fromMillis: scope.toMillis - 365 * 86_400_000, timeZone: 'Europe/Zurich' };
      const { kind, id, title, width, dataView, where, x, metric } = panel;
      const whole = { kind, id, title, width, dataView, where: where ?? assert.fail(), x, metric };
      const axis = (await ask(engine, whole, year)).map(({ keys: [step] }) => step);
      const rows = await ask(engine, panel, year);
      const series = Map.groupBy(rows, ({ keys: [key] }) => key);
      assert.ok(axis.length > 50 && series.size > 1);
      for (const own of series.values())
        assert.deepEqual(
          own.map(({ keys: [, step] }) => step),
          axis,
        );
    });

    test('words are found in messages, in URLs and as whole names; filters narrow', async () => {
      const panel = panelsOf(dashboards[0] ?? assert.fail()).find(({ kind }) => kind === 'lines');
      assert.ok(panel?.kind === 'lines');
      const find = async (typed: string, filters: Scope['filters'] = []): Promise<number> => {
        const search = readSearch(typed, 'UTC')?.query ?? assert.fail();
        const { path, body } = linesRequest(panel, { ...scope, search, filters }, { limit: 1 });
        return totalOf(await engine.request('POST', path, body));
      };
      const said = documents.logs.filter(({ message }) => String(message).includes('TypeError'));
      assert.ok(said.length > 0);
      assert.equal(await find('TypeError'), said.length);
      assert.equal(await find('"Uncaught TypeError" -Cart.php'), 0);

      const account = story.labels.find(({ scenario }) => scenario === 'account-takeover')?.culprits[0].values[0] ?? '';
      const about = documents.logs.filter(
        (document) => document['user.name'] === account || String(document['message']).includes(account),
      );
      assert.equal(await find(account), about.length);
      const refused = about.filter((document) => document['http.response.status_code'] === 401);
      assert.ok(refused.length > 0);
      assert.equal(await find(`${account} 401`), refused.length);
      const others: Scope['filters'] = [{ not: { field: 'http.response.status_code', is: 401 } }];
      assert.equal(await find(account, others), about.length - refused.length);
      assert.equal(await find('nowhere-to-be-found'), 0);
    });

    for (const scenario of scenarioNames) {
      test(`insight: ${scenario} is what its panels show first`, async () => {
        const label = story.labels.find((candidate) => candidate.scenario === scenario);
        assert.ok(label);
        const panels = dashboards
          .flatMap(panelsOf)
          .filter(isAggregationPanel)
          .filter(({ shows }) => shows?.includes(scenario) === true);
        assert.ok(panels.length > 0);
        for (const panel of panels) {
          const rows = await ask(engine, panel, scope);
          if (scenario === 'outage') showsGap(rows, label, scope);
          else showsCulprit(panel, rows, label);
        }
      });
    }
  });
}

async function ask(engine: SearchEngine, panel: AggregationPanel, scope: Scope): Promise<PanelRow[]> {
  const { path, body } = panelRequest(panel, scope);
  return rowsOf(panel, await engine.request('POST', path, body));
}

/** The first key of the panel is a culprit of the label, of the field that the panel groups by. */
function showsCulprit(panel: AggregationPanel, rows: readonly PanelRow[], { culprits, scenario }: Label): void {
  const [bucket] = aggregationOf(panel).buckets;
  assert.ok(bucket?.kind === 'terms', `${panel.id} groups by terms`);
  const culprit = culprits.find(({ field }) => field === bucket.field);
  assert.ok(culprit, `${scenario} has a culprit of ${bucket.field}`);
  const first = String(rows[0]?.keys[0]);
  assert.ok(culprit.values.includes(first), `${panel.id} shows ${first} first, not ${culprit.values[0] ?? ''}`);
}

/** Among the steps that are completely within the story, the emptiest is in the outage. */
function showsGap(rows: readonly PanelRow[], { start, end }: Label, scope: Scope): void {
  const step = stepMillis(scope);
  const sums = new Map<number, number>();
  for (const { keys, values } of rows) sums.set(Number(keys[1]), (sums.get(Number(keys[1])) ?? 0) + (values[0] ?? 0));
  const whole = [...sums].filter(([from]) => from >= scope.fromMillis && from + step <= scope.toMillis);
  const [emptiest] = whole.sort(([, one], [, other]) => one - other);
  assert.ok(emptiest);
  const [from] = emptiest;
  assert.ok(
    from < Date.parse(end) && from + step > Date.parse(start),
    `the gap is shown at ${new Date(from).toISOString()}`,
  );
}

/** The engine's rows have the computed values of each group, and are those with the highest first metric. */
function compare(panel: AggregationPanel, expected: Group, rows: readonly PanelRow[], scope: Scope): void {
  const { buckets, metrics } = aggregationOf(panel);
  for (const { keys, values } of rows) {
    const group = keys.reduce<Group | undefined>((outer, key) => outer?.inner.get(key), expected);
    metrics.forEach((metric, index) => {
      const computed = group?.values[index] ?? 0;
      const tolerance = toleranceOf(metric, computed);
      const difference = Math.abs((values[index] ?? 0) - computed);
      assert.ok(
        difference <= tolerance,
        `${keys.join(', ')}: ${metric.label} is ${values[index] ?? 0}, not ${computed}`,
      );
    });
  }
  const [outermost, inner] = buckets;
  if (inner?.kind === 'time') assertAllSteps(rows, expectedKeys(inner, expected, scope));
  if (outermost === undefined) assert.equal(rows.length, 1);
  else assert.deepEqual(keysAt(rows, 0).length, expectedKeys(outermost, expected, scope), 'groups');
  if (outermost?.kind === 'terms' && metrics[0].kind !== 'unique') {
    const best = [...expected.inner.values()].map(({ values }) => values[0] ?? 0).sort((one, other) => other - one);
    const shown = keysAt(rows, 0).map((key) => expected.inner.get(key)?.values[0] ?? 0);
    assert.deepEqual(shown, best.slice(0, outermost.size), 'the highest first');
  }
}

/** Each series has all steps of the time axis, one after the other. */
function assertAllSteps(rows: readonly PanelRow[], steps: number): void {
  for (const [series, own] of Map.groupBy(rows, ({ keys: [key] }) => key)) {
    const times = own.map(({ keys: [, step] }) => Number(step));
    assert.equal(times.length, steps, `${series ?? ''}: steps`);
    assert.deepEqual(
      times,
      times.toSorted((one, other) => one - other),
    );
  }
}

function toleranceOf({ kind }: Metric, computed: number): number {
  if (kind === 'unique') return Math.ceil(computed * UNIQUE_TOLERANCE);
  // t-digest interpolates, and is precise to a hundredth or so of what it counts
  if (kind === 'percentile') return computed * PERCENTILE_TOLERANCE;
  // 100 times a quotient, in floating point
  return kind === 'share' || kind === 'rate' ? 1e-9 : 0;
}

function keysAt(rows: readonly PanelRow[], position: number): (string | number)[] {
  return [...new Set(rows.map(({ keys }) => keys[position] ?? ''))];
}

function expectedKeys(bucket: PanelBucket, { inner }: Group, scope: Scope): number {
  if (bucket.kind === 'conditions') return bucket.conditions.length;
  if (bucket.kind === 'terms') return Math.min(bucket.size, inner.size);
  return Math.floor((scope.toMillis - 1) / stepMillis(scope)) - Math.floor(scope.fromMillis / stepMillis(scope)) + 1;
}
