import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { storyFormats } from '../../core/format-table.ts';
import { dashboardsOf } from '../../dashboards/dashboards.ts';
import type { AccessFormat, LogEvent } from '../events.ts';
import type { Label } from '../labels.ts';
import { createRenderer } from '../renderer.ts';
import { createStory } from '../story.ts';
import { rank, readAccessLine } from '../truth.ts';
import { decoyNames, type ScenarioName, scenarioNames, trialNames } from './names.ts';

const toMillis = Date.parse('2026-11-22T22:00:00Z');
const fromMillis = toMillis - 2 * 86_400_000;

interface Told {
  readonly format: LogEvent['format'];
  readonly timeMillis: number;
  readonly line: string;
}

function tell(
  seed: number,
  scenarios: readonly ScenarioName[],
  lines = 120_000,
  strength = 1,
): { told: Told[]; labels: readonly Label[] } {
  const story = createStory({
    seed,
    chapter: 0,
    fromMillis,
    toMillis,
    lines,
    formats: storyFormats,
    scenarios,
    strength,
  });
  const render = createRenderer();
  const told: Told[] = [];
  for (const events of story.seconds)
    for (const event of events) told.push({ format: event.format, timeMillis: event.timeMillis, line: render(event) });
  return { told, labels: story.labels };
}

const isAccess = (format: LogEvent['format']): format is AccessFormat =>
  format === 'apache_combined' || format === 'apache_common' || format === 'json';

for (const seed of [1, 77]) {
  describe(`the truth of the scenarios is in the lines, seed ${seed}`, () => {
    let told: Told[] = [];
    let read: ReturnType<typeof readAccessLine>[] = [];
    let labels = new Map<ScenarioName, Label>();
    before(() => {
      const story = tell(seed, scenarioNames);
      told = story.told;
      read = told.flatMap(({ format, line }) => (isAccess(format) ? [readAccessLine(format, line)] : []));
      labels = new Map(story.labels.map((label) => [label.scenario, label]));
    });
    const labelOf = (name: ScenarioName): Label => {
      const label = labels.get(name);
      assert.ok(label, name);
      return label;
    };
    const during = (name: ScenarioName): Told[] => {
      const start = Date.parse(labelOf(name).start);
      const end = Date.parse(labelOf(name).end);
      return told.filter(({ timeMillis }) => timeMillis >= start && timeMillis < end);
    };
    /** How many lines hold all of these, by plain search. */
    const count = (lines: readonly Told[], format: LogEvent['format'], ...parts: readonly string[]): number =>
      lines.filter((one) => one.format === format && parts.every((part) => one.line.includes(part))).length;

    for (const name of scenarioNames.filter((one) => one !== 'outage')) {
      test(`${name}: the panel's question, answered from all lines, begins with a culprit`, () => {
        const { question, culprits } = labelOf(name);
        assert.ok(question);
        const [first] = rank(question, read);
        assert.equal(culprits[0].field, question.field);
        assert.ok(first !== undefined && culprits[0].values.includes(first.value), JSON.stringify(first));
      });
    }

    test('outage: not one line of any kind, and lines right before and after', () => {
      assert.equal(during('outage').length, 0);
      const start = Date.parse(labelOf('outage').start);
      const end = Date.parse(labelOf('outage').end);
      const near = (fromMillis: number): number =>
        told.filter(({ timeMillis }) => timeMillis >= fromMillis && timeMillis < fromMillis + 600_000).length;
      assert.ok(near(start - 600_000) > 50);
      assert.ok(near(end) > 50);
    });

    test('outage: everywhere else no minute of a daytime hour is empty', () => {
      const minutes = new Set(told.map(({ timeMillis }) => Math.floor(timeMillis / 60_000)));
      const start = Date.parse(labelOf('outage').start) / 60_000;
      const end = Date.parse(labelOf('outage').end) / 60_000;
      for (let minute = fromMillis / 60_000; minute < toMillis / 60_000; minute++) {
        const hour = Math.floor(minute / 60) % 24;
        if (hour < 8 || (minute >= start - 1 && minute < end + 1)) continue;
        assert.ok(minutes.has(minute), new Date(minute * 60_000).toISOString());
      }
    });

    test('bad-deploy: the form answers 500, and its error message was never there before', () => {
      const label = labelOf('bad-deploy');
      const lines = during('bad-deploy');
      const failures = count(lines, 'apache_combined', '"POST /cart/add ', '" 500 ');
      const all = count(lines, 'apache_combined', '"POST /cart/add ');
      // Everyday mishaps fail the same form at half a thousandth: a line or two at most.
      assert.ok(Math.abs(failures - (label.lines.apache_combined ?? 0)) <= 2, `${failures}`);
      assert.ok(failures / all > 0.8, `${failures} of ${all} fail`);
      assert.equal(count(told, 'apache_error', 'AH01071'), label.lines.apache_error);
      assert.equal(count(lines, 'apache_error', 'AH01071'), label.lines.apache_error);
      assert.ok(failures > 50);
    });

    test('campaign: visits from its referrer to its landing page begin with it, and some buy', () => {
      const { culprits } = labelOf('campaign');
      const [referrer] = culprits[0].values;
      const [path] = culprits[1]?.values ?? [];
      const arrivals = told.filter(({ line }) => line.includes(`"GET ${path}?`) && line.includes(`"${referrer}"`));
      const start = Date.parse(labelOf('campaign').start);
      const end = Date.parse(labelOf('campaign').end);
      assert.ok(arrivals.length > 200, `${arrivals.length}`);
      assert.ok(arrivals.every(({ timeMillis }) => timeMillis >= start && timeMillis < end + 1000));
      const visitors = new Set(arrivals.map(({ line }) => line.slice(0, line.indexOf(' '))));
      const bought = during('campaign').filter(
        ({ format, line }) =>
          format === 'apache_combined' &&
          line.includes('"GET /checkout/complete ') &&
          visitors.has(line.slice(0, line.indexOf(' '))),
      );
      assert.ok(bought.length >= 5, `${bought.length} conversions`);
    });

    test('credential-stuffing: many addresses, many accounts, one program, nobody let in, both logs agree', () => {
      const label = labelOf('credential-stuffing');
      const [addresses, agents] = label.culprits;
      const [agent = ''] = agents?.values ?? [];
      const lines = during('credential-stuffing').flatMap(({ format, line }) =>
        format === 'apache_combined' && line.endsWith(`"${agent}"`) ? [readAccessLine(format, line)] : [],
      );
      assert.equal(lines.length, label.lines.apache_combined);
      const from = new Set(lines.map((line) => line.get('source.ip')));
      const accounts = new Set(lines.map((line) => line.get('user.name')));
      assert.ok([...from].every((address) => address !== undefined && addresses.values.includes(address)));
      assert.ok(from.size > 150 && accounts.size > 500, `${from.size} addresses, ${accounts.size} accounts`);
      const statuses = new Set(lines.map((line) => line.get('http.response.status_code')));
      assert.deepEqual(
        [...statuses].filter((status) => status !== '401' && status !== '403' && status?.startsWith('5') !== true),
        [],
      );
      const refusals = during('credential-stuffing').filter(
        ({ format, line }) =>
          format === 'rfc5424' &&
          / (Failed password for|Blocked sign-in of) /.test(line) &&
          addresses.values.some((address) => line.endsWith(` ${address}`)),
      );
      assert.ok(Math.abs(refusals.length - (label.lines.rfc5424 ?? 0)) <= 3);
    });

    test('account-takeover: failures from new addresses, then successes and purchases', () => {
      const label = labelOf('account-takeover');
      const [account = ''] = label.culprits[0].values;
      const hostile = new Set(label.culprits[1]?.values);
      const lines = during('account-takeover').flatMap(({ format, line }) =>
        format === 'apache_combined' ? [readAccessLine(format, line)] : [],
      );
      const theirs = lines.filter(
        (line) => line.get('user.name') === account && hostile.has(line.get('source.ip') ?? ''),
      );
      const logins = theirs.filter((line) => line.get('url.path') === '/login');
      const statuses = logins.map((line) => line.get('http.response.status_code') ?? '');
      const firstSuccess = statuses.indexOf('302');
      assert.ok(firstSuccess > 10, `${firstSuccess} failures come first`);
      assert.ok(statuses.slice(firstSuccess).every((status) => status !== '401'));
      assert.ok(new Set(logins.map((line) => line.get('source.ip'))).size > 10);
      assert.ok(new Set(logins.map((line) => line.get('user_agent.original'))).size > 5);
      assert.ok(theirs.some((line) => line.get('url.path') === '/checkout/complete'));
    });

    test('scraper: one address and one program, faster than anybody reads', () => {
      const label = labelOf('scraper');
      const [address = ''] = label.culprits[0].values;
      const lines = during('scraper').filter(
        ({ line }) => line.startsWith(`${address} `) && line.endsWith('"python-httpx/0.28.1"'),
      );
      assert.ok(Math.abs(lines.length - (label.lines.apache_combined ?? 0)) <= 1);
      const start = Date.parse(label.start);
      const end = Date.parse(label.end);
      assert.ok((end - start) / lines.length < 5_000, 'a page every few seconds for hours');
    });

    test('slow-leak: 503 rises from quarter to quarter, and the host says so', () => {
      const label = labelOf('slow-leak');
      const start = Date.parse(label.start);
      const length = Date.parse(label.end) - start;
      const searches = during('slow-leak').filter(
        ({ format, line }) => isAccess(format) && / (\/api\/v2)?\/search\?/.test(line.replace(/"request": "/, ' ')),
      );
      const shares = [0, 1, 2, 3].map((quarter) => {
        const part = searches.filter(({ timeMillis }) => Math.floor((4 * (timeMillis - start)) / length) === quarter);
        return part.filter(({ line }) => /" 503 |"status":503/.test(line)).length / part.length;
      });
      const [first = 1, second = 0, third = 0, fourth = 0] = shares;
      assert.ok(first < 0.2 && first < second && second < third && third < fourth && fourth > 0.35, shares.join(' '));
      assert.equal(count(told, 'rfc5424', ' app-3 search-service ', ' TIMEOUT '), label.lines.rfc5424);
      assert.equal(count(told, 'apache_error', 'AH01102'), label.lines.apache_error);
    });

    test('labels are complete: whole seconds within the story, in order, and culprits that are named', () => {
      assert.deepEqual([...labels.keys()], scenarioNames);
      for (const { start, end, culprits } of labels.values()) {
        assert.match(start, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/);
        assert.ok(
          Date.parse(start) >= fromMillis && Date.parse(start) < Date.parse(end) && Date.parse(end) <= toMillis,
        );
        for (const { values } of culprits) assert.ok(values.length > 0 && values.every((value) => value !== ''));
      }
    });
  });
}

test('without scenarios nothing of them is in the lines', () => {
  const { told, labels } = tell(1, [], 40_000);
  assert.deepEqual(labels, []);
  for (const sign of ['AH01071', 'AH01102', 'python-httpx', '/landing/', 'Chrome/112.0.0.0', 'Blocked sign-in'])
    assert.ok(!told.some(({ line }) => line.includes(sign)), sign);
});

test('questions are asked by the panels that say that they show the scenario', () => {
  const { labels } = tell(1, scenarioNames, 1_000);
  for (const { scenario, question } of labels) {
    assert.ok(question);
    const dashboard = dashboardsOf().find(({ id }) => id === question.dashboard);
    const panel = dashboard?.rows.flatMap(({ panels }) => panels).find(({ id }) => id === question.panel);
    assert.ok(panel, `${question.dashboard}/${question.panel}`);
    assert.equal(panel.title, question.title);
    assert.ok('shows' in panel && panel.shows.some((shown) => shown === scenario), scenario);
  }
});

describe('a strength', () => {
  const guilty = (strength: number, name: ScenarioName): number => {
    const { labels } = tell(1, [name], 60_000, strength);
    return Object.values(labels[0]?.lines ?? {}).reduce((sum, count) => sum + count, 0);
  };
  for (const name of [
    'bad-deploy',
    'slow-leak',
    'credential-stuffing',
    'slow-spraying',
    'password-list',
    'probing',
    'network-stuffing',
    'attack-strings',
    'false-crawler',
    'click-fraud',
    'referrer-spam',
    'slow-path',
  ] as const)
    test(`${name} has about a tenth of its lines at a tenth of its strength`, () => {
      const share = guilty(0.1, name) / guilty(1, name);
      assert.ok(share > 0.05 && share < 0.2, `${share}`);
    });

  test('of attacks from addresses leaves each address its lines, and one address at least', () => {
    const { labels } = tell(1, ['credential-stuffing', 'slow-spraying'], 5_000, 0.03);
    assert.deepEqual(
      labels.map(({ culprits: [{ values }] }) => values.length),
      [7, 1],
    );
  });
});

const LINELESS: readonly ScenarioName[] = [
  ...(['holiday', 'office', 'silent-source', 'broken-checkout', 'lost-channel'] as const),
  ...(['releases', 'timed-gateway', 'gateway-sessions'] as const),
];

test('trials and decoys leave lines, of clients that are named', () => {
  const { told, labels } = tell(3, [...trialNames, ...decoyNames], 60_000);
  for (const { scenario, lines, culprits } of labels) {
    // fewer people leave none, nor does what is missing, or what is logged of others' lines, and the story is of a weekend
    if (LINELESS.includes(scenario)) continue;
    assert.ok(Object.keys(lines).length > 0, scenario);
    const [{ field, values }] = culprits;
    if (field === 'source.ip' || field === 'user.name')
      assert.ok(
        told.some(({ line }) => line.includes(String(values[0]))),
        scenario,
      );
  }
});
