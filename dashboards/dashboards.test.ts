import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deadLetterFields, type Fields, ledgerFields, logFields } from '../core/fields.ts';
import { caseFields, findingFields, visitFields } from '../core/finding-fields.ts';
import { parseLine } from '../test/helpers/parse-line.ts';
import { shopSite } from '../test/helpers/shop-site.ts';
import { fits } from '../test/integration/story/expected.ts';
import { dashboardsOf } from './dashboards.ts';
import {
  aggregationOf,
  type DataViewName,
  isAggregationPanel,
  type Panel,
  type PanelCondition,
  panelsOf,
  type PanelStory,
  type ReportQuestion,
} from './definition.ts';

const dashboards = dashboardsOf(shopSite);
const fields: Readonly<Record<DataViewName, Fields>> = {
  logs: logFields,
  ledger: ledgerFields,
  'dead-letters': deadLetterFields,
  cases: caseFields,
  findings: findingFields,
  visits: visitFields,
};

/** Types that terms, cardinality and sum work on; not `text` and `flattened` (the engines reject or ignore them). */
const aggregatable = ['keyword', 'long_keyword', 'searchable_keyword', 'ip', 'long', 'date', 'boolean'];

test('every kind of panel is used', () => {
  const kinds = new Set(dashboards.flatMap(panelsOf).map(({ kind }) => kind));
  assert.deepEqual([...kinds].sort(), [
    'area',
    'bar',
    'controls',
    'guide',
    'heat-map',
    'line',
    'lines',
    'metric',
    'pie',
    'report',
    'table',
    'tag-cloud',
  ]);
});

test('some panel is meant to show each scenario', () => {
  const shown = dashboards.flatMap(panelsOf).flatMap((panel) => ('shows' in panel ? panel.shows : []));
  const scenarios: PanelStory[] = [
    'account-takeover',
    'bad-deploy',
    'campaign',
    'credential-stuffing',
    'outage',
    'scraper',
    'slow-leak',
  ];
  assert.deepEqual([...new Set(shown)].sort(), scenarios);
});

test('a label stands for one condition on all dashboards, since a click filters by the label', () => {
  const conditions = dashboards
    .flatMap(panelsOf)
    .filter(isAggregationPanel)
    .flatMap((panel) => aggregationOf(panel).buckets)
    .flatMap((bucket) => (bucket.kind === 'conditions' ? bucket.conditions : []));
  for (const { label, where } of conditions)
    for (const other of conditions) if (other.label === label) assert.deepEqual(other.where, where);
});

for (const dashboard of dashboards) {
  test(`${dashboard.title}: rows are full, and as high as their panels need`, () => {
    for (const { panels, height } of dashboard.rows) {
      assert.equal(
        panels.reduce((sum, { width }) => sum + width, 0),
        48,
      );
      assert.ok(height >= 6);
    }
  });

  test(`${dashboard.title}: panels have ids of their own and ask questions`, () => {
    const panels = panelsOf(dashboard);
    assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
    for (const { id, title, kind } of panels) {
      assert.match(id, /^[a-z][a-z-]*$/);
      if (kind !== 'guide') assert.match(title, /^[A-Z].*\?$/, 'a title is a question');
    }
    assert.equal(new Set(panels.map(({ title }) => title)).size, panels.length);
  });

  test(`${dashboard.title}: fields are in the templates, and of types that can be counted and grouped by`, () => {
    for (const panel of panelsOf(dashboard)) {
      if (panel.kind === 'guide' || panel.kind === 'notice') continue;
      const known = fields[panel.dataView];
      for (const field of conditionFields(panel)) assert.ok(field in known, `${panel.id}: ${field}`);
      for (const field of groupedFields(panel)) {
        const type = known[field] ?? 'missing';
        assert.ok(aggregatable.includes(type), `${panel.id}: ${field} is ${type}`);
      }
    }
  });
}

function groupedFields(panel: Panel): string[] {
  if (panel.kind === 'controls') return panel.controls.map(({ field }) => field);
  if (panel.kind === 'report') return reportFields(panel.report);
  if (!isAggregationPanel(panel)) return [];
  const { buckets, metrics } = aggregationOf(panel);
  return [
    ...buckets.flatMap((bucket) => (bucket.kind === 'terms' ? [bucket.field] : [])),
    ...metrics.flatMap((metric) => ('field' in metric ? [metric.field] : [])),
  ];
}

function reportFields(report: ReportQuestion): string[] {
  switch (report.kind) {
    case 'gaps':
      return [...report.fields];
    case 'patterns':
      return ['kafkainsight.pattern.id'];
  }
}

function conditionFields(panel: Panel): string[] {
  const shares = isAggregationPanel(panel)
    ? aggregationOf(panel).metrics.flatMap((metric) => (metric.kind === 'share' ? fieldsOf(metric.of.where) : []))
    : [];
  return [...('where' in panel ? fieldsOf(panel.where) : []), ...shares];
}

function fieldsOf(condition: PanelCondition): string[] {
  if ('all' in condition) return condition.all.flatMap(fieldsOf);
  if ('any' in condition) return condition.any.flatMap(fieldsOf);
  return 'not' in condition ? fieldsOf(condition.not) : [condition.field];
}

test('what sshd refuses counts as a refused sign-in, and what PAM says of it does not count again', () => {
  const panels = dashboards.flatMap(panelsOf).filter(({ id }) => id === 'trying-addresses' || id === 'refused-count');
  assert.equal(panels.length, 2);
  const said: readonly (readonly [string, boolean])[] = [
    ['sshd[7]: Failed password for root from 203.0.113.9 port 22 ssh2', true],
    ['sshd[7]: Accepted password for root from 203.0.113.9 port 22 ssh2', false],
    [
      'sshd[7]: pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=203.0.113.9  user=root',
      false,
    ],
    [
      'vsftpd[7]: pam_unix(vsftpd:auth): authentication failure; logname= uid=0 euid=0 tty=ftp ruser=bo rhost=203.0.113.9  user=bo',
      true,
    ],
    ['su[7]: FAILED SU (to root) ann on pts/0', true],
    ['sshd[7]: Server listening on :: port 22.', false],
  ];
  for (const [text, isRefused] of said) {
    const document = parseLine('rfc3164', `<38>Nov 22 10:02:52 web1 ${text}`);
    for (const panel of panels) {
      assert.ok('where' in panel);
      assert.equal(fits(document, panel.where), isRefused, text);
    }
  }
});

test('without a site every panel is there, and those that need it say what to set', () => {
  const needs = new Map(
    dashboardsOf()
      .flatMap(panelsOf)
      .flatMap((panel) => (panel.kind === 'notice' ? [[panel.id, panel.text.match(/`site\.\w+`/g)?.join()]] : [])) as [
      string,
      string,
    ][],
  );
  const both = '`site.hosts`,`site.staticPaths`';
  assert.deepEqual(Object.fromEntries(needs), {
    'referred-count': both,
    'goal-count': '`site.goals`',
    'referrers-over-time': both,
    referrers: both,
    'page-times': '`site.staticPaths`',
    'popular-pages': '`site.staticPaths`',
    'visits-count': both,
    'bounce-rate': both,
    'visit-duration': both,
    'conversion-rate': `${both},\`site.goals\``,
    'visit-campaigns': both,
    'entry-pages': both,
    'visit-referrers': both,
    'visits-over-time': both,
    returning: both,
    'exit-pages': both,
    visits: both,
  });
  const place = ({ id, title, width }: Panel): object => ({ id, title, width });
  for (const [index, dashboard] of dashboardsOf().entries()) {
    const told = dashboards[index] ?? assert.fail();
    assert.deepEqual(panelsOf(dashboard).map(place), panelsOf(told).map(place));
    assert.ok(panelsOf(told).every(({ kind }) => kind !== 'notice'));
  }
});

test('a visitor of the site came by a browser from outside, read a page, and may have reached a goal', () => {
  const site = {
    hosts: ['shop.example', 'www.shop.example'],
    goals: [{ name: 'Order', paths: ['/done/*'] }],
    internalNetworks: ['10.0.0.0/8'],
    staticPaths: ['*.css'],
    apiPaths: ['/api/*'],
  };
  const panels = dashboardsOf(site).flatMap(panelsOf);
  const counted = (
    request: string,
    referrer = '-',
    address = '203.0.113.9',
    agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0',
  ): string[] => {
    const line = `${address} - - [22/Nov/2026:10:02:52 +0000] "${request} HTTP/1.1" 200 5 "${referrer}" "${agent}"`;
    const document = parseLine('apache_combined', line, {}, { site, userAgentDetails: true });
    return panels
      .filter(
        (panel) =>
          panel.kind === 'metric' &&
          /^(visitors|referred|goal)-count$/.exec(panel.id) &&
          panel.where &&
          fits(document, panel.where),
      )
      .map(({ id }) => id);
  };
  assert.deepEqual(counted('GET /'), ['visitors-count']);
  assert.deepEqual(counted('GET /', 'https://www.shop.example/a'), ['visitors-count']);
  assert.deepEqual(counted('GET /', 'https://shop.example.evil.example/'), ['visitors-count', 'referred-count']);
  assert.deepEqual(counted('GET /done/7', 'https://shop.example/'), ['visitors-count', 'goal-count']);
  assert.deepEqual(counted('POST /done/7'), ['goal-count']);
  assert.deepEqual(counted('GET /a.css', 'https://other.example/'), []);
  assert.deepEqual(counted('GET /api/items'), []);
  assert.deepEqual(counted('GET /done/7', 'https://other.example/', '10.1.2.3'), []);
  assert.deepEqual(counted('GET /done/7', 'https://other.example/', '203.0.113.9', 'curl/8.0'), []);
});

test('a sign-in of the site is refused as the site tells it, whatever its status', () => {
  const site = { signIn: { paths: ['/login'], success: [303], failure: [200] } };
  const panels = dashboardsOf(site).flatMap(panelsOf);
  const counted = (status: number, path = '/login'): string[] => {
    const line = `203.0.113.9 - ann [22/Nov/2026:10:02:52 +0000] "POST ${path} HTTP/1.1" ${status} 5`;
    const document = parseLine('apache_common', line, {}, { site });
    return panels
      .filter(
        (panel) =>
          ['refused-count', 'accounts-count'].includes(panel.id) && 'where' in panel && fits(document, panel.where),
      )
      .map(({ id }) => id);
  };
  assert.deepEqual(counted(200), ['refused-count']);
  assert.deepEqual(counted(303), ['accounts-count']);
  // neither, by the site's own word
  assert.deepEqual(counted(401), []);
  assert.deepEqual(counted(401, '/account'), ['refused-count']);
});
