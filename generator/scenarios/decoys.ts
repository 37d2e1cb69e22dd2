import { attemptSignIn } from '../actors/sign-in.ts';
import { visit } from '../actors/visit.ts';
import type { Requester } from '../journal.ts';
import { NONE, type Printable, printed } from '../printable.ts';
import { pick, whole } from '../random.ts';
import { requester } from '../requester.ts';
import { rhythm } from '../rhythm.ts';
import type { Scene } from '../scene.ts';
import { isWithin } from '../span.ts';
import { residentialAddress } from '../world/addresses.ts';
import { chooseAgent } from '../world/agents.ts';
import type { Arrival } from '../world/arrivals.ts';
import { createPage } from '../world/catalogue.ts';
import { chooseWindow, createLabel, type PlanScenario, steadySurge } from './scenario.ts';

const HOUR_MILLIS = 3_600_000;
const NOT_FOUND_BYTES = 5_214;
const MISTYPED_SHARE = 0.12;
const MOST_ATTEMPTS = 4;

/** Signs in until it works, from wherever `clientOf` says; some give up. */
function signIn(stage: Scene, startMillis: number, account: Printable, clientOf: () => Requester): void {
  let timeMillis = startMillis;
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const status = stage.random() < MISTYPED_SHARE ? 401 : 302;
    if (attemptSignIn(stage, clientOf(), { timeMillis, account, status })) return;
    timeMillis += whole(stage.random, 3_000, 20_000);
  }
}

/** Everybody in an office signs in in the morning, behind one address (NAT), and some mistype. */
export const planOffice: PlanScenario = ({ stage, span, visitors }) => {
  const { random } = stage;
  const address = residentialAddress(random);
  const staff = Array.from({ length: 90 }, () => ({
    account: pick(random, visitors).account,
    agent: chooseAgent(random),
  }));
  return {
    label: createLabel('office', span, { culprits: [{ field: 'source.ip', values: [address] }] }),
    surge: (timeMillis) => (isMorning(timeMillis) ? 0.08 : 0),
    begin(startMillis) {
      const { account, agent } = pick(random, staff);
      signIn(stage, startMillis, account, () => requester('office', address, agent.text));
    },
  };
};

function isMorning(timeMillis: number): boolean {
  const date = new Date(timeMillis);
  return date.getUTCDay() % 6 !== 0 && date.getUTCHours() >= 7 && date.getUTCHours() < 9;
}

/** A mail program or an app has an old password and tries it again and again. */
export const planSynchronisingClient: PlanScenario = ({ stage, span, visitors }) => {
  const { random, journal } = stage;
  const client = {
    ...requester('synchronising-client', residentialAddress(random), NONE, 'json'),
    user: pick(random, visitors).account,
  };
  return {
    label: createLabel('synchronising-client', span, { culprits: [{ field: 'user.name', values: [client.user] }] }),
    surge: steadySurge(span, 0.01),
    begin(startMillis) {
      journal.request(client, {
        timeMillis: startMillis,
        method: 'POST',
        target: printed`/api/v2/session`,
        status: 401,
        bytes: 412,
        referrer: NONE,
      });
    },
  };
};

/** Half of the visitors are away. */
export const planHoliday: PlanScenario = ({ stage, span }) => {
  const window = chooseWindow(stage.random, span, 0.3, 0.25);
  const culprits = [{ field: '@timestamp', values: [new Date(window.fromMillis).toISOString()] }] as const;
  return {
    label: createLabel('holiday', window, { culprits }),
    surge: (timeMillis) => (isWithin(window, timeMillis) ? -0.5 * rhythm(timeMillis) : 0),
  };
};

/** A product is presented, and three times as many people as ever come at once. */
export const planLaunch: PlanScenario = ({ stage, span }) => {
  const window = chooseWindow(stage.random, span, 0.6, 0.05);
  const landing = createPage('/landing/launch', 31_406);
  const arrival: Arrival = { referrer: NONE, query: printed``, step: 'landing', landing };
  return {
    label: createLabel('launch', window, { culprits: [{ field: 'url.path', values: [landing.target] }] }),
    surge: steadySurge(window, 3),
    begin(startMillis) {
      visit(stage, startMillis, { arrival, scenario: 'launch' });
    },
  };
};

/** One of so many links to products is broken since the shop was relaunched. */
const BROKEN_LINKS = 8;

/** The shop was relaunched, and old links lead nowhere: people, crawlers and search engines still have them. */
export const planRelaunch: PlanScenario = ({ stage, span }) => {
  const window = chooseWindow(stage.random, span, 0.7, 0.28);
  const { allProducts } = stage.catalogue;
  const broken = new Set<string>(allProducts.filter((_, at) => at % BROKEN_LINKS === 3).map(({ target }) => target));
  return {
    label: createLabel('relaunch', window, { culprits: [{ field: 'url.path', values: [...broken] }] }),
    alter(request) {
      if (!isWithin(window, request.timeMillis) || !broken.has(request.target)) return undefined;
      request.status = 404;
      request.bytes = NOT_FOUND_BYTES;
      request.scenario = 'relaunch';
      return undefined;
    },
  };
};

/** Somebody travels, and each request to sign in leaves the VPN elsewhere. */
export const planTraveller: PlanScenario = ({ stage, span, visitors }) => {
  const { random } = stage;
  const { account, agent } = pick(random, visitors);
  const exits = Array.from({ length: 12 }, () => residentialAddress(random));
  return {
    label: createLabel('traveller', span, { culprits: [{ field: 'user.name', values: [account] }] }),
    surge: (timeMillis) => (new Date(timeMillis).getUTCHours() >= 8 ? 0.004 : 0),
    begin(startMillis) {
      signIn(stage, startMillis, account, () => requester('traveller', pick(random, exits), agent.text));
    },
  };
};

/** Every night a program sends the day's stock, all at once. */
export const planBatchJob: PlanScenario = ({ stage, span }) => {
  const { random, journal } = stage;
  const client = { ...requester('batch-job', printed`10.0.4.7`, NONE, 'json'), user: printed`stock-import` };
  return {
    label: createLabel('batch-job', span, { culprits: [{ field: 'user.name', values: [client.user] }] }),
    surge: (timeMillis) => (timeMillis % (24 * HOUR_MILLIS) < HOUR_MILLIS / 2 ? 1 : 0),
    begin(startMillis) {
      const { number } = pick(random, stage.catalogue.allProducts);
      const status = random() < 0.02 ? 422 : 200;
      journal.request(client, {
        timeMillis: startMillis,
        method: 'PUT',
        target: printed`/api/v2/stock/${number}`,
        status,
        bytes: 61,
        referrer: NONE,
      });
    },
  };
};

/** Somebody tests how much the shop can have, from one address: the shop answers, or says that it is too much. */
export const planLoadTest: PlanScenario = ({ stage, span }) => {
  const { random, journal } = stage;
  const window = chooseWindow(random, span, 0.45, 0.01);
  const client = requester('load-test', printed`10.0.9.3`, printed`k6/1.4.0 (https://k6.io/)`);
  return {
    label: createLabel('load-test', window, { culprits: [{ field: 'source.ip', values: [client.address] }] }),
    surge: steadySurge(window, 4),
    begin(startMillis) {
      const { target, bytes } = pick(random, stage.catalogue.allProducts);
      const refused = random() < 0.1;
      journal.request(client, {
        timeMillis: startMillis,
        method: 'GET',
        target,
        status: refused ? 429 : 200,
        bytes: refused ? 169 : bytes,
        referrer: NONE,
      });
    },
  };
};
