import type { StoryFormat } from '../../core/format-table.ts';
import { HOUR_MILLIS } from '../../core/time/units.ts';
import type { LogEvent } from '../events.ts';
import type { Daemon } from '../journal.ts';
import { NONE, printed } from '../printable.ts';
import { whole } from '../random.ts';
import { isWithin } from '../span.ts';
import { createLabel, type PlanScenario, silenceWindow } from './scenario.ts';

const START = 0.36;
const HOST = printed`web-2`;
const FORMAT: StoryFormat = 'apache_error';
const OTHERS: readonly StoryFormat[] = ['apache_combined', 'apache_common', 'rfc5424', 'json'];

/** A machine and the web server's error log stop, while all else goes on; where there is nothing else, they go on. */
export const planSilentSource: PlanScenario = ({ stage, span, strength }) => {
  const window = silenceWindow(stage.random, span, START, strength);
  const isOfSource = (event: LogEvent): boolean => event.format === FORMAT || ('host' in event && event.host === HOST);
  return {
    label: createLabel('silent-source', window, {
      culprits: [
        { field: 'host.hostname', values: [HOST] },
        { field: 'event.dataset', values: ['apache.error'] },
      ],
    }),
    ...(OTHERS.some((format) => stage.journal.wants(format)) && {
      drops: (event: LogEvent) => isWithin(window, event.timeMillis) && isOfSource(event),
    }),
  };
};

const BATCH_HOURS = 4;
const BATCH_MILLIS = 10 * 60_000;

/** A machine that sends its lines every four hours, all within ten minutes. */
export const planBatchedSource: PlanScenario = ({ stage, span }) => {
  const { random, journal } = stage;
  const daemon: Daemon = { format: 'rfc3164', facility: 9, host: printed`report-1`, program: printed`collect` };
  return {
    label: createLabel('batched-source', span, { culprits: [{ field: 'host.hostname', values: [daemon.host] }] }),
    surge: (timeMillis) => (timeMillis % (BATCH_HOURS * HOUR_MILLIS) < BATCH_MILLIS ? 0.6 : 0),
    begin(startMillis) {
      const message = printed`collected ${whole(random, 10, 900)} figures of shop ${whole(random, 1, 40)}`;
      journal.message(daemon, {
        timeMillis: startMillis,
        severity: 6,
        messageId: NONE,
        message,
        scenario: 'batched-source',
      });
    },
  };
};
