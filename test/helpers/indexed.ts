import { datasets, LOG_INDEX_PREFIX, LOG_TOPIC } from '../../core/names.ts';
import type { OutgoingRecord } from '../../core/ports.ts';
import type { RecordReading } from '../../core/records/records.ts';
import { indexRecords } from '../../lambdas/indexer/index-records.ts';
import { memoryObjectStore } from '../fakes/object-store.ts';
import { memorySearchEngine } from '../fakes/search-engine.ts';

/** A document as it is found. */
export interface IndexedDocument {
  readonly index: string;
  readonly id: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

const reading: RecordReading = {
  scheme: { period: 'month', retentionDays: 365 },
  datasets: new Set<string>(datasets),
  source: { prefix: '' },
  documents: { keepOriginal: 'failed', userAgentDetails: false },
  ingestedMillis: Date.parse('2026-11-22T12:00:00Z'),
};

/** The log documents that the index function makes of records which arrive in this order. */
export async function indexed(records: readonly OutgoingRecord[]): Promise<IndexedDocument[]> {
  const engine = memorySearchEngine();
  const soon = Date.now() + 5_000;
  const { deadLetters, handedBack } = await indexRecords(
    records.map(({ key, value, kind }, offset) => ({
      position: { topic: LOG_TOPIC, partition: 0, offset: String(offset) },
      timestampMillis: reading.ingestedMillis,
      ...{ key, value, kind },
    })),
    reading,
    { engine, store: memoryObjectStore(), bucket: 'logs', valuesAreSearchable: true },
    { indexMillis: soon, deadLetterMillis: soon },
  );
  if (deadLetters.size + handedBack.size > 0) throw new Error('Records of ours were not indexed.');
  return [...engine.indices].flatMap(([index, documents]) =>
    index.startsWith(LOG_INDEX_PREFIX)
      ? Array.from(documents, ([id, fields]) => ({ index, id, fields: fields as IndexedDocument['fields'] }))
      : [],
  );
}
