import { HOUR_MILLIS } from '../../core/time/units.ts';
import type { Daemon } from '../journal.ts';
import { NONE, type Printable, printed } from '../printable.ts';
import { pick, whole } from '../random.ts';
import type { Scene } from '../scene.ts';
import { isWithin } from '../span.ts';
import type { ScenarioName } from './names.ts';
import { createLabel, type PlanScenario, steadySurge } from './scenario.ts';

const MINUTE_MILLIS = 60_000;
/** So that its host is not silent for a whole hour of the clock. */
const LONGEST_MINUTES = 45;
/** So that some ten lines are out of order. */
const SHORTEST_MINUTES = 12;
const START = 0.42;
const SURGE = 0.04;

function daemonOf(host: Printable): Daemon {
  return { format: 'rfc3164', facility: 9, host, program: printed`measure` };
}

/** A machine's line, by its clock. */
interface Measured {
  readonly timeMillis: number;
  readonly aheadMillis: number;
  readonly scenario?: ScenarioName;
}

function measure({ random, journal }: Scene, host: Printable, measured: Measured): void {
  const message = printed`measured ${whole(random, 10, 900)} parcels at gate ${whole(random, 1, 40)}`;
  journal.message(daemonOf(host), { ...measured, severity: 6, messageId: NONE, message });
}

/** The clock of a machine is set some hours ahead, until somebody notices. */
export const planClockJump: PlanScenario = ({ stage, span, strength }) => {
  const host = printed`gate-1`;
  const { random } = stage;
  const startHour = Math.floor(((span.toMillis - span.fromMillis) * START) / HOUR_MILLIS);
  const fromMillis = span.fromMillis + startHour * HOUR_MILLIS + whole(random, 0, 3_600) * 1000;
  const minutes = Math.max(SHORTEST_MINUTES, LONGEST_MINUTES * strength);
  const window = { fromMillis, toMillis: Math.min(span.toMillis, fromMillis + minutes * MINUTE_MILLIS) };
  const aheadMillis = whole(random, 3, 9) * HOUR_MILLIS;
  return {
    label: createLabel('clock-jump', window, { culprits: [{ field: 'host.hostname', values: [host] }] }),
    surge: steadySurge(span, SURGE),
    begin(startMillis) {
      const line = { timeMillis: startMillis, aheadMillis: 0 };
      measure(stage, host, isWithin(window, startMillis) ? { ...line, aheadMillis, scenario: 'clock-jump' } : line);
    },
  };
};

const BATCH_HOURS = 4;
const BATCH_MILLIS = 10 * MINUTE_MILLIS;
const STRAGGLERS_SHARE = 0.004;

/** Machines in shops far away send the lines of four hours at once, each its own in order; and a line now and then comes hours later. */
export const planLateBatches: PlanScenario = ({ stage, span }) => {
  const { random } = stage;
  const hosts = [printed`branch-1`, printed`branch-2`, printed`branch-3`];
  return {
    label: createLabel('late-batches', span, { culprits: [{ field: 'host.hostname', values: hosts }] }),
    surge: (timeMillis) => (timeMillis % (BATCH_HOURS * HOUR_MILLIS) < BATCH_MILLIS ? 3 : 0),
    begin(startMillis) {
      const lateMillis = BATCH_HOURS * HOUR_MILLIS;
      const sinceMillis = startMillis % lateMillis;
      const progressMillis = Math.floor((sinceMillis / BATCH_MILLIS) * lateMillis);
      const straggles = random() < STRAGGLERS_SHARE;
      const aheadMillis = progressMillis - sinceMillis - lateMillis - (straggles ? 3 * HOUR_MILLIS : 0);
      measure(stage, pick(random, hosts), { timeMillis: startMillis, aheadMillis, scenario: 'late-batches' });
    },
  };
};

/** A machine logs local times without a zone, and summer time ends. */
export const planSummerTime: PlanScenario = ({ stage, span }) => {
  const host = printed`till-1`;
  const endsMillis = span.fromMillis + Math.floor((span.toMillis - span.fromMillis) / HOUR_MILLIS / 2) * HOUR_MILLIS;
  return {
    label: createLabel('summer-time', span, { culprits: [{ field: 'host.hostname', values: [host] }] }),
    surge: steadySurge(span, SURGE),
    begin(startMillis) {
      const aheadMillis = startMillis < endsMillis ? HOUR_MILLIS : 0;
      measure(stage, host, { timeMillis: startMillis, aheadMillis, scenario: 'summer-time' });
    },
  };
};
