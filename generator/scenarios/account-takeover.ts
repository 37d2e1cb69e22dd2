import { attemptSignIn } from '../actors/sign-in.ts';
import type { Method } from '../events.ts';
import type { Requester } from '../journal.ts';
import { NONE, type Printable, printed } from '../printable.ts';
import { pick, whole } from '../random.ts';
import type { Scene } from '../scene.ts';
import { progress } from '../span.ts';
import { hostileAddresses } from '../world/addresses.ts';
import { chooseAgent } from '../world/agents.ts';
import { createPage } from '../world/catalogue.ts';
import { chooseWindow, createLabel, type PlanScenario, steadySurge } from './scenario.ts';

const SURGE = 0.03;
const ADDRESSES = 24;
/** The part of the attack before a password works. */
const GUESSING = 0.6;

const ACCOUNT = createPage('/account', 14_402);
const COMPLETE = createPage('/checkout/complete', 11_044);
const EMAIL = printed`/account/email`;
const ADDRESS = printed`/account/addresses`;
const PAYMENT = printed`/checkout/payment`;

/** What a thief does with somebody else's account. */
function plunder({ journal, random }: Scene, client: Requester, signedInMillis: number): void {
  let timeMillis = signedInMillis;
  const ask = (method: Method, target: Printable, status: number, bytes: number): void => {
    timeMillis += whole(random, 2_000, 15_000);
    journal.request(client, { timeMillis, method, target, status, bytes, referrer: ACCOUNT.url });
  };
  ask('GET', ACCOUNT.target, 200, ACCOUNT.bytes);
  ask('POST', EMAIL, 302, 0);
  ask('POST', ADDRESS, 302, 0);
  ask('POST', PAYMENT, 302, 0);
  ask('GET', COMPLETE.target, 200, COMPLETE.bytes);
}

/** One account is taken over: failures from changing addresses and browsers, then successes, then it is plundered. */
export const planAccountTakeover: PlanScenario = ({ stage, span, visitors }) => {
  const { random } = stage;
  const window = chooseWindow(random, span, 0.72, 0.06);
  const { account } = pick(
    random,
    visitors.filter(({ registered }) => registered),
  );
  const addresses = hostileAddresses(random, ADDRESSES);
  let attempts = 0;
  return {
    label: createLabel('account-takeover', window, {
      culprits: [
        { field: 'user.name', values: [account] },
        { field: 'source.ip', values: addresses },
      ],
      question: {
        dashboard: 'suspicious-accounts',
        panel: 'travelling-accounts',
        title: 'Which accounts are used from many addresses?',
        field: 'user.name',
        count: { different: 'source.ip' },
        order: 'most first',
        where: [],
      },
    }),
    surge: steadySurge(window, SURGE),
    begin(startMillis) {
      const client: Requester = {
        format: 'apache_combined',
        address: addresses[attempts++ % ADDRESSES] ?? NONE,
        user: account,
        protocol: 'HTTP/2.0',
        userAgent: chooseAgent(random).text,
        scenario: 'account-takeover',
      };
      const guessed = progress(window, startMillis) >= GUESSING;
      const attempt = { timeMillis: startMillis, account, status: guessed ? 302 : 401 } as const;
      if (attemptSignIn(stage, client, attempt)) plunder(stage, client, startMillis);
    },
  };
};
