import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Visit } from '../../core/visits/visit.ts';
import { NO_VISITS, type VisitPlan, visitPlanOf } from '../../core/visits/visit-plan.ts';
import { type LogDocument, memoryFindingStore } from '../../test/fakes/finding-store.ts';
import { memoryVisitStore } from '../../test/fakes/visit-store.ts';
import { judgeLogs, type JudgeLogsReport } from './judge-logs.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const FIRST = Date.parse('2026-11-02T00:00:00Z');
const planned = visitPlanOf({ hosts: ['shop.example'], staticPaths: ['*.css'], apiPaths: ['/api/*'] });
if ('needs' in planned) assert.fail();
const plan = planned;

interface Line {
  readonly id: string;
  readonly document: LogDocument;
}

/** Most of them a few minutes apart, by a few visitors, around some midnights. */
const story = fc
  .array(
    fc.record({
      day: fc.constantFrom(0, 1, 2, 33),
      minute: fc.oneof(
        fc.integer({ min: 0, max: 100 }),
        fc.integer({ min: 1380, max: 1439 }),
        fc.integer({ min: 0, max: 1439 }),
      ),
      address: fc.integer({ min: 1, max: 3 }),
      agent: fc.constantFrom('Firefox', 'Safari'),
      path: fc.constantFrom('/', '/a', '/b', '/a', '/style.css', '/api/cart'),
      status: fc.constantFrom(200, 200, 200, 200, 302, 404),
      kind: fc.constantFrom('person', 'person', 'person', 'crawler'),
      goal: fc.boolean(),
      referrer: fc.constantFrom(undefined, 'news.example', 'shop.example'),
    }),
    { minLength: 20, maxLength: 60 },
  )
  .map((requests) =>
    requests.map(({ day, minute, address, agent, path, status, kind, goal, referrer }, offset): Line => ({
      id: `line-${offset}`,
      document: {
        '@timestamp': new Date(FIRST + day * DAY + minute * MINUTE).toISOString(),
        'kafkainsight.file.id': `file-${offset % 2}`,
        'log.file.path': 'inbox/a.log',
        'log.offset': offset,
        'source.address': `198.51.100.${address}`,
        'user_agent.original': agent,
        'kafkainsight.client.kind': kind,
        'http.request.method': 'GET',
        'http.response.status_code': status,
        'url.path': path,
        ...(goal && path === '/b' ? { 'kafkainsight.goal': 'Order' } : {}),
        ...(referrer === undefined ? {} : { 'kafkainsight.referrer.domain': referrer }),
      },
    })),
  );

/** What is done one after the other, each followed by a run. */
type Steps = readonly { readonly add: readonly Line[]; readonly erase: readonly string[] }[];

interface Counted {
  readonly visits: Visit[];
  readonly reports: JudgeLogsReport[];
}

async function countSteps(steps: Steps, stopAfterMillis = Infinity): Promise<Counted> {
  const store = memoryFindingStore();
  const visits = memoryVisitStore(store, 3);
  const reports: JudgeLogsReport[] = [];
  let nowMillis = FIRST + 400 * DAY;
  const run = async (isSettled: boolean): Promise<void> => {
    nowMillis += 1000;
    let report: JudgeLogsReport;
    do {
      const options = { now: () => (nowMillis += 10), stopMillis: nowMillis + stopAfterMillis, isSettled };
      report = await judgeLogs(store, [], { ...options, visits: { store: visits, plan } });
      reports.push(report);
    } while (isSettled && report.waiting > 0);
  };
  for (const { add, erase } of steps) {
    for (const { id, document } of add) store.index(id, document);
    for (const id of erase) store.erase(id);
    await run(false);
  }
  await run(true);
  const byId = (one: Visit, other: Visit): number => (one.id < other.id ? -1 : 1);
  return { visits: [...visits.kept.values()].sort(byId), reports };
}

/** Lines in another order, in parts, some of them twice. */
const shuffled = (lines: readonly Line[]): fc.Arbitrary<Steps> =>
  fc
    .record({
      order: fc.shuffledSubarray([...lines], { minLength: lines.length }),
      again: fc.subarray([...lines]),
      cuts: fc.array(fc.nat({ max: lines.length }), { maxLength: 5 }),
    })
    .map(({ order, again, cuts }) => {
      const all = [...order, ...again];
      const ends = [0, ...cuts.toSorted((a, b) => a - b), all.length];
      return ends.slice(1).map((end, at) => ({ add: all.slice(ends[at], end), erase: [] }));
    });

const once = (lines: readonly Line[]): Steps => [{ add: lines, erase: [] }];

test('visits are a function of the lines, not of their order, parts or repetition', async () => {
  let found = 0;
  await fc.assert(
    fc.asyncProperty(
      story.chain((lines) => shuffled(lines).map((steps) => ({ lines, steps }))),
      async ({ lines, steps }) => {
        const { visits } = await countSteps(once(lines));
        found += visits.length;
        assert.deepEqual((await countSteps(steps)).visits, visits);
      },
    ),
    { numRuns: 100 },
  );
  assert.ok(found > 200, `only ${found} visits in all stories`);
});

test('runs that end early give what one run gives', async () => {
  await fc.assert(
    fc.asyncProperty(story, async (lines) => {
      const { visits } = await countSteps(once(lines));
      assert.deepEqual((await countSteps(once(lines), 100)).visits, visits);
    }),
    { numRuns: 30 },
  );
});

test('lines that are deleted are in no visit any longer', async () => {
  const erased = story.chain((lines) => {
    const pages = lines.filter(({ document }) => document['http.response.status_code'] === 200);
    return fc
      .record({ steps: shuffled(lines), gone: fc.subarray(pages) })
      .map(({ steps, gone }) => ({ lines, steps, gone: new Set(gone.map(({ id }) => id)) }));
  });
  await fc.assert(
    fc.asyncProperty(erased, async ({ lines, steps, gone }) => {
      const left = lines.filter(({ id }) => !gone.has(id));
      const { visits } = await countSteps(once(left));
      assert.deepEqual((await countSteps([...steps, { add: [], erase: [...gone] }])).visits, visits);
    }),
    { numRuns: 60 },
  );
});

/** The same from the definition: which lines are pages of people, and before which there was no other one of the visitor for half an hour. */
function definedVisits(lines: readonly Line[]): { starts: number; pages: number } {
  const requests = lines
    .map(({ document }) => document)
    .filter(
      (one) =>
        one['kafkainsight.client.kind'] === 'person' &&
        Number(one['http.response.status_code']) < 400 &&
        !/\.css$|^\/api\//.test(String(one['url.path'])),
    )
    .map((one) => ({
      visitor: `${String(one['source.address'])} ${String(one['user_agent.original'])}`,
      millis: Date.parse(one['@timestamp']),
      isPage: one['http.response.status_code'] === 200 || one['kafkainsight.goal'] !== undefined,
    }));
  const times = new Map<string, number[]>();
  for (const { visitor, millis } of requests) times.set(visitor, [...(times.get(visitor) ?? []), millis]);
  // each page belongs to the run of requests that it can be reached from without a gap
  const runs = new Set<string>();
  for (const { visitor, millis, isPage } of requests) {
    if (!isPage) continue;
    const own = (times.get(visitor) ?? []).filter((time) => Math.floor(time / DAY) === Math.floor(millis / DAY));
    let start = millis;
    for (;;) {
      const before = own.filter((time) => time < start && time >= start - 30 * MINUTE);
      if (before.length === 0) break;
      start = Math.min(...before);
    }
    runs.add(`${visitor} ${start}`);
  }
  return { starts: runs.size, pages: requests.filter(({ isPage }) => isPage).length };
}

test('there are as many visits and pages as the definition says', async () => {
  await fc.assert(
    fc.asyncProperty(story, async (lines) => {
      const { visits } = await countSteps(once(lines));
      const pages = visits.reduce((sum, visit) => sum + visit.pages, 0);
      assert.deepEqual({ starts: visits.length, pages }, definedVisits(lines));
    }),
    { numRuns: 100 },
  );
});

test('visits of a site that no longer says what is needed are deleted, and counted again once it does', async () => {
  const [lines = []] = fc.sample(story, { numRuns: 1, seed: 23 });
  const store = memoryFindingStore();
  for (const { id, document } of lines) store.index(id, document);
  const visits = memoryVisitStore(store, 3);
  let nowMillis = FIRST + 400 * DAY;
  const run = (own: VisitPlan): Promise<JudgeLogsReport> => {
    const options = { now: () => (nowMillis += 10), stopMillis: Infinity, isSettled: true };
    return judgeLogs(store, [], { ...options, visits: { store: visits, plan: own } });
  };
  assert.equal((await run(NO_VISITS)).visits, 0);
  await run(plan);
  const counted = [...visits.kept.values()];
  assert.ok(counted.length > 5);
  await run(NO_VISITS);
  assert.equal(visits.kept.size, 0);
  await run(NO_VISITS);
  await run(plan);
  assert.deepEqual([...visits.kept.values()], counted);
});
