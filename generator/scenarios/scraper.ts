import { NONE, printed } from '../printable.ts';
import { whole } from '../random.ts';
import { requester } from '../requester.ts';
import { hostileAddress } from '../world/addresses.ts';
import { chooseWindow, createLabel, type PlanScenario, steadySurge } from './scenario.ts';

const SURGE = 0.6;
const REFUSED_SHARE = 0.03;
const USER_AGENT = printed`python-httpx/0.28.1`;

/** Somebody copies the catalogue: one address reads product after product, then all their reviews, faster than a person could. */
export const planScraper: PlanScenario = ({ stage, span, strength }) => {
  const { random, journal, catalogue } = stage;
  const window = chooseWindow(random, span, 0.22, 0.06);
  const client = requester('scraper', hostileAddress(random), USER_AGENT);
  let read = 0;
  return {
    label: createLabel('scraper', window, {
      culprits: [
        { field: 'source.ip', values: [client.address] },
        { field: 'user_agent.original', values: [USER_AGENT] },
      ],
      question: {
        dashboard: 'suspicious-accounts',
        panel: 'reading-addresses',
        title: 'Which addresses read the most different pages?',
        field: 'source.ip',
        count: { different: 'url.original' },
        order: 'most first',
        where: [],
      },
    }),
    surge: steadySurge(window, SURGE * strength),
    begin(startMillis) {
      const round = Math.floor(read / catalogue.allProducts.length);
      const page = catalogue.allProducts[read++ % catalogue.allProducts.length];
      if (page === undefined) return;
      const target = round === 0 ? page.target : printed`${page.target}/reviews?page=${round}`;
      const refused = random() < REFUSED_SHARE;
      const timeMillis = startMillis + whole(random, 0, 50);
      journal.request(client, {
        timeMillis,
        method: 'GET',
        target,
        status: refused ? 429 : 200,
        bytes: refused ? 169 : page.bytes,
        referrer: NONE,
      });
    },
  };
};
