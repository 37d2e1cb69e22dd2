import { attemptSignIn } from '../actors/sign-in.ts';
import { printed } from '../printable.ts';
import { pick, zipf } from '../random.ts';
import { requester } from '../requester.ts';
import { accountName } from '../world/accounts.ts';
import { hostileAddresses } from '../world/addresses.ts';
import { chooseWindow, createLabel, type PlanScenario, scaled, steadySurge } from './scenario.ts';

const SURGE = 0.55;
const ADDRESSES = 240;
const KNOWN_ACCOUNT_SHARE = 0.3;
const BLOCKED_SHARE = 0.12;
/** A browser three years old on every one of the addresses. */
const USER_AGENT = printed`Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/112.0.0.0 Safari/537.36`;

/** Leaked passwords are tried: many addresses, each on many accounts, and nearly all rejected. */
export const planCredentialStuffing: PlanScenario = ({ stage, span, visitors, strength }) => {
  const { random } = stage;
  const window = chooseWindow(random, span, 0.62, 0.05);
  const addresses = hostileAddresses(random, scaled(ADDRESSES, strength, 1));
  const chooseAddress = zipf(addresses, 0.4);
  return {
    label: createLabel('credential-stuffing', window, {
      culprits: [
        { field: 'source.ip', values: addresses },
        { field: 'user_agent.original', values: [USER_AGENT] },
      ],
      question: {
        dashboard: 'suspicious-accounts',
        panel: 'trying-addresses',
        title: 'Which addresses try many accounts?',
        field: 'source.ip',
        count: { different: 'user.name' },
        order: 'most first',
        where: [{ field: 'http.response.status_code', values: [401, 403] }],
      },
    }),
    surge: steadySurge(window, SURGE * strength),
    begin(startMillis) {
      const client = requester('credential-stuffing', chooseAddress(random), USER_AGENT);
      const account = random() < KNOWN_ACCOUNT_SHARE ? pick(random, visitors).account : accountName(random);
      const status = random() < BLOCKED_SHARE ? 403 : 401;
      attemptSignIn(stage, client, { timeMillis: startMillis, account, status });
    },
  };
};
