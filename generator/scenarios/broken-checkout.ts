import { HOUR_MILLIS } from '../../core/time/units.ts';
import type { LogEvent } from '../events.ts';
import { NONE } from '../printable.ts';
import { pick, whole } from '../random.ts';
import { isWithin } from '../span.ts';
import { residentialAddress } from '../world/addresses.ts';
import { chooseAgent } from '../world/agents.ts';
import { chooseWindow, createLabel, type PlanScenario, steadySurge } from './scenario.ts';

const COMPLETE = '/checkout/complete';
/** In the daytime of a story of four days: at night few orders are missing. */
const START = 0.6;
const LONGEST_HOURS = 10;
/** So that some twenty orders are missing. */
const SHORTEST_HOURS = 5;

/** The payment provider never sends people back: the page after it is not asked for any more, and all else goes on. */
export const planBrokenCheckout: PlanScenario = ({ stage, span, strength }) => {
  const startHour = Math.floor(((span.toMillis - span.fromMillis) * START) / HOUR_MILLIS);
  const fromMillis = span.fromMillis + startHour * HOUR_MILLIS + whole(stage.random, 0, 3_600) * 1000;
  const hours = Math.max(SHORTEST_HOURS, LONGEST_HOURS * strength);
  const window = { fromMillis, toMillis: Math.min(span.toMillis, fromMillis + hours * HOUR_MILLIS) };
  return {
    label: createLabel('broken-checkout', window, { culprits: [{ field: 'kafkainsight.goal', values: ['Order'] }] }),
    drops: (event: LogEvent) =>
      isWithin(window, event.timeMillis) && 'target' in event && event.target.startsWith(COMPLETE),
  };
};

/** A newspaper writes about the shop, and people come to look at products; they buy nothing. */
export const planWindowShoppers: PlanScenario = ({ stage, span }) => {
  const { random, journal, catalogue } = stage;
  const window = chooseWindow(random, span, 0.82, 0.06);
  return {
    label: createLabel('window-shoppers', window, {
      culprits: [{ field: '@timestamp', values: [new Date(window.fromMillis).toISOString()] }],
    }),
    surge: steadySurge(window, 2),
    begin(startMillis) {
      const { target, bytes } = pick(random, catalogue.allProducts);
      const client = {
        format: 'apache_combined',
        address: residentialAddress(random),
        user: NONE,
        protocol: 'HTTP/2.0',
        userAgent: chooseAgent(random).text,
        scenario: 'window-shoppers',
      } as const;
      journal.request(client, { timeMillis: startMillis, method: 'GET', target, status: 200, bytes, referrer: NONE });
    },
  };
};
