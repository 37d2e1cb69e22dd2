import { attemptSignIn } from '../actors/sign-in.ts';
import { pick } from '../random.ts';
import { requester } from '../requester.ts';
import { accountName } from '../world/accounts.ts';
import { hostileAddresses } from '../world/addresses.ts';
import { chooseAgent } from '../world/agents.ts';
import { chooseWindow, createLabel, type PlanScenario, scaled, steadySurge } from './scenario.ts';

const SURGE = 0.12;
const ADDRESSES = 3;
const KNOWN_ACCOUNT_SHARE = 0.5;

/** A list of passwords is tried from a few addresses, each account once. */
export const planPasswordList: PlanScenario = ({ stage, span, visitors, strength }) => {
  const { random } = stage;
  const window = chooseWindow(random, span, 0.685, 0.025);
  const addresses = hostileAddresses(random, scaled(ADDRESSES, strength, 1));
  return {
    label: createLabel('password-list', window, { culprits: [{ field: 'source.ip', values: addresses }] }),
    surge: steadySurge(window, SURGE * strength),
    begin(startMillis) {
      const client = requester('password-list', pick(random, addresses), chooseAgent(random).text);
      const account = random() < KNOWN_ACCOUNT_SHARE ? pick(random, visitors).account : accountName(random);
      attemptSignIn(stage, client, { timeMillis: startMillis, account, status: 401 });
    },
  };
};
