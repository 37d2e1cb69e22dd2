import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Rule } from '../../core/findings/rule.ts';
import { HOUR_MILLIS } from '../../core/time/units.ts';
import { memoryFindingStore } from '../../test/fakes/finding-store.ts';
import { judgeLogs } from './judge-logs.ts';

const MIDNIGHT = Date.parse('2026-11-02T00:00:00Z');

/** Finds each hour in which a host fails. */
const failing: Rule = {
  name: 'failing',
  version: 1,
  sentence: '',
  trap: '',
  needs: '',
  windowMillis: HOUR_MILLIS,
  lookback: 0,
  isWhole: false,
  question: { where: { field: 'event.outcome', is: 'failure' }, entity: 'host.hostname' },
  cause: 'each entity',
  proof: { field: 'event.outcome', is: 'failure' },
  judge: ({ entity }) => ({ confidence: 'high', numbers: {}, text: `${entity} fails.` }),
};

/** Judges lines of one host: which hours fail now, step by step; returns the open cases as the hours that they are of. */
async function openCases(steps: readonly Readonly<Record<number, 'failure' | 'success'>>[]): Promise<string[]> {
  const store = memoryFindingStore();
  for (const step of steps) {
    for (const [hour, outcome] of Object.entries(step)) {
      const time = new Date(MIDNIGHT + Number(hour) * HOUR_MILLIS).toISOString();
      // newer contents overwrite: the hour no longer fails
      store.index(`line of ${hour}`, { '@timestamp': time, 'host.hostname': 'web-1', 'event.outcome': outcome });
    }
    await judgeLogs(store, [failing], { now: () => 0, stopMillis: Infinity, isSettled: true });
  }
  const open = [...store.kept.cases.values()].filter(({ state }) => state === 'open');
  const hourOf = (millis: number): number => (millis - MIDNIGHT) / HOUR_MILLIS;
  return open
    .map(({ fromMillis, toMillis, findings }) => `${hourOf(fromMillis)} to ${hourOf(toMillis)}: ${findings}`)
    .sort();
}

test('rows say what else their other value was in within the window, whatever its entity', async () => {
  const store = memoryFindingStore();
  const hit = (address: string, minutes: number, host?: string): void => {
    const time = new Date(MIDNIGHT + minutes * 60_000).toISOString();
    const fields = { 'source.address': address, ...(host !== undefined && { 'host.hostname': host }) };
    store.index(`${address} at ${minutes}`, { '@timestamp': time, ...fields });
  };
  hit('192.0.2.1', 1, 'web-1');
  hit('192.0.2.1', 2);
  hit('192.0.2.1', 61);
  hit('192.0.2.2', 3, 'web-1');
  const seen: unknown[] = [];
  const rule: Rule = {
    ...failing,
    question: {
      where: { field: 'host.hostname', exists: true },
      entity: 'host.hostname',
      other: 'source.address',
      elsewhere: { field: 'source.address', exists: true },
    },
    judge: ({ own }) => {
      seen.push(...own.map(({ other, count, elsewhere }) => [other, count, elsewhere]));
      return undefined;
    },
  };
  await judgeLogs(store, [rule], { now: () => 0, stopMillis: Infinity, isSettled: true });
  assert.deepEqual(seen, [
    ['192.0.2.1', 1, 2],
    ['192.0.2.2', 1, 1],
  ]);
});

function hours(from: number, to: number, outcome: 'failure' | 'success'): Record<number, 'failure' | 'success'> {
  return Object.fromEntries(Array.from({ length: to - from }, (_, at) => [from + at, outcome]));
}

test('a case that was merged stays so, whatever is found near the time that it had', async () => {
  const merged = [
    hours(10, 20, 'failure'),
    // the case of ten to twenty becomes part of the one that begins at seven
    hours(7, 10, 'failure'),
    hours(16, 20, 'success'),
  ];
  assert.deepEqual(await openCases(merged), ['7 to 16: 9']);
  assert.deepEqual(await openCases([...merged, hours(19, 20, 'failure')]), ['19 to 20: 1', '7 to 16: 9']);
});

test('a case that was withdrawn cuts none off, whatever is found near the time that it had', async () => {
  const withdrawn = [
    hours(30, 40, 'failure'),
    hours(30, 40, 'success'),
    // begins within the time of the withdrawn one, and ends after it
    hours(36, 46, 'failure'),
    hours(31, 32, 'failure'),
  ];
  assert.deepEqual(await openCases(withdrawn), ['31 to 32: 1', '36 to 46: 10']);
});
