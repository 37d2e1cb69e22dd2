import { visit } from '../actors/visit.ts';
import { printed } from '../printable.ts';
import { pick } from '../random.ts';
import { isWithin, progress } from '../span.ts';
import { type Arrival, utm } from '../world/arrivals.ts';
import { createPage, type ShopPage } from '../world/catalogue.ts';
import { chooseWindow, createLabel, type PlanScenario } from './scenario.ts';

const SURGE_AT_PEAK = 0.6;

const HERO = { path: printed`/images/campaigns/hero.webp`, bytes: 164_870 };

/** Possible campaigns: who links to which page, and the query that identifies them. */
const CAMPAIGNS: readonly (Arrival & { readonly landing: ShopPage })[] = [
  {
    step: 'landing',
    landing: createPage('/landing/winter-sale', 29_870, HERO),
    referrer: printed`https://www.trail-magazine.example/winter-picks`,
    query: utm('trail-magazine', 'affiliate', 'winter-sale'),
  },
  {
    step: 'landing',
    landing: createPage('/landing/summit-club', 24_118, HERO),
    referrer: printed`https://www.peak-podcast.example/episodes/212`,
    query: utm('peak-podcast', 'audio', 'summit-club'),
  },
  {
    step: 'landing',
    landing: createPage('/landing/tent-week', 31_406, HERO),
    referrer: printed`https://www.camping-today.example/deals`,
    query: utm('camping-today', 'display', 'tent-week'),
  },
];

/** A campaign works: people come from one referrer to one landing page, and buy. It rises fast and fades slowly. */
export const planCampaign: PlanScenario = ({ stage, span, strength }) => {
  const window = chooseWindow(stage.random, span, 0.54, 0.22);
  const arrival = pick(stage.random, CAMPAIGNS);
  return {
    label: createLabel('campaign', window, {
      culprits: [
        { field: 'http.request.referrer', values: [arrival.referrer] },
        { field: 'url.path', values: [arrival.landing.target] },
        { field: 'url.query', values: [arrival.query.slice(1)] },
        { field: 'kafkainsight.referrer.domain', values: [new URL(arrival.referrer).hostname] },
        {
          field: 'kafkainsight.campaign.name',
          values: [new URLSearchParams(arrival.query).get('utm_campaign') ?? ''],
        },
      ],
      question: {
        dashboard: 'marketing',
        panel: 'campaign-referrers',
        title: 'Which sites do campaigns bring visitors from?',
        field: 'http.request.referrer',
        count: { different: 'source.address' },
        order: 'most first',
        where: [{ field: 'url.query', contains: 'utm_campaign=' }],
      },
    }),
    surge: (timeMillis) =>
      isWithin(window, timeMillis)
        ? strength *
          SURGE_AT_PEAK *
          Math.min(8 * progress(window, timeMillis), 1.15 * (1 - progress(window, timeMillis)))
        : 0,
    begin(startMillis) {
      visit(stage, startMillis, { arrival, scenario: 'campaign' });
    },
  };
};
