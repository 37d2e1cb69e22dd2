import { type ErrorCode, KafkaInsightError } from '../../core/errors.ts';
import type { SearchEngine } from '../../core/ports.ts';
import { itemFailure } from '../../core/search/failures.ts';
import type { Metrics } from '../metrics.ts';

/** The same engine, with its responses to bulk requests counted, each attempt of a retry included. */
export function countedEngine(engine: SearchEngine, metrics: Metrics<'indexer'>): SearchEngine {
  function count(codes: readonly (ErrorCode | undefined)[]): void {
    metrics.add('BulkThrottled', codes.filter((code) => code === 'SEARCH_THROTTLED').length);
    metrics.add('BulkForbidden', codes.filter((code) => code === 'SEARCH_FORBIDDEN').length);
  }

  return {
    kind: engine.kind,
    async bulk(body, timeoutMillis) {
      try {
        const items = await engine.bulk(body, timeoutMillis);
        count(items.map((item) => itemFailure(item)?.code));
        return items;
      } catch (error) {
        if (error instanceof KafkaInsightError) count([error.code]);
        throw error;
      }
    },
    request: (method, path, body, numbers) => engine.request(method, path, body, numbers),
    close: () => engine.close(),
  };
}
