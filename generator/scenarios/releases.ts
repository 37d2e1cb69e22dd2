import { DAY_MILLIS, HOUR_MILLIS } from '../../core/time/units.ts';
import type { AccessEvent } from '../events.ts';
import { type Printable, printed } from '../printable.ts';
import { whole } from '../random.ts';
import { isWithin, progress } from '../span.ts';
import { markDeployment } from './failing-deployment.ts';
import { chooseWindow, createLabel, type PlanScenario } from './scenario.ts';

const NAME = printed`shop-api`;
const ROLLOUT_MILLIS = HOUR_MILLIS / 2;
const ERROR_BYTES = 98;
/** Of the requests that the release answers. */
const FAILING_SHARE = 0.12;
/** Days are numbered from here on, so that a story's versions continue those of the days before it. */
const FIRST_DAY = Date.UTC(2026, 9, 1) / DAY_MILLIS;

/** Versions whose number goes up once a day, at some hour of it. */
function versionAt(timeMillis: number, releasedMillis: number): Printable {
  const day = Math.floor((timeMillis - releasedMillis) / DAY_MILLIS) - FIRST_DAY;
  return printed`4.${day}.0`;
}

function isOfApi({ format }: AccessEvent): boolean {
  return format === 'json';
}

/** Once a day the app's gateway is deployed, machine by machine, and marked, and nothing changes. */
export const planReleases: PlanScenario = ({ stage, span }) => {
  const { random } = stage;
  const releasedMillis = whole(random, 0, DAY_MILLIS);
  let marked: Printable | undefined;
  return {
    label: createLabel('releases', span, { culprits: [{ field: 'service.name', values: [NAME] }] }),
    alter(request) {
      if (!isOfApi(request)) return undefined;
      const isOnNewMachine = random() < ((request.timeMillis - releasedMillis) % DAY_MILLIS) / ROLLOUT_MILLIS;
      const since = isOnNewMachine ? request.timeMillis : request.timeMillis - ROLLOUT_MILLIS;
      const version = versionAt(since, releasedMillis);
      request.service ??= { name: NAME, version };
      if (!isOnNewMachine || version === marked) return undefined;
      // the first one may have been there before the story
      const mark = { timeMillis: request.timeMillis, version, scenario: 'releases' } as const;
      if (marked !== undefined) markDeployment(stage.journal, mark);
      marked = version;
      return undefined;
    },
  };
};

/** A release of the app's gateway now and then fails, whatever it is asked for, until it is taken back. */
export const planFailingRelease: PlanScenario = ({ stage, span, strength }) => {
  const window = chooseWindow(stage.random, span, 0.7, 0.07);
  const version = printed`5.0.0`;
  return {
    label: createLabel('failing-release', window, {
      culprits: [
        { field: 'service.version', values: [version] },
        { field: 'service.name', values: [NAME] },
      ],
    }),
    alter(request) {
      const { timeMillis, scenario, status } = request;
      if (!isOfApi(request) || !isWithin(window, timeMillis)) return undefined;
      const rollout = { fromMillis: window.fromMillis, toMillis: window.fromMillis + ROLLOUT_MILLIS };
      if (stage.random() >= progress(rollout, timeMillis)) return undefined;
      request.service = { name: NAME, version };
      // what another scenario wrote remains that scenario's
      if (scenario !== undefined || status >= 400 || stage.random() >= FAILING_SHARE * strength) return undefined;
      request.status = 500;
      request.bytes = ERROR_BYTES;
      request.scenario = 'failing-release';
      return undefined;
    },
  };
};
