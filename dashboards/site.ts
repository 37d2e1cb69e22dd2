import { MACHINES } from '../core/user-agents/client-kinds.ts';
import type { PanelCondition } from './definition.ts';

/**
 * What logs do not say about a site. These are the values of the generated shop: put in your own, and regenerate the saved objects
 * (docs/dashboards.md).
 */
const site = {
  /** Pages of the site itself; visitors who come from them were there already. */
  ownPages: ['https://www.summit-supply.example*'],
  /** The page that a visitor reaches who has done what the site is for. */
  goalPaths: ['*/checkout/complete'],
  /** What is fetched along with a page, or by machines, and is not a page. */
  noPages: [
    ...['css', 'js', 'json', 'map', 'ico', 'svg', 'png', 'jpg', 'gif', 'webp', 'woff2', 'txt', 'xml'].map(
      (end) => `*.${end}`,
    ),
    '*/healthz',
  ],
} as const;

/** A page view by a person, as far as is known: a successful read, and not by a machine that says so. */
export const shown: PanelCondition = {
  all: [
    { field: 'http.request.method', is: 'GET' },
    { field: 'http.response.status_code', from: 200, below: 400 },
    { not: { any: site.noPages.map((like) => ({ field: 'url.path', like })) } },
    { not: { field: 'kafkainsight.client.kind', is: MACHINES } },
  ],
};

/** A page view by someone who followed a link on another site. */
export const fromElsewhere: PanelCondition = {
  all: [
    shown,
    { field: 'http.request.referrer', exists: true },
    { not: { any: site.ownPages.map((like) => ({ field: 'http.request.referrer', like })) } },
  ],
};

/** A page view whose address names its campaign in the common `utm_` parameters. */
export const fromCampaign: PanelCondition = { all: [shown, { field: 'url.query', like: '*utm_campaign=*' }] };

/** The page that visitors should reach in the end. */
export const goalReached: PanelCondition = {
  all: [shown, { any: site.goalPaths.map((like) => ({ field: 'url.path', like })) }],
};
