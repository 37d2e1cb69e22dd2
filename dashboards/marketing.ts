import type { Condition, Dashboard } from './definition.ts';

/** A page that was shown: read, and neither refused nor failed. */
const shown: Condition = {
  all: [
    { field: 'http.request.method', is: 'GET' },
    { field: 'http.response.status_code', from: 200, below: 400 },
  ],
};
const fromElsewhere: Condition = { all: [shown, { field: 'http.request.referrer', exists: true }] };
/** Links that say which campaign they are of, by the common `utm_` parameters. */
const fromCampaign: Condition = { all: [shown, { field: 'url.query', like: '*utm_*' }] };
const visitors = { kind: 'unique', field: 'source.address', label: 'Visitors' } as const;
const pages = { kind: 'count', label: 'Pages' } as const;

/** Who comes, from where, to which pages, and with which devices; and what a campaign brings. */
export const marketing: Dashboard = {
  id: 'marketing',
  title: 'Marketing',
  description: 'How many people visit, where do they come from, where do they land, and what does a campaign bring?',
  rows: [
    {
      height: 7,
      panels: [
        {
          kind: 'guide',
          id: 'guide',
          title: 'How to read this page',
          width: 30,
          lines: [
            '**A campaign** is a referrer and a landing page that rise together, and a link with `utm_` parameters at the top.',
            '**Visitors** are different addresses: people behind one address count once, one person on two devices twice.',
            '**Pages** are what was read with success: no failures, no forms sent.',
            '**Click** a referrer, a page or a device to see only its visitors.',
          ],
        },
        {
          kind: 'controls',
          id: 'controls',
          title: 'Whom do you want to look at?',
          width: 18,
          dataView: 'logs',
          controls: [
            { field: 'user_agent.device.name', label: 'Device' },
            { field: 'user_agent.os.name', label: 'System' },
            { field: 'user_agent.name', label: 'Browser' },
          ],
        },
      ],
    },
    {
      height: 6,
      panels: [
        {
          kind: 'metric',
          id: 'visitors-count',
          title: 'How many visitors came?',
          width: 12,
          dataView: 'logs',
          where: shown,
          metric: visitors,
        },
        {
          kind: 'metric',
          id: 'pages-count',
          title: 'How many pages did they see?',
          width: 12,
          dataView: 'logs',
          where: shown,
          metric: pages,
        },
        {
          kind: 'metric',
          id: 'referred-count',
          title: 'How many followed a link?',
          width: 12,
          dataView: 'logs',
          where: fromElsewhere,
          metric: visitors,
        },
        {
          kind: 'metric',
          id: 'campaign-count',
          title: 'How many came by a campaign?',
          width: 12,
          dataView: 'logs',
          where: fromCampaign,
          tone: 'good',
          metric: visitors,
        },
      ],
    },
    {
      height: 13,
      panels: [
        {
          kind: 'area',
          id: 'referrers-over-time',
          title: 'Which sites send visitors, and since when?',
          width: 30,
          dataView: 'logs',
          where: fromElsewhere,
          x: { kind: 'time', label: 'Time' },
          split: { kind: 'terms', field: 'http.request.referrer', label: 'Referrer', size: 8 },
          metric: pages,
        },
        {
          kind: 'bar',
          id: 'referrers',
          title: 'Which sites send most visitors?',
          width: 18,
          dataView: 'logs',
          where: fromElsewhere,
          shows: ['campaign'],
          x: { kind: 'terms', field: 'http.request.referrer', label: 'Referrer', size: 12 },
          metric: visitors,
        },
      ],
    },
    {
      height: 13,
      panels: [
        {
          kind: 'table',
          id: 'campaigns',
          title: 'Which campaign links are followed?',
          width: 24,
          dataView: 'logs',
          where: fromCampaign,
          shows: ['campaign'],
          rows: [
            { kind: 'terms', field: 'url.query', label: 'Campaign', size: 10 },
            { kind: 'terms', field: 'url.path', label: 'Landing page', size: 3 },
          ],
          metrics: [visitors, pages],
        },
        {
          kind: 'line',
          id: 'visitors-over-time',
          title: 'When do visitors come?',
          width: 24,
          dataView: 'logs',
          where: shown,
          x: { kind: 'time', label: 'Time' },
          metric: visitors,
        },
      ],
    },
    {
      height: 13,
      panels: [
        {
          kind: 'bar',
          id: 'landing-pages',
          title: 'Where do visitors from elsewhere land?',
          width: 16,
          dataView: 'logs',
          where: fromElsewhere,
          x: { kind: 'terms', field: 'url.path', label: 'Page', size: 12 },
          metric: visitors,
        },
        {
          kind: 'heat-map',
          id: 'page-times',
          title: 'When is each page read?',
          width: 32,
          dataView: 'logs',
          where: shown,
          x: { kind: 'time', label: 'Time' },
          y: { kind: 'terms', field: 'url.path', label: 'Page', size: 12 },
          metric: pages,
        },
      ],
    },
    {
      height: 12,
      panels: [
        {
          kind: 'pie',
          id: 'devices',
          title: 'Which devices do they use?',
          width: 12,
          dataView: 'logs',
          where: shown,
          slices: { kind: 'terms', field: 'user_agent.device.name', label: 'Device', size: 6 },
          metric: visitors,
        },
        {
          kind: 'pie',
          id: 'systems',
          title: 'Which systems?',
          width: 12,
          dataView: 'logs',
          where: shown,
          slices: { kind: 'terms', field: 'user_agent.os.name', label: 'System', size: 6 },
          metric: visitors,
        },
        {
          kind: 'pie',
          id: 'browsers',
          title: 'Which browsers?',
          width: 12,
          dataView: 'logs',
          where: shown,
          slices: { kind: 'terms', field: 'user_agent.name', label: 'Browser', size: 6 },
          metric: visitors,
        },
        {
          kind: 'tag-cloud',
          id: 'popular-pages',
          title: 'Which pages are popular?',
          width: 12,
          dataView: 'logs',
          where: shown,
          tags: { kind: 'terms', field: 'url.path', label: 'Page', size: 30 },
          metric: pages,
        },
      ],
    },
    {
      height: 16,
      panels: [
        {
          kind: 'lines',
          id: 'lines',
          title: 'Which visits are the newest?',
          width: 48,
          dataView: 'logs',
          where: fromElsewhere,
          columns: ['source.address', 'http.request.referrer', 'url.original', 'user_agent.name', 'user_agent.os.name'],
        },
      ],
    },
  ],
};
