import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { type StoryFormat, storyFormats } from '../core/format-table.ts';
import { shopSite } from '../test/helpers/shop-site.ts';
import { type LogEvent } from './events.ts';
import { createRenderer } from './renderer.ts';
import { scenarioNames } from './scenarios/names.ts';
import { createStory, type StoryPlan } from './story.ts';

/** A Friday and a Saturday. */
const fromMillis = Date.parse('2026-11-20T00:00:00Z');
const toMillis = Date.parse('2026-11-22T00:00:00Z');
const plan: StoryPlan = {
  seed: 5,
  chapter: 0,
  fromMillis,
  toMillis,
  lines: 60_000,
  formats: storyFormats,
  scenarios: [],
};

function eventsOf(changes: Partial<StoryPlan> = {}): LogEvent[] {
  return [...createStory({ ...plan, ...changes }).seconds].flat();
}

function hashOf(changes: Partial<StoryPlan>): string {
  const hash = createHash('sha256');
  const render = createRenderer();
  for (const event of eventsOf(changes)) hash.update(`${render(event)}\n`);
  return hash.digest('hex');
}

const everyday = eventsOf();

describe('a story is repeatable', () => {
  test('the same plan gives the same bytes; another seed, chapter or range does not', () => {
    const changes = { lines: 5_000, scenarios: scenarioNames };
    const first = hashOf(changes);
    assert.equal(hashOf(changes), first);
    assert.notEqual(hashOf({ ...changes, seed: 6 }), first);
    assert.notEqual(hashOf({ ...changes, chapter: 1 }), first);
    assert.notEqual(hashOf({ ...changes, fromMillis: fromMillis + 1000 }), first);
  });

  test('chapters have the same people', () => {
    const accounts = (chapter: number): Set<string> =>
      new Set(
        eventsOf({ lines: 20_000, chapter }).flatMap((event) =>
          'user' in event && event.user !== '-' ? [event.user] : [],
        ),
      );
    const [first, second] = [accounts(0), accounts(1)];
    const returning = [...second].filter((account) => first.has(account)).length;
    assert.ok(returning / second.size > 0.5, `${returning} of ${second.size} were there before`);
  });
});

describe('a story has exactly its lines, in order and in its range', () => {
  for (const [name, changes] of Object.entries<Partial<StoryPlan>>({
    'two days': {},
    'all scenarios': { scenarios: scenarioNames },
    'a minute, crowded': { toMillis: fromMillis + 60_000, lines: 20_000, scenarios: scenarioNames },
    'a month, nearly empty': { toMillis: fromMillis + 30 * 86_400_000, lines: 2_000, scenarios: scenarioNames },
    'one line': { lines: 1, scenarios: scenarioNames },
    ...Object.fromEntries(
      storyFormats.map((format) => [`only ${format}`, { formats: [format], lines: 3_000, scenarios: scenarioNames }]),
    ),
  })) {
    test(name, () => {
      const told = { ...plan, ...changes };
      const events = eventsOf(changes);
      assert.equal(events.length, told.lines);
      let last = told.fromMillis;
      for (const { timeMillis, format } of events) {
        assert.ok(timeMillis >= last && timeMillis < told.toMillis && Number.isInteger(timeMillis));
        assert.ok(told.formats.includes(format));
        last = timeMillis;
      }
    });
  }
});

describe('everyday life', () => {
  const share = (events: readonly LogEvent[], fits: (event: LogEvent) => boolean): number =>
    events.filter(fits).length / events.length;
  const byFormat = (format: StoryFormat): LogEvent[] => everyday.filter((event) => event.format === format);

  test('every format has its share, requests most', () => {
    for (const format of storyFormats) assert.ok(byFormat(format).length > 0.03 * everyday.length, format);
    assert.ok(share(everyday, ({ format }) => format === 'apache_combined') > 0.25);
  });

  test('evenings have many times the lines of nights', () => {
    const perHour = new Array<number>(24).fill(0);
    for (const { timeMillis } of everyday) {
      const hour = new Date(timeMillis).getUTCHours();
      perHour[hour] = (perHour[hour] ?? 0) + 1;
    }
    const night = (perHour[3] ?? 0) + (perHour[4] ?? 0);
    const evening = (perHour[19] ?? 0) + (perHour[20] ?? 0);
    assert.ok(evening / night > 6 && evening / night < 30, `${evening} and ${night}`);
  });

  test('days of the week differ', () => {
    const week = eventsOf({
      fromMillis: Date.parse('2026-11-16T00:00:00Z'),
      toMillis: Date.parse('2026-11-23T00:00:00Z'),
    });
    const perDay = new Map<number, number>();
    for (const { timeMillis } of week) {
      const day = new Date(timeMillis).getUTCDay();
      perDay.set(day, (perDay.get(day) ?? 0) + 1);
    }
    assert.ok((perDay.get(0) ?? 0) > 1.15 * (perDay.get(3) ?? 0), 'Sunday against Wednesday');
  });

  test('products are popular by a power law: the log-log slope of rank and views lies about -0.9', () => {
    const views = new Map<string, number>();
    for (const event of everyday) {
      if (event.format !== 'apache_combined' || !event.target.startsWith('/p/') || /bot|Bot/.test(event.userAgent))
        continue;
      const [path = ''] = event.target.split('?');
      if (!path.includes('discontinued')) views.set(path, (views.get(path) ?? 0) + 1);
    }
    const ranked = [...views.values()].sort((a, b) => b - a).slice(0, 60);
    const points = ranked.map((count, index) => [Math.log(index + 1), Math.log(count)] as const);
    const mean = (of: (point: readonly [number, number]) => number): number =>
      points.reduce((sum, point) => sum + of(point), 0) / points.length;
    const [meanX, meanY] = [mean(([x]) => x), mean(([, y]) => y)];
    const slope = mean(([x, y]) => (x - meanX) * (y - meanY)) / mean(([x]) => (x - meanX) ** 2);
    assert.ok(slope < -0.7 && slope > -1.1, `slope ${slope}`);
  });

  test('a few addresses return again and again, most are rare', () => {
    const counts = new Map<string, number>();
    for (const event of everyday)
      if (event.format === 'apache_combined') counts.set(event.address, (counts.get(event.address) ?? 0) + 1);
    const sorted = [...counts.values()].sort((a, b) => b - a);
    const top = sorted.slice(0, Math.ceil(sorted.length / 20)).reduce((sum, count) => sum + count, 0);
    const all = sorted.reduce((sum, count) => sum + count, 0);
    assert.ok(top / all > 0.2 && top / all < 0.8, `the top twentieth makes ${top} of ${all}`);
  });

  test('statuses are mixed as on a healthy site', () => {
    const requests = everyday.flatMap((event) => ('status' in event ? [event.status] : []));
    const of = (low: number, high: number): number =>
      requests.filter((status) => status >= low && status < high).length / requests.length;
    assert.ok(of(200, 300) > 0.8);
    assert.ok(of(300, 400) > 0.03 && of(300, 400) < 0.15);
    assert.ok(of(400, 500) > 0.005 && of(400, 500) < 0.06);
    assert.ok(of(500, 600) > 0.0003 && of(500, 600) < 0.003);
    for (const status of [200, 201, 204, 302, 304, 401, 403, 404, 422])
      assert.ok(requests.includes(status), `${status}`);
  });

  test('browsers are those of today, phones among them, and crawlers say who they are', () => {
    const combined = byFormat('apache_combined');
    const agents = (pattern: RegExp): number =>
      share(combined, (event) => 'userAgent' in event && pattern.test(event.userAgent));
    assert.ok(agents(/Chrome\/1[45]\d\.0\.0\.0/) > 0.4);
    assert.ok(agents(/Firefox\/1[45]\d/) > 0.03);
    assert.ok(agents(/Version\/26\..*Safari/) > 0.1);
    assert.ok(agents(/Edg\/1[45]\d/) > 0.02);
    assert.ok(agents(/Mobile/) > 0.25 && agents(/Mobile/) < 0.75);
    assert.ok(agents(/[Bb]ot\//) > 0.01 && agents(/[Bb]ot\//) < 0.2);
  });

  test('a visit is a chain: most pages name the page before them, of the same address, as referrer', () => {
    const last = new Map<string, string>();
    let own = 0;
    let linked = 0;
    for (const event of everyday) {
      if (event.format !== 'apache_combined') continue;
      if (event.referrer.startsWith('https://www.summit-supply.example')) {
        own += 1;
        if (last.get(event.address)?.includes(event.referrer) === true) linked += 1;
      }
      last.set(
        event.address,
        `${last.get(event.address) ?? ''} https://www.summit-supply.example${event.target}`.slice(-4000),
      );
    }
    assert.ok(own > 0.4 * byFormat('apache_combined').length, `${own} come from a page of the shop`);
    assert.ok(linked / own > 0.99, `${linked} of ${own}`);
  });

  test('a request that fails on our side has its line in the error log', () => {
    const failed = everyday.filter((event) => 'status' in event && event.status >= 500);
    const errors = new Set(byFormat('apache_error').map((event) => `${event.timeMillis}`));
    assert.ok(failed.length > 10);
    for (const event of failed) assert.ok(errors.has(`${event.timeMillis}`));
  });

  test('the site of generator/site.json is the shop: its hosts, its sign-in, its goal', () => {
    const { hosts = [], signIn, goals = [] } = shopSite;
    const requests = everyday.filter((event) => 'target' in event);
    const own = new Set(
      requests
        .map(({ referrer }) => /^https:\/\/([^/]*summit-supply[^/]*)/.exec(referrer)?.[1])
        .filter((host) => host !== undefined),
    );
    assert.deepEqual([...own], hosts);
    const statuses = new Set(
      requests
        .filter(({ target, method }) => signIn?.paths.includes(target) === true && method === 'POST')
        .map(({ status }) => status),
    );
    assert.ok(statuses.has(302));
    for (const status of statuses)
      assert.ok(
        signIn?.success.includes(status) === true || signIn?.failure.includes(status) === true || status >= 500,
        String(status),
      );
    const paths = goals.flatMap((goal) => ('paths' in goal ? goal.paths : []));
    assert.ok(requests.filter(({ target }) => paths.includes(target)).length > 100);
  });

  test('each sign-in is told by the authentication service too', () => {
    const attempts = everyday.filter(
      (event) => 'target' in event && event.target === '/login' && event.method === 'POST',
    );
    const told = everyday.filter((event) => 'program' in event && event.program === 'auth-service');
    const accepted = (events: readonly LogEvent[]): number =>
      events.filter((event) =>
        'status' in event ? event.status === 302 : 'message' in event && event.message.startsWith('Accepted'),
      ).length;
    assert.equal(accepted(attempts), accepted(told));
    assert.ok(accepted(attempts) > 100);
    assert.ok(accepted(attempts) < told.length, 'some are refused');
  });
});
