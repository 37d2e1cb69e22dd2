/**
 * The visits of two days of a shop's log, held against a count that shares nothing with ours: each line is cut by a pattern of its own, and SQLite
 * says in the words of docs/visits.md what a visit is.
 */
import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { scenarioNames } from '../../generator/scenarios/names.ts';
import { shopSite } from '../helpers/shop-site.ts';
import { ownEngine } from './story/engine.ts';
import { buildDocuments, indexDocuments, renderStory } from './story/story.ts';
import { indexVisits } from './story/visits.ts';

const TO = Date.UTC(2026, 10, 23, 9);
/** Over two midnights. */
const FROM = TO - 49 * 3_600_000;

/** Apache's combined format. */
const LINE =
  /^(?<address>\S+) \S+ \S+ \[(?<time>[^\]]+) \+0000\] "(?<method>\S+) (?<target>\S+) \S+" (?<status>\d+) \S+ "(?<referrer>[^"]*)" "(?<agent>[^"]*)"$/;

/** What of them says that it is no person; the generator has no other. */
const MACHINE = /bot\b|crawl|spider|externalhit|^(?!Mozilla)[a-z-]+\/|probe|monitor|headless/i;

const SQL = `
WITH asked AS (
  SELECT *, (path = '/checkout/complete') AS goal, status IN (300, 301, 302, 303, 307, 308) AS redirect
  FROM requests
  WHERE status BETWEEN 200 AND 399 AND NOT machine AND address NOT LIKE '10.%'
    AND (path = '/checkout/complete' OR (method = 'GET' AND path NOT LIKE '/api/%' AND path <> '/healthz' AND NOT static))
), gaps AS (
  SELECT *, seconds - lag(seconds) OVER one AS gap, seconds / 86400 AS day FROM asked
  WINDOW one AS (PARTITION BY address, agent, seconds / 86400 ORDER BY seconds, line)
), runs AS (
  SELECT *, sum(gap IS NULL OR gap > 1800) OVER (PARTITION BY address, agent, day ORDER BY seconds, line) AS run FROM gaps
), ordered AS (
  SELECT *, (goal OR NOT redirect) AS page,
    row_number() OVER (PARTITION BY address, agent, day, run ORDER BY seconds, line) AS place FROM runs
), visits AS (
  SELECT address, agent, min(seconds) AS begin, max(seconds) AS last, sum(page) AS pages, max(goal) AS goal,
    max(CASE WHEN place = 1 THEN campaign END) AS campaign, max(CASE WHEN place = 1 THEN referrer END) AS referrer,
    min(CASE WHEN page THEN place END) AS entry, max(CASE WHEN page THEN place END) AS exit, day, run
  FROM ordered GROUP BY address, agent, day, run HAVING sum(page) > 0
)
SELECT v.address, v.begin, v.last - v.begin AS duration, v.pages, v.goal AS conversions,
  (v.pages = 1 AND NOT v.goal) AS bounces, v.campaign, v.referrer, e.path AS entry, x.path AS exit,
  EXISTS (SELECT 1 FROM visits w WHERE w.address = v.address AND w.agent = v.agent AND w.begin < v.begin) AS again
FROM visits v
JOIN ordered e USING (address, agent, day, run) JOIN ordered x USING (address, agent, day, run)
WHERE e.place = v.entry AND x.place = v.exit`;

/** Counts the visits of a log in SQL, one text a visit. */
function countInSql(log: string): string[] {
  using database = new DatabaseSync(':memory:');
  database.exec(
    'CREATE TABLE requests (line INTEGER, seconds INTEGER, address, agent, method, path, static, status INTEGER, machine, campaign, referrer)',
  );
  const insert = database.prepare('INSERT INTO requests VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  for (const [number, line] of log.trimEnd().split('\n').entries()) {
    const { address, time, method, target, status, referrer, agent } = LINE.exec(line)?.groups ?? {};
    if (address === undefined || time === undefined || target === undefined || agent === undefined) continue;
    const [path = '', query] = target.split('?');
    const isStatic = /\.(css|js|json|map|ico|svg|png|jpg|gif|webp|woff2|txt|xml)$/.test(path);
    // 21/Nov/2026:10:02:52
    const seconds = Date.parse(`${time.replaceAll('/', ' ').replace(':', ' ')} UTC`) / 1000;
    const campaign = new URLSearchParams(query).get('utm_campaign');
    const host = URL.parse(referrer ?? '')?.hostname ?? null;
    insert.run(
      ...[number, seconds, address, agent, method ?? '', path, Number(isStatic), Number(status)],
      ...[Number(MACHINE.test(agent)), campaign, host === 'www.summit-supply.example' ? null : host],
    );
  }
  return database
    .prepare(SQL)
    .all()
    .map((row) => Object.values(row).join(' | '))
    .sort();
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

test('visits are those that SQL counts from the same lines', async () => {
  await using cleanUp = new AsyncDisposableStack();
  const engine = cleanUp.adopt(await ownEngine(`visits-${process.pid}`), (each) => each.close());
  const request = { lines: 60_000, seed: 23, scenarios: scenarioNames, fromMillis: FROM, toMillis: TO };
  const log = renderStory(request).get('apache_combined') ?? assert.fail();
  const built = [...buildDocuments('apache_combined', log, TO)];
  for (let start = 0; start < built.length; start += 5000)
    await indexDocuments(engine, built.slice(start, start + 5000));
  await engine.request('POST', '/kafkainsight-logs-*/_refresh');
  const visits = await indexVisits(engine, shopSite);
  const found = visits.map((visit) => {
    const of = (name: string): unknown => visit[`kafkainsight.visit.${name}`];
    return [
      ...[
        visit['source.address'],
        Date.parse(text(visit['event.start'])) / 1000,
        Number(visit['event.duration']) / 1e9,
      ],
      ...[of('pages'), of('conversions'), of('bounces'), text(visit['kafkainsight.campaign.name'])],
      ...[text(visit['kafkainsight.referrer.domain']), of('entry_page'), of('exit_page'), Number(of('returning'))],
    ].join(' | ');
  });
  assert.deepEqual(found.sort(), countInSql(log.toString()));
  // each of them is there
  for (const [field, least] of [
    ['bounces', 100],
    ['conversions', 10],
  ] as const)
    assert.ok(visits.filter((visit) => visit[`kafkainsight.visit.${field}`] === 1).length > least, field);
  assert.ok(visits.filter((visit) => visit['kafkainsight.visit.returning'] === true).length > 10);
  assert.ok(visits.filter((visit) => 'kafkainsight.campaign.name' in visit).length > 10);
});
