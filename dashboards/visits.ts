import type { Site } from '../core/site/site.ts';
import type { DataPanel, FieldName, NamedCondition, NoticePanel, Row } from './definition.ts';
import { panelOf, type SiteCondition, type SiteConditions } from './site.ts';

/** Of a panel of visits. */
const ofVisits = {
  dataView: 'visits',
  empty: 'No visit in this time range and with these filters. A visit is counted once its hour has passed.',
} as const;

const visits = { kind: 'count', label: 'Visits' } as const;
const bounces = { kind: 'rate', field: 'kafkainsight.visit.bounces', label: 'Bounce rate' } as const;
const conversions = { kind: 'rate', field: 'kafkainsight.visit.conversions', label: 'Conversion rate' } as const;

const byReturning = {
  kind: 'conditions',
  label: 'Visitors',
  conditions: [
    { label: 'New visitors', where: { field: 'kafkainsight.visit.returning', is: 'false' } },
    { label: 'Returning visitors', where: { field: 'kafkainsight.visit.returning', is: 'true' }, tone: 'good' },
  ] satisfies readonly NamedCondition[],
} as const;

/** How many visits there were, and what became of them. */
export function visitNumbersRow({ visits: counted }: SiteConditions, site: Site): Row {
  return {
    height: 6,
    panels: [
      panelOf(counted, {
        kind: 'metric',
        id: 'visits-count',
        title: 'How many visits were there?',
        width: 12,
        ...ofVisits,
        metric: visits,
      }),
      panelOf(counted, {
        kind: 'metric',
        id: 'bounce-rate',
        title: 'How many visits end on their first page?',
        width: 12,
        ...ofVisits,
        metric: bounces,
      }),
      panelOf(counted, {
        kind: 'metric',
        id: 'visit-duration',
        title: 'How long is a typical visit?',
        width: 12,
        ...ofVisits,
        metric: { kind: 'percentile', field: 'event.duration', percent: 50, label: 'Half of them are longer' },
      }),
      panelOf(withGoals(counted, site), {
        kind: 'metric',
        id: 'conversion-rate',
        title: 'How many visits reach the goal?',
        width: 12,
        ...ofVisits,
        tone: 'good',
        metric: conversions,
      }),
    ],
  };
}

/** When people come, who of them was here before, and where they are. */
export function visitorsRow({ visited, visits: counted }: SiteConditions): Row {
  return {
    height: 12,
    panels: [
      panelOf(counted, {
        kind: 'bar',
        id: 'visits-over-time',
        title: 'When do visits begin?',
        width: 24,
        ...ofVisits,
        x: { kind: 'time', label: 'Time' },
        split: byReturning,
        metric: visits,
      }),
      panelOf(counted, {
        kind: 'pie',
        id: 'returning',
        title: 'How many visitors were here before?',
        width: 12,
        ...ofVisits,
        slices: byReturning,
        metric: visits,
      }),
      {
        kind: 'bar',
        id: 'countries',
        title: 'Which countries do visitors come from?',
        width: 12,
        dataView: 'logs',
        where: visited,
        x: { kind: 'terms', field: 'source.geo.country_iso_code', label: 'Country', size: 12 },
        metric: { kind: 'unique', field: 'source.address', label: 'Visitors' },
      },
    ],
  };
}

const CAMPAIGN = 'kafkainsight.campaign.name';
const REFERRER = 'kafkainsight.referrer.domain';
const ENTRY = 'kafkainsight.visit.entry_page';
const beginnings: readonly (readonly [string, string, FieldName, string])[] = [
  ['visit-campaigns', 'What becomes of the visits of each campaign?', CAMPAIGN, 'Campaign'],
  ['entry-pages', 'Where do visits begin, and what becomes of them?', ENTRY, 'Entry page'],
  ['visit-referrers', 'What becomes of the visits from each site?', REFERRER, 'Referrer'],
];

/** By the way that visits came, how many of them end on their first page, and how many reach the goal if there is one. */
export function beginningsRow({ visits: counted }: SiteConditions, site: Site): Row {
  const hasGoals = 'where' in withGoals(counted, site);
  return {
    height: 13,
    panels: beginnings.map(([id, title, field, label]) =>
      panelOf(counted, {
        kind: 'table',
        id,
        title,
        width: 16,
        ...ofVisits,
        rows: [{ kind: 'terms', field, label, size: 10 }],
        metrics: [visits, bounces, ...(hasGoals ? [conversions] : [])],
      }),
    ),
  };
}

/** Where visits end. */
export function exitPages({ visits: counted }: SiteConditions, width: number): DataPanel | NoticePanel {
  return panelOf(counted, {
    kind: 'bar',
    id: 'exit-pages',
    title: 'Where do visits end?',
    width,
    ...ofVisits,
    x: { kind: 'terms', field: 'kafkainsight.visit.exit_page', label: 'Exit page', size: 12 },
    metric: visits,
  });
}

/** Visits one by one. */
export function newestVisitsRow({ visits: counted }: SiteConditions): Row {
  return {
    height: 16,
    panels: [
      panelOf(counted, {
        kind: 'lines',
        id: 'visits',
        title: 'Which visits are the newest?',
        width: 48,
        ...ofVisits,
        columns: ['source.address', REFERRER, CAMPAIGN, ENTRY, 'kafkainsight.visit.exit_page', 'event.duration'],
      }),
    ],
  };
}

/** Visits, where the site has a goal that visits can reach: an event of an application names no visitor. */
function withGoals(counted: SiteCondition, { goals = [] }: Site): SiteCondition {
  if (goals.some((goal) => 'paths' in goal)) return counted;
  return { needs: [...('needs' in counted ? counted.needs : []), 'goals'] };
}
