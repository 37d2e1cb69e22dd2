import { attemptSignIn } from '../actors/sign-in.ts';
import type { Requester } from '../journal.ts';
import { NONE, printed } from '../printable.ts';
import { pick, whole } from '../random.ts';
import { chooseAgent } from '../world/agents.ts';
import { chooseWindow, createLabel, type PlanScenario, steadySurge } from './scenario.ts';

const SURGE = 0.2;
/** An access provider whose customers' routers were broken into. Visitors of the shop are among them (world/addresses.ts). */
const NETWORK = printed`87.122`;
const SYSTEM = printed`8881`;

/** Leaked passwords are tried from one provider's network, from another address and with another browser each time. */
export const planNetworkStuffing: PlanScenario = ({ stage, span, visitors, strength }) => {
  const { random } = stage;
  const window = chooseWindow(random, span, 0.94, 0.03);
  return {
    label: createLabel('network-stuffing', window, { culprits: [{ field: 'source.as.number', values: [SYSTEM] }] }),
    surge: steadySurge(window, SURGE * strength),
    begin(startMillis) {
      const client: Requester = {
        format: 'apache_combined',
        address: printed`${NETWORK}.${whole(random, 0, 256)}.${whole(random, 1, 255)}`,
        user: NONE,
        protocol: 'HTTP/2.0',
        userAgent: chooseAgent(random).text,
        scenario: 'network-stuffing',
      };
      attemptSignIn(stage, client, {
        timeMillis: startMillis,
        account: pick(random, visitors).account,
        status: 401,
      });
    },
  };
};
