/** The ledger and the dead letters after a day of work: a few entries of each kind. */
import { type LedgerEntry, ledgerRecord } from '../../../core/ledger/ledger.ts';
import { DEAD_LETTER_INDEX, LEDGER_INDEX } from '../../../core/names.ts';
import type { SearchEngine } from '../../../core/ports.ts';
import type { Document } from './story.ts';

const PART_BYTES = 64 * 1024 * 1024;
const MINUTE_MILLIS = 60_000;

/** Indexes ledger entries and dead letters; `lastMillis` is when the last of them was written. */
export async function indexOperations(
  engine: SearchEngine,
  lastMillis: number,
): Promise<{ readonly ledger: readonly Document[]; readonly 'dead-letters': readonly Document[] }> {
  const entries = Array.from({ length: 12 }, (_, index) => entry(index, lastMillis - index * MINUTE_MILLIS));
  const ledger = entries.map((each) => JSON.parse(ledgerRecord(each).value.toString()) as Document);
  const deadLetters = Array.from({ length: 5 }, (_, index): Document => ({
    '@timestamp': new Date(lastMillis - index * MINUTE_MILLIS).toISOString(),
    'event.dataset': 'kafkainsight.dead-letters',
    'error.code': index < 3 ? 'MAPPING_ERROR' : 'RECORD_EMPTY',
    'kafkainsight.dead_letter.id': `story-${index}`,
  }));
  await bulk(engine, LEDGER_INDEX, ledger);
  await bulk(engine, DEAD_LETTER_INDEX, deadLetters);
  await engine.request('POST', `/${LEDGER_INDEX},${DEAD_LETTER_INDEX}/_refresh`);
  return { ledger, 'dead-letters': deadLetters };
}

/** Three files of four parts each; one part in the middle is truncated, and no format accepts the lines of the third. */
function entry(index: number, finishedMillis: number): LedgerEntry {
  const file = Math.floor(index / 4);
  const part = index % 4;
  return {
    file: {
      id: `0000000000000000000${file}`,
      pin: { bucket: 'story', key: `inbox/web-${file}.log`, etag: `"${file}"` },
      sizeBytes: 4 * PART_BYTES,
      modifiedMillis: finishedMillis,
      storedMillis: finishedMillis,
      layers: [],
      format: 'apache_combined',
      source: { prefix: '' },
      partBytes: PART_BYTES,
    },
    start: part * PART_BYTES,
    end: (part + 1) * PART_BYTES,
    last: part === 3,
    lines: 1000 + index,
    events: 1000 + index,
    produced: 1000 + index,
    unparsed: index % 3,
    text: file === 2 ? 1000 + index : 0,
    untimed: file * index,
    startedMillis: finishedMillis - 1000,
    finishedMillis,
    ...(index === 5 ? { error: { code: 'DECOMPRESSION_FAILED', message: 'The data broke off.' } } : {}),
  };
}

async function bulk(engine: SearchEngine, index: string, documents: readonly Document[]): Promise<void> {
  const lines = documents.map((document, id) => {
    const action = { index: { _index: index, _id: String(id) } };
    return `${JSON.stringify(action)}\n${JSON.stringify(document)}\n`;
  });
  await engine.bulk(Buffer.from(lines.join('')), 60_000);
}
