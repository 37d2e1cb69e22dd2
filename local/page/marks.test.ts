import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathFailures } from '../../core/findings/rules/path-failures.ts';
import type { SearchEngine } from '../../core/ports.ts';
import type { AggregationPanel } from '../../dashboards/definition.ts';
import { marksOf } from './marks.ts';

const HOUR = 3_600_000;
const scope = { fromMillis: 0, toMillis: 100 * HOUR, timeZone: 'UTC', filters: [] };
const panel: AggregationPanel = {
  kind: 'area',
  id: 'failures',
  title: 'When?',
  width: 48,
  dataView: 'logs',
  x: { kind: 'time', label: 'Time' },
  split: { kind: 'terms', field: 'url.path', label: 'Path', size: 8 },
  metric: { kind: 'count', label: 'Failed' },
};

/** A case of one hour, that its rule looks at with some hours before. */
function hitOf(id: string, hour: number): object {
  const [start, end] = [hour, hour + 1].map((each) => new Date(each * HOUR).toISOString());
  const source = { 'rule.name': pathFailures.name, 'event.start': start, 'event.end': end, message: id };
  return { _id: id, _source: source };
}

/** An engine with these cases, of which the chart shows so many lines, of all lines of the case. */
function engineWith(
  cases: readonly {
    readonly id: string;
    readonly hour: number;
    readonly shown: number;
    readonly ofCase: number;
    readonly firstMillis?: number;
  }[],
  total = cases.length,
): SearchEngine {
  const aggregations = Object.fromEntries(
    cases.map(({ shown, ofCase, firstMillis = 0 }, at) => [
      `c${at}`,
      {
        doc_count: ofCase,
        w: {
          doc_count: shown,
          since: { first: { value: shown === 0 ? null : firstMillis } },
          b: { buckets: shown === 0 ? [] : [{ key: '/a', doc_count: shown }] },
        },
      },
    ]),
  );
  const answers: Record<string, unknown> = {
    cases: { hits: { total: { value: total }, hits: cases.map(({ id, hour }) => hitOf(id, hour)) } },
    logs: { hits: { total: { value: 0 }, hits: [] }, aggregations },
  };
  const request = (_: string, path: string): Promise<unknown> =>
    Promise.resolve(answers[path.startsWith('/kafkainsight-cases') ? 'cases' : 'logs']);
  return { request } as unknown as SearchEngine;
}

test('a case is marked where it is much of what is drawn in its time, in all or in one series, and much of it is drawn', async () => {
  const cases = [
    { id: 'half of all', hour: 20, shown: 10, ofCase: 10, firstMillis: 20.4 * HOUR },
    { id: 'one of a hundred', hour: 40, shown: 1, ofCase: 1 },
    { id: 'a series of its own', hour: 60, shown: 5, ofCase: 5 },
    { id: 'one failure of many visits', hour: 80, shown: 1, ofCase: 300 },
    { id: 'not drawn', hour: 80, shown: 0, ofCase: 7 },
  ];
  const row = (key: string, hour: number, value: number): { keys: [string, number]; values: [number] } => ({
    keys: [key, hour * HOUR],
    values: [value],
  });
  const rows = [
    ...[row('/a', 20, 10), row('/b', 20, 10)],
    ...[row('/a', 40, 50), row('/b', 40, 50)],
    ...[row('/a', 60, 6), row('/b', 60, 200)],
    ...[row('/a', 80, 1), row('/b', 80, 0)],
    // long before and after each of them
    ...[row('/a', 0, 10_000), row('/a', 99, 10_000)],
  ];
  const marks = await marksOf(engineWith(cases), panel, scope, { rows, stepMillis: HOUR });
  assert.deepEqual(
    marks.cases.map(({ id }) => id),
    ['half of all', 'a series of its own'],
  );
  assert.equal(marks.cases[0]?.firstMillis, 20.4 * HOUR, 'where its first line is, and not where its window begins');
  assert.equal(marks.left, 0);
});

test('cases that are not looked at are counted; without any, the lines are not asked', async () => {
  const drawn = { rows: [], stepMillis: HOUR };
  const one = [{ id: 'newest', hour: 20, shown: 1, ofCase: 1 }];
  assert.equal((await marksOf(engineWith(one, 57), panel, scope, drawn)).left, 56);
  const none = { request: () => Promise.resolve({ hits: { total: { value: 0 }, hits: [] } }) };
  assert.deepEqual(await marksOf(none as unknown as SearchEngine, panel, scope, drawn), { cases: [], left: 0 });
});
