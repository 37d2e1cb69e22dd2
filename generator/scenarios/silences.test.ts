import assert from 'node:assert/strict';
import { test } from 'node:test';
import { storyFormats } from '../../core/format-table.ts';
import type { LogEvent } from '../events.ts';
import type { Label } from '../labels.ts';
import { createRenderer } from '../renderer.ts';
import { createStory } from '../story.ts';
import type { ScenarioName } from './names.ts';

/** Scenarios in which something is missing, or is of no format. */

const toMillis = Date.parse('2026-11-22T22:00:00Z');
const fromMillis = toMillis - 2 * 86_400_000;

interface Told {
  readonly format: LogEvent['format'];
  readonly timeMillis: number;
  readonly line: string;
}

function tell(scenario: ScenarioName, strength = 1): { told: Told[]; labels: readonly Label[] } {
  const plan = { seed: 3, chapter: 0, fromMillis, toMillis, lines: 60_000, formats: storyFormats };
  const story = createStory({ ...plan, scenarios: [scenario], strength });
  const render = createRenderer();
  const events = Array.from(story.seconds).flat();
  return {
    told: events.map((event) => ({ format: event.format, timeMillis: event.timeMillis, line: render(event) })),
    labels: story.labels,
  };
}

test('silent-source: a host and the error log stop, and all else goes on', () => {
  const { told, labels } = tell('silent-source');
  const [label] = labels;
  assert.ok(label);
  const { start, end } = label;
  const during = told.filter(({ timeMillis }) => timeMillis >= Date.parse(start) && timeMillis < Date.parse(end));
  const isSilent = ({ format, line }: Told): boolean => format === 'apache_error' || line.includes(' web-2 ');
  assert.ok(during.length > 2_000 && told.filter(isSilent).length > 2_000);
  assert.deepEqual(during.filter(isSilent), []);
  assert.equal(tell('silent-source', 0.03).labels.length, 1);
});

test('broken-checkout: nobody comes back from the payment, and all else goes on', () => {
  const { told, labels } = tell('broken-checkout');
  const [label] = labels;
  assert.ok(label);
  const isWithin = ({ timeMillis }: Told): boolean =>
    timeMillis >= Date.parse(label.start) && timeMillis < Date.parse(label.end);
  const isOrder = ({ line }: Told): boolean => line.includes(' /checkout/complete ');
  const isPayment = ({ line }: Told): boolean => line.includes(' /checkout/payment ');
  assert.ok(told.filter(isOrder).length > 20 && told.filter((one) => isWithin(one) && isPayment(one)).length > 5);
  assert.deepEqual(
    told.filter((one) => isWithin(one) && isOrder(one)),
    [],
  );
  const [{ start, end } = assert.fail()] = tell('broken-checkout', 0.03).labels;
  assert.equal(Date.parse(end) - Date.parse(start), 5 * 3_600_000);
});

test('changed-format: for some hours the log of assets is of no format, and of its own before and after', () => {
  const { told, labels } = tell('changed-format');
  const [{ start, end, lines } = assert.fail()] = labels;
  const assets = told.filter(({ format }) => format === 'apache_common');
  const isChanged = ({ line }: Told): boolean => /^assets-1 \S+ [A-Z]+ \/\S* \d{3} \d+ \d{13}$/.test(line);
  const isWithin = ({ timeMillis }: Told): boolean => timeMillis >= Date.parse(start) && timeMillis < Date.parse(end);
  assert.ok(assets.filter(isWithin).length > 500);
  assert.ok(assets.every((one) => isChanged(one) === isWithin(one)));
  assert.equal(assets.filter(isChanged).length, lines.apache_common);
  const tenth = tell('changed-format', 0.1).told.filter(isChanged).length;
  assert.ok(tenth > 50 && tenth < assets.filter(isChanged).length / 5, `${tenth}`);
});

test('stray-lines: the error log has lines without a time, now and then and several at once', () => {
  const { told, labels } = tell('stray-lines');
  const stray = told.filter(({ format, line }) => format === 'apache_error' && !line.startsWith('['));
  assert.equal(stray.length, labels[0]?.lines.apache_error);
  const byTime = Map.groupBy(stray, ({ timeMillis }) => timeMillis);
  assert.ok(stray.length > 60 && stray.length < 600, `${stray.length}`);
  assert.ok(
    [...byTime.values()].some(({ length }) => length >= 8) && [...byTime.values()].some(({ length }) => length === 1),
  );
});

test('lost-channel: nobody comes from the search engine, and people come from elsewhere', () => {
  const { told, labels } = tell('lost-channel');
  const [{ start, end, lines } = assert.fail()] = labels;
  const isWithin = ({ timeMillis }: Told): boolean => timeMillis >= Date.parse(start) && timeMillis < Date.parse(end);
  const isSent = ({ line }: Told): boolean => line.includes('"https://www.google.com/"');
  assert.ok(told.filter(isSent).length > 200);
  assert.deepEqual(
    told.filter((one) => isWithin(one) && isSent(one)),
    [],
  );
  assert.ok(told.filter((one) => isWithin(one) && one.line.includes('"https://l.instagram.com/"')).length > 5);
  assert.deepEqual(lines, {});
});

test('releases: the app has another version each day; failing-release: one of them fails for some hours', () => {
  const versionOf = ({ line }: Told): string => /"service\.version": "([^"]+)"/.exec(line)?.[1] ?? '';
  const calm = tell('releases').told.filter(({ format }) => format === 'json');
  const versions = new Set(calm.map(versionOf));
  assert.ok(versions.size >= 3 && !versions.has('') && !versions.has('5.0.0'), [...versions].join());
  const failuresOf = (strength: number): { failures: number; requests: number; labelled: number | undefined } => {
    const { told, labels } = tell('failing-release', strength);
    const own = told.filter((one) => versionOf(one) === '5.0.0');
    const failures = own.filter(({ line }) => line.includes('"status":500,')).length;
    return { failures, requests: own.length, labelled: labels[0]?.lines.json };
  };
  const all = failuresOf(1);
  // one of eight, and what fails now and then
  assert.ok(
    all.requests > 500 && all.failures > all.requests / 12 && all.failures < all.requests / 6,
    JSON.stringify(all),
  );
  assert.ok((all.labelled ?? 0) > 0.9 * all.failures);
  const tenth = failuresOf(0.1);
  assert.ok(tenth.failures > 3 && tenth.failures < all.failures / 4, JSON.stringify(tenth));
});

/** By how many hours a line's own time is after the moment at which it was written. */
function hoursAhead({ line, timeMillis }: Told): number {
  const [, time = ''] = /^<\d+>(\w{3} \d\d \d\d:\d\d:\d\d) /.exec(line) ?? [];
  return (Date.parse(`${time} 2026 UTC`) - Math.floor(timeMillis / 1000) * 1000) / 3_600_000;
}

test('clock-jump: the lines of one machine are some hours ahead, for less than an hour', () => {
  for (const strength of [1, 0.03]) {
    const { told, labels } = tell('clock-jump', strength);
    const [{ lines } = assert.fail()] = labels;
    const own = told.filter(({ line }) => line.includes(' gate-1 '));
    const ahead = own.filter((one) => hoursAhead(one) !== 0);
    assert.ok(own.length > 1000 && ahead.length >= 8, `${own.length}, ${ahead.length}`);
    assert.equal(ahead.length, lines.rfc3164);
    const [hours = 0, ...others] = new Set(ahead.map(hoursAhead));
    assert.deepEqual(others, []);
    assert.ok(hours >= 3 && hours < 9);
    const [first, last] = [ahead[0] ?? assert.fail(), ahead.at(-1) ?? assert.fail()];
    assert.ok(last.timeMillis - first.timeMillis < 3_600_000);
  }
});

test('late-batches: each machine in order, with lines of four hours at once; summer-time: an hour less, once', () => {
  const isOf = (host: string, { line }: Told): boolean => line.includes(` ${host} `);
  const batches = tell('late-batches').told.filter((one) => isOf('branch-1', one));
  const late = batches.map(hoursAhead);
  assert.ok(batches.length > 200 && Math.min(...late) < -3.9 && Math.max(...late) > -1);
  const times = batches.map((one, at) => one.timeMillis + (late[at] ?? 0) * 3_600_000);
  const backwards = times.filter((time, at) => time < (times[at - 1] ?? 0) - 1000);
  // a straggler now and then
  assert.ok(backwards.length < 10, `${backwards.length}`);
  const till = tell('summer-time').told.filter((one) => isOf('till-1', one));
  const steps = till.map(hoursAhead).filter((hours, at, all) => hours !== all[at - 1]);
  assert.deepEqual(steps, [1, 0]);
});

test('gateway-sessions: an account has one session a day; stolen-session: one goes on from elsewhere, with another system', () => {
  const partsOf = ({ line }: Told): { user: string; session: string; agent: string } | undefined => {
    const parts = /"user-identifier":"([^"]*)".*"session\.id": "([^"]*)", "user_agent\.original": "([^"]*)"/.exec(line);
    return parts === null ? undefined : { user: parts[1] ?? '', session: parts[2] ?? '', agent: parts[3] ?? '' };
  };
  const everyday = tell('gateway-sessions').told;
  const used = everyday.flatMap((one) => (partsOf(one) === undefined ? [] : [{ ...one, ...partsOf(one) }]));
  assert.ok(used.length > 5_000, `${used.length}`);
  const byDay = Map.groupBy(used, ({ user, timeMillis }) => `${user} ${Math.floor(timeMillis / 86_400_000)}`);
  assert.ok([...byDay.values()].every((own) => new Set(own.map(({ session }) => session)).size === 1));
  assert.ok(new Set(used.map(({ session }) => session)).size > 300);
  const { told, labels } = tell('stolen-session');
  const [address = assert.fail()] = labels[0]?.culprits[0].values ?? [];
  const theirs = told.filter(({ line }) => line.includes(`"host":"${address}"`));
  assert.equal(theirs.length, labels[0]?.lines.json);
  const parts = theirs.flatMap((one) => partsOf(one) ?? []);
  const [{ user, session } = assert.fail()] = parts;
  assert.equal(parts.length, theirs.length);
  assert.ok(parts.every((one) => one.session === session && one.agent.includes('Windows')));
  assert.ok(used.some((one) => one.user === user && one.session === session));
});
