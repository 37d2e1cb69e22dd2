import type { Context } from 'aws-lambda';
import type { CountingFunction } from '../core/metric-names.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';

/**
 * The handler of a function that counts: the log's lines say of which invocation they are, and what an invocation counted is
 * written when it ends, also where it fails.
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
