import type { Requester } from '../journal.ts';
import { NONE, type Printable, printed } from '../printable.ts';
import { pick } from '../random.ts';
import { hostileAddresses } from '../world/addresses.ts';
import { chooseAgent } from '../world/agents.ts';
import { utm } from '../world/arrivals.ts';
import type { ScenarioName } from './names.ts';
import { chooseWindow, createLabel, type PlanScenario, scaled, steadySurge } from './scenario.ts';

const SURGE = 0.05;
const ADDRESSES = 8;
const LANDING_BYTES = 29_870;

function clicker(scenario: ScenarioName, address: Printable, userAgent: Printable): Requester {
  return { format: 'apache_combined', address, user: NONE, protocol: 'HTTP/1.1', userAgent, scenario };
}

/** A competitor clicks on an advertisement until its budget is spent: a few machines under the names of browsers. */
export const planClickFraud: PlanScenario = ({ stage, span, strength }) => {
  const { random, journal } = stage;
  const window = chooseWindow(random, span, 0.63, 0.03);
  const clickers = hostileAddresses(random, scaled(ADDRESSES, strength, 1)).map((address) =>
    clicker('click-fraud', address, chooseAgent(random).text),
  );
  const target = printed`/${utm('google', 'cpc', 'brand')}`;
  return {
    label: createLabel('click-fraud', window, {
      culprits: [{ field: 'source.ip', values: clickers.map(({ address }) => address) }],
    }),
    surge: steadySurge(window, SURGE * strength),
    begin(startMillis) {
      const referrer = printed`https://www.google.com/`;
      const click = { timeMillis: startMillis, method: 'GET', target, status: 200, bytes: LANDING_BYTES } as const;
      journal.request(pick(random, clickers), { ...click, referrer });
    },
  };
};

const PREVIEWERS: readonly Printable[] = [
  printed`Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)`,
  printed`facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)`,
  printed`TelegramBot (like TwitterBot)`,
];
const PREVIEWER_ADDRESSES = 4;

/** A campaign's link is passed on in chats, whose servers look at it for a preview. */
export const planLinkPreviews: PlanScenario = ({ stage, span }) => {
  const { random, journal } = stage;
  const window = chooseWindow(random, span, 0.5, 0.06);
  const previewers = hostileAddresses(random, PREVIEWER_ADDRESSES).map((address) =>
    clicker('link-previews', address, pick(random, PREVIEWERS)),
  );
  const target = printed`/${utm('friends', 'chat', 'club-invitation')}`;
  return {
    label: createLabel('link-previews', window, {
      culprits: [{ field: 'source.ip', values: previewers.map(({ address }) => address) }],
    }),
    surge: steadySurge(window, 0.03),
    begin(startMillis) {
      const click = { timeMillis: startMillis, method: 'GET', target, status: 200, bytes: LANDING_BYTES } as const;
      journal.request(pick(random, previewers), { ...click, referrer: NONE });
    },
  };
};
