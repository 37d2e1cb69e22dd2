import type { Site } from '../core/site/site.ts';
import { beginning } from './beginning.ts';
import type { Dashboard, Row } from './definition.ts';
import { needsText, panelOf, type SiteConditions, siteConditions } from './site.ts';
import { beginningsRow, exitPages, newestVisitsRow, visitNumbersRow, visitorsRow } from './visits.ts';

const visitors = { kind: 'unique', field: 'source.address', label: 'Visitors' } as const;
const pages = { kind: 'count', label: 'Pages' } as const;

/** Who comes, from where, to which pages, and with which devices; and what a campaign brings. */
export function marketingOf(site: Site): Dashboard {
  const conditions = siteConditions(site);
  return {
    id: 'marketing',
    title: 'Marketing',
    description: 'How many people visit, where do they come from, where do they land, and what does a campaign bring?',
    rows: [
      guideRow(site),
      countsRow(conditions, site),
      visitNumbersRow(conditions, site),
      referrersRow(conditions),
      campaignsRow(conditions),
      beginningsRow(conditions, site),
      visitorsRow(conditions),
      pagesRow(conditions),
      devicesRow(conditions),
      newestVisitsRow(conditions),
    ],
  };
}

function guideRow({ staticPaths, internalNetworks }: Site): Row {
  return beginning({
    lines: [
      '**A campaign that works** is a colour that rises at once in the first chart, and leads the list of campaign links.',
      '**Visitors** are distinct addresses: people behind one address count once, one person on two devices may count twice.',
      '**A visit** is what an address and a browser do without a pause of half an hour. It is counted once its hour has passed.',
      '**Pages** are what people read: no pictures or scripts, no failures, no forms sent, no robots that identify themselves.',
      '**Click** a referrer, a page or a device to see only its visitors.',
      ...(staticPaths === undefined
        ? [`**Anyone who only fetched a picture** counts as a visitor, too. ${needsText(['staticPaths'])}`]
        : []),
      internalNetworks === undefined
        ? `**Your own people** count as visitors, too. ${needsText(['internalNetworks'])}`
        : '**Your own networks** are left out.',
    ],
    title: 'Who do you want to look at?',
    dataView: 'logs',
    controls: [
      { field: 'user_agent.device.name', label: 'Device' },
      { field: 'user_agent.os.name', label: 'System' },
      { field: 'user_agent.name', label: 'Browser' },
    ],
  });
}

function countsRow({ visited, fromCampaign, fromElsewhere, goalReached }: SiteConditions, { goals = [] }: Site): Row {
  // an event of an application names no visitor
  const goalMetric = goals.every((goal) => 'paths' in goal) ? visitors : ({ kind: 'count', label: 'Times' } as const);
  return {
    height: 6,
    panels: [
      {
        kind: 'metric',
        id: 'visitors-count',
        title: 'How many visitors came?',
        width: 12,
        dataView: 'logs',
        where: visited,
        metric: visitors,
      },
      panelOf(fromElsewhere, {
        kind: 'metric',
        id: 'referred-count',
        title: 'How many followed a link?',
        width: 12,
        dataView: 'logs',
        metric: visitors,
      }),
      {
        kind: 'metric',
        id: 'campaign-count',
        title: 'How many came from a campaign?',
        width: 12,
        dataView: 'logs',
        where: fromCampaign,
        metric: visitors,
      },
      panelOf(goalReached, {
        kind: 'metric',
        id: 'goal-count',
        title: 'How many reached the goal?',
        width: 12,
        dataView: 'logs',
        tone: 'good',
        metric: goalMetric,
      }),
    ],
  };
}

function referrersRow({ fromElsewhere }: SiteConditions): Row {
  return {
    height: 13,
    panels: [
      panelOf(fromElsewhere, {
        kind: 'area',
        id: 'referrers-over-time',
        title: 'Which sites send visitors, and since when?',
        width: 30,
        dataView: 'logs',
        x: { kind: 'time', label: 'Time' },
        split: { kind: 'terms', field: 'kafkainsight.referrer.domain', label: 'Referrer', size: 8 },
        metric: pages,
      }),
      panelOf(fromElsewhere, {
        kind: 'bar',
        id: 'referrers',
        title: 'Which sites send the most visitors?',
        width: 18,
        dataView: 'logs',
        x: { kind: 'terms', field: 'kafkainsight.referrer.domain', label: 'Referrer', size: 12 },
        metric: visitors,
      }),
    ],
  };
}

function campaignsRow({ visited, fromCampaign }: SiteConditions): Row {
  return {
    height: 13,
    panels: [
      {
        kind: 'bar',
        id: 'campaign-referrers',
        title: 'Which sites do campaigns bring visitors from?',
        width: 16,
        dataView: 'logs',
        where: fromCampaign,
        shows: ['campaign'],
        x: { kind: 'terms', field: 'kafkainsight.referrer.domain', label: 'Referrer', size: 10 },
        metric: visitors,
      },
      {
        kind: 'table',
        id: 'campaigns',
        title: 'Which campaigns are followed, and from where?',
        width: 16,
        dataView: 'logs',
        where: fromCampaign,
        shows: ['campaign'],
        rows: [
          { kind: 'terms', field: 'kafkainsight.campaign.name', label: 'Campaign', size: 8 },
          { kind: 'terms', field: 'kafkainsight.campaign.source', label: 'Source', size: 3 },
          { kind: 'terms', field: 'kafkainsight.campaign.medium', label: 'Medium', size: 2 },
        ],
        metrics: [visitors, pages],
      },
      {
        kind: 'line',
        id: 'visitors-over-time',
        title: 'When do visitors come?',
        width: 16,
        dataView: 'logs',
        where: visited,
        x: { kind: 'time', label: 'Time' },
        metric: visitors,
      },
    ],
  };
}

function pagesRow(conditions: SiteConditions): Row {
  return {
    height: 13,
    panels: [
      exitPages(conditions, 16),
      panelOf(conditions.read, {
        kind: 'heat-map',
        id: 'page-times',
        title: 'When is each page read?',
        width: 32,
        dataView: 'logs',
        x: { kind: 'time', label: 'Time' },
        y: { kind: 'terms', field: 'url.path', label: 'Page', size: 12 },
        metric: pages,
      }),
    ],
  };
}

function devicesRow({ visited, read }: SiteConditions): Row {
  return {
    height: 12,
    panels: [
      {
        kind: 'pie',
        id: 'devices',
        title: 'Which devices do they use?',
        width: 12,
        dataView: 'logs',
        where: visited,
        slices: { kind: 'terms', field: 'user_agent.device.name', label: 'Device', size: 6 },
        metric: visitors,
      },
      {
        kind: 'pie',
        id: 'systems',
        title: 'Which systems?',
        width: 12,
        dataView: 'logs',
        where: visited,
        slices: { kind: 'terms', field: 'user_agent.os.name', label: 'System', size: 6 },
        metric: visitors,
      },
      {
        kind: 'pie',
        id: 'browsers',
        title: 'Which browsers?',
        width: 12,
        dataView: 'logs',
        where: visited,
        slices: { kind: 'terms', field: 'user_agent.name', label: 'Browser', size: 6 },
        metric: visitors,
      },
      panelOf(read, {
        kind: 'tag-cloud',
        id: 'popular-pages',
        title: 'Which pages are popular?',
        width: 12,
        dataView: 'logs',
        tags: { kind: 'terms', field: 'url.path', label: 'Page', size: 30 },
        metric: pages,
      }),
    ],
  };
}
