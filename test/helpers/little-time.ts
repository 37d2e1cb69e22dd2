import { mock } from 'node:test';
import { memoryProducer } from '../fakes/producer.ts';
import { type Harness, ingestHarness } from './ingest-harness.ts';
import { lambdaContext } from './lambda-context.ts';

const BATCH_MILLIS = 1_000;

/**
 * Does something with an ingest handler for which every batch takes a second of those that an invocation has, by a clock that only batches
 * move.
 *
 * @param work is given how many invocations there were so far, too
 */
export async function withLittleTime(
  environment: Readonly<Record<string, string>>,
  work: (harness: Harness, invocations: () => number) => Promise<void>,
  invocationMillis = 10_000,
): Promise<void> {
  mock.timers.enable({ apis: ['Date'], now: Date.UTC(2026, 10, 22) });
  try {
    const inner = memoryProducer();
    const producer = {
      ...inner,
      batches: inner.batches,
      send: (...parameters: Parameters<typeof inner.send>) => {
        mock.timers.tick(BATCH_MILLIS);
        return inner.send(...parameters);
      },
    };
    let invocations = 0;
    const context = (): ReturnType<typeof lambdaContext> => {
      invocations++;
      return lambdaContext(invocationMillis);
    };
    await work(ingestHarness({ environment, producer, context }), () => invocations);
  } finally {
    mock.timers.reset();
  }
}
