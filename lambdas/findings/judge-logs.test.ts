import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { FindingStore } from '../../core/findings/finding-store.ts';
import { channelSurge } from '../../core/findings/rules/channels.ts';
import { hostSilence } from '../../core/findings/rules/silence.ts';
import { memoryFindingStore } from '../../test/fakes/finding-store.ts';
import { judgeLogs } from './judge-logs.ts';

const settled = { now: () => Date.now(), stopMillis: Infinity, isSettled: true };

test('a run that was killed holds up the next for half a minute', async (context) => {
  context.mock.timers.enable({ apis: ['Date', 'setInterval'] });
  const store = memoryFindingStore();
  // a run that ends here begins and does nothing more
  const killed = { ...store, changes: () => new Promise<never>(() => undefined) };
  void judgeLogs(killed, [], settled);
  await setImmediate();
  // with its timer
  context.mock.timers.reset();

  context.mock.timers.enable({ apis: ['Date'], now: 29_999 });
  assert.equal((await judgeLogs(store, [], settled)).isBusy, true);
  context.mock.timers.tick(1);
  assert.equal((await judgeLogs(store, [], settled)).isBusy, false);
});

test('a run that asks for minutes is alone all the time, and the next begins when it ends', async (context) => {
  context.mock.timers.enable({ apis: ['Date', 'setInterval'] });
  const store = memoryFindingStore();
  let answer: (() => void) | undefined;
  const changes = (): ReturnType<typeof store.changes> =>
    new Promise((resolve) => {
      answer = () => {
        resolve(store.changes({}));
      };
    });
  const slow = judgeLogs({ ...store, changes }, [], settled);
  for (let second = 0; second < 200; second++) {
    context.mock.timers.tick(1000);
    assert.equal((await judgeLogs(store, [], settled)).isBusy, true, `after ${second + 1} s`);
  }
  answer?.();
  assert.equal((await slow).isBusy, false);
  assert.equal((await judgeLogs(store, [], settled)).isBusy, false);
});

test('of a log with another host in each line nothing is kept but how many lines there were', async () => {
  const store = memoryFindingStore();
  const line = (at: number, host: string): void => {
    const time = new Date(Date.UTC(2026, 10, 2) + at * 60_000).toISOString();
    store.index(`${host} ${at}`, { '@timestamp': time, 'host.hostname': host });
  };
  const minutes = 20 * 60;
  for (let at = 0; at < minutes; at++) {
    for (let host = 0; host < 5; host++) line(at, `once-${at}-${host}`);
    if (at < minutes - 60 || at === minutes - 1) line(at, 'web-1');
  }
  const tallies: string[] = [];
  const write: FindingStore['write'] = (judgement) => {
    tallies.push(...judgement.tallies.map(({ entity }) => entity));
    return store.write(judgement);
  };
  const options = { now: () => 0, stopMillis: Infinity, isSettled: true };
  await judgeLogs({ ...store, write }, [hostSilence], options);
  assert.deepEqual([...new Set(tallies)].sort(), ['', 'web-1']);
  // one line in the last hour is no silence, though too few to learn from
  assert.deepEqual([...store.kept.findings.values()], []);
});

test('an hour is judged once its own lines are counted, not before, while earlier hours change what is usual', async () => {
  const store = memoryFindingStore();
  const hours = 60;
  for (let at = 0; at < hours * 20; at++) {
    const time = new Date(Date.UTC(2026, 10, 2) + at * 3 * 60_000).toISOString();
    // a third of the requests, in every hour
    const referrer = at % 3 === 0 ? { 'kafkainsight.referrer.domain': 'news.example' } : {};
    store.index(`line ${at}`, { '@timestamp': time, 'kafkainsight.client.kind': 'person', ...referrer });
  }
  const opened: string[] = [];
  const write: FindingStore['write'] = (judgement) => {
    opened.push(...judgement.findings.map(({ text }) => text));
    return store.write(judgement);
  };
  const report = await judgeLogs({ ...store, write }, [channelSurge], settled);
  assert.deepEqual({ hours: report.hours, opened }, { hours, opened: [] });
});
