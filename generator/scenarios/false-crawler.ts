import type { Requester } from '../journal.ts';
import { NONE, printed } from '../printable.ts';
import { pick, whole } from '../random.ts';
import { chooseWindow, createLabel, type PlanScenario, steadySurge } from './scenario.ts';

const SURGE = 0.25;
const USER_AGENT = printed`Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)`;

/** Somebody reads the catalogue as Googlebot, from an access provider's network. */
export const planFalseCrawler: PlanScenario = ({ stage, span, strength }) => {
  const { random, journal, catalogue } = stage;
  const window = chooseWindow(random, span, 0.47, 0.02);
  const client: Requester = {
    format: 'apache_combined',
    address: printed`87.122.${whole(random, 0, 256)}.${whole(random, 1, 255)}`,
    user: NONE,
    protocol: 'HTTP/1.1',
    userAgent: USER_AGENT,
    scenario: 'false-crawler',
  };
  return {
    label: createLabel('false-crawler', window, { culprits: [{ field: 'source.ip', values: [client.address] }] }),
    surge: steadySurge(window, SURGE * strength),
    begin(startMillis) {
      const { target, bytes } = pick(random, catalogue.allProducts);
      journal.request(client, { timeMillis: startMillis, method: 'GET', target, status: 200, bytes, referrer: NONE });
    },
  };
};
