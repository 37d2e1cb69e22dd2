import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Case } from '../../core/findings/cases.ts';
import type { Finding } from '../../core/findings/finding.ts';
import { rules } from '../../core/findings/rules/rules.ts';
import { type LogDocument, type MemoryFindingStore, memoryFindingStore } from '../../test/fakes/finding-store.ts';
import { judgeLogs } from './judge-logs.ts';

const HOUR = 3_600_000;
const FIRST = Date.parse('2026-11-02T00:00:00Z');
const HOURS = 40;

interface Line {
  readonly id: string;
  readonly document: LogDocument;
}

interface Request {
  readonly hour: number;
  readonly minute: number;
  readonly address: number;
  readonly user: number;
  readonly path: number;
  readonly status: number;
}

function line({ hour, minute, address, user, path, status }: Request, offset: number): Line {
  const time = new Date(FIRST + hour * HOUR + minute * 60_000).toISOString();
  return {
    id: `line-${offset}`,
    document: {
      '@timestamp': time,
      'event.dataset': 'apache.access',
      'host.hostname': `web-${address % 2}`,
      'kafkainsight.file.id': 'file',
      'log.file.path': 'inbox/a.log',
      'log.offset': offset,
      'source.address': `198.51.100.${address}`,
      'source.ip': `198.51.100.${address}`,
      'url.path': `/p/${path}`,
      'url.original': `/p/${path}`,
      'user_agent.original': `agent ${address % 3}`,
      'http.request.method': 'GET',
      'http.response.status_code': status,
      'service.name': 'shop',
      'service.version': `1.${Math.floor(hour / 10)}`,
      ...(user === 0 ? {} : { 'user.name': `user-${user}` }),
    },
  };
}

/** Everyday requests in every hour, and in some hours what rules look for: refusals of many accounts, failures of a path, a silent host. */
const story = fc
  .record({
    everyday: fc.array(
      fc.record({
        hour: fc.integer({ min: 0, max: HOURS - 1 }),
        minute: fc.integer({ min: 0, max: 59 }),
        address: fc.integer({ min: 1, max: 12 }),
        user: fc.integer({ min: 0, max: 12 }),
        path: fc.integer({ min: 1, max: 4 }),
        status: fc.constantFrom(200, 200, 200, 302, 401, 404, 500),
      }),
      { minLength: 20, maxLength: 80 },
    ),
    attacks: fc.array(
      fc.record({
        hour: fc.integer({ min: 0, max: HOURS - 1 }),
        count: fc.integer({ min: 5, max: 20 }),
        kind: fc.constantFrom('accounts', 'path', 'silence'),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  })
  .map(({ everyday, attacks }) => {
    const usual = Array.from({ length: HOURS * 12 }, (_, at) => ({
      hour: Math.floor(at / 12),
      minute: at % 12,
      address: (at % 12) + 1,
      user: at % 12,
      path: (at % 4) + 1,
      status: 200,
    }));
    const isSilent = ({ hour, address }: Request): boolean =>
      attacks.some(
        (one) => one.kind === 'silence' && address % 2 === 1 && hour >= one.hour && hour < one.hour + one.count,
      );
    const guilty = attacks.flatMap(({ hour, count, kind }) =>
      Array.from({ length: kind === 'silence' ? 0 : count }, (_, at) => {
        const where = { hour, minute: at % 60, address: 66, user: 100 + at, path: 9 };
        return kind === 'path' ? { ...where, address: at, user: 0, status: 500 } : { ...where, status: 401 };
      }),
    );
    return [...usual, ...everyday, ...guilty].filter((request) => !isSilent(request)).map(line);
  });

/** Lines in the parts in which they come; each part is followed by a run. */
type Delivery = readonly (readonly Line[])[];

/** What holds after the last line: the findings and the cases that people see. */
async function judgeDelivery(delivery: Delivery): Promise<{ findings: Finding[]; cases: Case[] }> {
  const store = memoryFindingStore();
  let nowMillis = FIRST + 400 * 24 * HOUR;
  const run = (isSettled: boolean): Promise<unknown> =>
    judgeLogs(store, rules, { now: () => (nowMillis += 1000), stopMillis: nowMillis + HOUR, isSettled });
  for (const part of delivery) {
    for (const { id, document } of part) store.index(id, document);
    await run(false);
  }
  await run(true);
  return holding(store);
}

function holding({ kept }: MemoryFindingStore): { findings: Finding[]; cases: Case[] } {
  const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1);
  return {
    findings: [...kept.findings.values()].filter(({ status }) => status === 'open').sort(byId),
    cases: [...kept.cases.values()].filter(({ state }) => state === 'open').sort(byId),
  };
}

/** Shuffled, cut into parts, some lines delivered twice. */
const redelivered = story.chain((lines) =>
  fc
    .record({
      order: fc.shuffledSubarray(lines, { minLength: lines.length }),
      again: fc.subarray(lines, { maxLength: 30 }),
      cuts: fc.array(fc.nat({ max: lines.length }), { maxLength: 5 }),
    })
    .map(({ order, again, cuts }) => {
      const all = [...order, ...again];
      const ends = [0, ...cuts.toSorted((a, b) => a - b), all.length];
      return { lines, delivery: ends.slice(1).map((end, at) => all.slice(ends[at], end)) };
    }),
);

test('findings are a function of the lines, not of their order, parts or repetition', async () => {
  let [found, silent] = [0, 0];
  await fc.assert(
    fc.asyncProperty(redelivered, async ({ lines, delivery }) => {
      const once = await judgeDelivery([lines]);
      found += once.findings.length;
      silent += once.findings.filter(({ rule }) => rule === 'host-silence').length;
      assert.deepEqual(await judgeDelivery(delivery), once);
    }),
    { numRuns: 60 },
  );
  assert.ok(found > 60 && silent > 0, `only ${found} findings in all stories, ${silent} of silence`);
});

test('lines that came hour by hour give what a backfill of them gives', async () => {
  await fc.assert(
    fc.asyncProperty(story, async (lines) => {
      const byHour = Map.groupBy(lines, ({ document }) => document['@timestamp'].slice(0, 13));
      const live = [...byHour.keys()].sort().map((hour) => byHour.get(hour) ?? []);
      assert.deepEqual(await judgeDelivery(live), await judgeDelivery([lines]));
    }),
    { numRuns: 20 },
  );
});
