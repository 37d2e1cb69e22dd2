import { attemptSignIn } from '../actors/sign-in.ts';
import type { Requester } from '../journal.ts';
import { NONE } from '../printable.ts';
import { pick } from '../random.ts';
import { hostileAddresses } from '../world/addresses.ts';
import { chooseAgent } from '../world/agents.ts';
import { chooseWindow, createLabel, type PlanScenario, scaled, steadySurge } from './scenario.ts';

const SURGE = 0.008;
const ADDRESSES = 8;

/** One password is tried on many accounts, from each of a few addresses about once an hour, day and night. */
export const planSlowSpraying: PlanScenario = ({ stage, span, visitors, strength }) => {
  const { random } = stage;
  const window = chooseWindow(random, span, 0.2, 0.45);
  const addresses = hostileAddresses(random, scaled(ADDRESSES, strength, 1));
  const { text: userAgent } = chooseAgent(random);
  let attempts = 0;
  return {
    label: createLabel('slow-spraying', window, { culprits: [{ field: 'source.ip', values: addresses }] }),
    surge: steadySurge(window, (SURGE * addresses.length) / ADDRESSES),
    begin(startMillis) {
      const client: Requester = {
        format: 'apache_combined',
        address: addresses[attempts++ % addresses.length] ?? NONE,
        user: NONE,
        protocol: 'HTTP/1.1',
        userAgent,
        scenario: 'slow-spraying',
      };
      attemptSignIn(stage, client, {
        timeMillis: startMillis,
        account: pick(random, visitors).account,
        status: 401,
      });
    },
  };
};
