import { createRandom, durations } from '../random.ts';
import { rhythm } from '../rhythm.ts';
import { isWithin } from '../span.ts';
import { chooseWindow, createLabel, type PlanScenario } from './scenario.ts';

/** How long the gateway's calls take, in milliseconds, by the beginning of their path; half of them take longer. */
const MEDIANS = [
  ['/api/v2/session', 60],
  ['/api/v2/search', 90],
  ['/api/v2/cart', 50],
  ['/api/v2/orders', 120],
] as const;
const OTHER_MEDIAN = 35;
const SIGMA = 0.5;
const UNIT = 1000;
/** By night a call takes less. */
const LEAST_SHARE = 0.8;

/** The gateway logs how long its calls take; it has to be planned after what makes them slower. */
export const planTimedGateway: PlanScenario = ({ stage, span }) => {
  const { random } = stage;
  const draw = durations(createRandom(1, 'durations'), UNIT, SIGMA, 60 * UNIT);
  return {
    label: createLabel('timed-gateway', span, { culprits: [{ field: 'event.dataset', values: ['json'] }] }),
    alter(request) {
      if (request.format !== 'json') return undefined;
      const [, median] = MEDIANS.find(([path]) => request.target.startsWith(path)) ?? ['', OTHER_MEDIAN];
      const busy = LEAST_SHARE + (1 - LEAST_SHARE) * rhythm(request.timeMillis);
      request.durationMillis = (median * busy * (request.slower ?? 1) * draw(random)) / UNIT;
      return undefined;
    },
  };
};

const SLOW_PATH = '/api/v2/search';
const SLOWER = 16;

/** An index of the database is gone: searches take much longer, of a fainter one only those that need it. */
export const planSlowPath: PlanScenario = ({ stage, span, strength }) => {
  const { random } = stage;
  const window = chooseWindow(random, span, 0.56, 0.1);
  return {
    label: createLabel('slow-path', window, { culprits: [{ field: 'url.path', values: [SLOW_PATH] }] }),
    alter(request) {
      const isSlow = isWithin(window, request.timeMillis) && request.target.startsWith(SLOW_PATH);
      if (!isSlow || random() >= strength) return undefined;
      request.slower = SLOWER;
      request.scenario = 'slow-path';
      return undefined;
    },
  };
};

/** How much longer a call takes in a load test. */
const LOADED = 4;

/** Somebody tests how much the gateway can have: for an hour everybody waits. */
export const planBusyGateway: PlanScenario = ({ stage, span }) => {
  const window = chooseWindow(stage.random, span, 0.45, 0.01);
  return {
    label: createLabel('busy-gateway', window, { culprits: [{ field: 'event.dataset', values: ['json'] }] }),
    alter(request) {
      if (!isWithin(window, request.timeMillis) || request.format !== 'json') return undefined;
      request.slower = LOADED;
      request.scenario = 'busy-gateway';
      return undefined;
    },
  };
};
