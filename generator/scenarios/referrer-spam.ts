import { visit } from '../actors/visit.ts';
import type { Requester } from '../journal.ts';
import { type Printable, printed } from '../printable.ts';
import { pick, type Random } from '../random.ts';
import { requester } from '../requester.ts';
import { rhythm } from '../rhythm.ts';
import { accountName } from '../world/accounts.ts';
import { hostileAddresses, residentialAddress } from '../world/addresses.ts';
import { chooseAgent } from '../world/agents.ts';
import type { Arrival } from '../world/arrivals.ts';
import type { Visitor } from '../world/visitors.ts';
import { chooseWindow, createLabel, type PlanScenario, scaled, steadySurge } from './scenario.ts';

const DOMAIN = printed`free-traffic.example`;
const SURGE = 0.085;
const ADDRESSES = 400;
/** In the hour, so that there is something to find. */
const LEAST_ADDRESSES = 8;
const PAGES: readonly Printable[] = [printed`/`, printed`/blog`, printed`/help/contact`];
const PAGE_BYTES = 38_412;

/** A site has itself named as a referrer, so that shops look at who sends them people: each address requests one page, once. */
export const planReferrerSpam: PlanScenario = ({ stage, span, strength }) => {
  const { random, journal } = stage;
  const window = chooseWindow(random, span, 0.16, 0.03);
  const clients = hostileAddresses(random, scaled(ADDRESSES, strength, LEAST_ADDRESSES)).map((address): Requester =>
    requester('referrer-spam', address, chooseAgent(random).text),
  );
  const referrer = printed`https://${DOMAIN}/`;
  return {
    label: createLabel('referrer-spam', window, {
      culprits: [{ field: 'kafkainsight.referrer.domain', values: [DOMAIN] }],
    }),
    surge: steadySurge(window, SURGE * strength),
    begin(startMillis) {
      const client = clients.pop();
      if (client === undefined) return;
      const [target, bytes] = [pick(random, PAGES), PAGE_BYTES];
      journal.request(client, { timeMillis: startMillis, method: 'GET', target, status: 200, bytes, referrer });
    },
  };
};

function newVisitor(random: Random): Visitor {
  const address = residentialAddress(random);
  const agent = chooseAgent(random);
  return { address, otherAddress: address, agent, account: accountName(random), registered: false, cached: false };
}

/** A small blog links to an article: its readers have never been here, and half of them leave after it. */
export const planSmallBlog: PlanScenario = ({ stage, span }) => {
  const { random } = stage;
  const address = 'https://www.hut-to-hut.example/gear';
  const arrival: Arrival = { referrer: printed`https://www.hut-to-hut.example/gear`, query: printed``, step: 'blog' };
  return {
    label: createLabel('small-blog', span, {
      culprits: [{ field: 'http.request.referrer', values: [address] }],
    }),
    surge: (timeMillis) => 0.02 * rhythm(timeMillis),
    begin(startMillis) {
      visit(stage, startMillis, { arrival, visitor: newVisitor(random), scenario: 'small-blog' });
    },
  };
};
