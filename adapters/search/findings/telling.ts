import * as v from 'valibot';
import { KafkaInsightError } from '../../../core/errors.ts';
import { BASELINE_INDEX } from '../../../core/names.ts';
import type { Telling, TellingStore } from '../../../core/notifications/telling.ts';
import type { SearchEngine } from '../../../core/ports.ts';
import { contentSchema } from './documents.ts';
import { writeKept } from './kept-documents.ts';

const TELLING_DATASET = 'kafkainsight.telling';
const documentSchema = v.object({ _source: contentSchema });

/** What destinations were sent, one document each. It is read by its id, which finds the last write whatever the searches see. */
export function createTellingStore(engine: SearchEngine): TellingStore {
  const idOf = (destination: string): string => `telling.${destination}`;
  return {
    async read(destination) {
      const answer = await engine.request('GET', `/${BASELINE_INDEX}/_doc/${idOf(destination)}`);
      const result = v.safeParse(documentSchema, answer);
      // one that cannot be read must not count as empty: everything would be sent again
      if (!result.success && isFound(answer)) throw unreadable(destination);
      return result.success ? (result.output._source as Telling) : undefined;
    },
    async keep(destination, telling) {
      const document = { 'event.dataset': TELLING_DATASET, content: JSON.stringify(telling) };
      await writeKept(engine, [{ index: BASELINE_INDEX, id: idOf(destination), document }]);
    },
  };
}

function isFound(answer: unknown): boolean {
  return v.is(v.object({ found: v.literal(true) }), answer);
}

function unreadable(destination: string): KafkaInsightError {
  return new KafkaInsightError(
    'SEARCH_REFUSED',
    `What the destination ${destination} was sent cannot be read: the document telling.${destination} of ${BASELINE_INDEX} has no content. ` +
      'Delete it to start over: open cases of the last day are then sent again.',
  );
}
