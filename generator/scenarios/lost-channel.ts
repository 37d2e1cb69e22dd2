import { HOUR_MILLIS } from '../../core/time/units.ts';
import type { LogEvent } from '../events.ts';
import { NONE } from '../printable.ts';
import { whole } from '../random.ts';
import { isWithin } from '../span.ts';
import { createLabel, type PlanScenario } from './scenario.ts';

const SITE = 'www.google.com';
/** In the daytime of the last of four days: what was before is known for three. */
const START = 0.86;
const LONGEST_HOURS = 8;
/** So that some twenty visits are missing. */
const SHORTEST_HOURS = 4;

/** A search engine has lost the shop's pages: nobody comes from there. */
export const planLostChannel: PlanScenario = ({ stage, span, strength }) => {
  const startHour = Math.floor(((span.toMillis - span.fromMillis) * START) / HOUR_MILLIS);
  const fromMillis = span.fromMillis + startHour * HOUR_MILLIS + whole(stage.random, 0, 3_600) * 1000;
  const hours = Math.max(SHORTEST_HOURS, LONGEST_HOURS * strength);
  const window = { fromMillis, toMillis: Math.min(span.toMillis, fromMillis + hours * HOUR_MILLIS) };
  return {
    label: createLabel('lost-channel', window, {
      culprits: [{ field: 'kafkainsight.referrer.domain', values: [SITE] }],
    }),
    drops: (event: LogEvent) =>
      isWithin(window, event.timeMillis) &&
      'referrer' in event &&
      event.referrer !== NONE &&
      event.referrer.startsWith(`https://${SITE}/`),
  };
};
