import type { Requester } from '../journal.ts';
import { NONE, print } from '../printable.ts';
import { pick, whole } from '../random.ts';
import { chooseWindow, createLabel, type PlanScenario, steadySurge } from './scenario.ts';

const SURGE = 0.25;
const USER_AGENT = print`Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)`;

/** Somebody reads the catalogue as Googlebot, from an access provider's network. */
export const planFalseCrawler: PlanScenario = ({ stage, span, strength }) => {
  const { random, journal, catalogue } = stage;
  const window = chooseWindow(random, span, 0.47, 0.02);
  const client: Requester = {
    format: 'apache_combined',
    address: print`87.122.${whole(random, 0, 256)}.${whole(random, 1, 255)}`,
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
      journal.request(client, startMillis, 'GET', target, 200, bytes, NONE);
    },
  };
};
