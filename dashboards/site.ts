import type { PanelCondition } from './definition.ts';

/**
 * What the logs themselves do not tell of a site: the dashboards are made for the shop of the shipped story. Put your own
 * addresses here, and write the saved objects anew (docs/dashboards.md).
 */
const site = {
  /** Pages of the site itself; visitors that come from them were there already. */
  ownPages: ['https://www.summit-supply.example*'],
  /** What a visitor sees who has done what the site is for. */
  goalPaths: ['*/checkout/complete'],
  /** What is fetched along with a page, or by machines, and is no page. */
  noPages: [
    ...['css', 'js', 'json', 'map', 'ico', 'svg', 'png', 'jpg', 'gif', 'webp', 'woff2', 'txt', 'xml'].map(
      (end) => `*.${end}`,
    ),
    '*/healthz',
  ],
} as const;

/** A page that was shown to a person, as far as is known: read, neither refused nor failed, and by no robot that says so. */
export const shown: PanelCondition = {
  all: [
    { field: 'http.request.method', is: 'GET' },
    { field: 'http.response.status_code', from: 200, below: 400 },
    { not: { any: site.noPages.map((like) => ({ field: 'url.path', like })) } },
    { not: { field: 'user_agent.device.name', is: 'bot' } },
  ],
};

/** A page that was shown to somebody who followed a link on another site. */
export const fromElsewhere: PanelCondition = {
  all: [
    shown,
    { field: 'http.request.referrer', exists: true },
    { not: { any: site.ownPages.map((like) => ({ field: 'http.request.referrer', like })) } },
  ],
};

/** A page whose address says by the common `utm_` parameters which campaign led there. */
export const fromCampaign: PanelCondition = { all: [shown, { field: 'url.query', like: '*utm_campaign=*' }] };

/** The page at the end of what visitors are wanted to do. */
export const goalReached: PanelCondition = {
  all: [shown, { any: site.goalPaths.map((like) => ({ field: 'url.path', like })) }],
};
