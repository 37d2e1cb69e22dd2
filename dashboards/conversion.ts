import type { Site } from '../core/site/site.ts';
import type { Row } from './definition.ts';
import { bothOf, panelOf, type SiteConditions } from './site.ts';

/** Where people are, and who of them was here before. */
export function peopleRow({ visited }: SiteConditions): Row {
  return {
    height: 12,
    panels: [
      {
        kind: 'bar',
        id: 'countries',
        title: 'Which countries do visitors come from?',
        width: 24,
        dataView: 'logs',
        where: visited,
        x: { kind: 'terms', field: 'source.geo.country_iso_code', label: 'Country', size: 12 },
        metric: { kind: 'unique', field: 'source.address', label: 'Visitors' },
      },
      {
        kind: 'report',
        id: 'returning',
        title: 'How many of them were here before?',
        width: 24,
        dataView: 'logs',
        where: visited,
        report: { kind: 'returning', field: 'source.address' },
      },
    ],
  };
}

const CAMPAIGN = 'kafkainsight.campaign.name';
const conversions = [
  ['conversion-campaigns', 'Which campaigns lead to the goal?', CAMPAIGN, 'Campaign'],
  ['conversion-pages', 'Which landing pages lead to the goal?', 'url.path', 'Landing page'],
  ['conversion-referrers', 'Which sites send visitors who reach the goal?', 'kafkainsight.referrer.domain', 'Referrer'],
] as const;

/** Of those who came by a campaign, to a landing page or from a site, how many reached the goal. */
export function conversionRow({ fromCampaign, fromElsewhere, goalReached }: SiteConditions, { goals = [] }: Site): Row {
  // an event of an application names no visitor
  const reached = goals.some((goal) => 'paths' in goal) ? goalReached : ({ needs: ['goals'] } as const);
  return {
    height: 13,
    panels: conversions.map(([id, title, field, label]) => {
      const came = field === CAMPAIGN ? { where: fromCampaign } : fromElsewhere;
      return panelOf('where' in reached ? came : bothOf(came, reached), {
        kind: 'report',
        id,
        title,
        width: 16,
        dataView: 'logs',
        report: {
          kind: 'conversion',
          by: { kind: 'terms', field, label, size: 10 },
          visitor: 'source.address',
          reached: 'where' in reached ? reached.where : { all: [] },
        },
      });
    }),
  };
}
