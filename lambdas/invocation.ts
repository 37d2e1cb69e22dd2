import type { Context } from 'aws-lambda';
import type { CountingFunction } from '../core/metric-names.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';

/**
 * Wraps the handler of a function with metrics: log lines name their invocation, and what an invocation counted is written when it ends,
 * even where it fails.
 */
export function withLogAndMetrics<Event, Answer>(
  log: Pick<Log, 'begin'>,
  metrics: Pick<Metrics<CountingFunction>, 'flush'>,
  handle: (event: Event, context: Context) => Promise<Answer>,
): (event: Event, context: Context) => Promise<Answer> {
  return async (event, context) => {
    log.begin(context);
    try {
      return await handle(event, context);
    } finally {
      metrics.flush();
    }
  };
}
