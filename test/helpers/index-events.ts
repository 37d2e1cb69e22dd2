import { documentId } from '../../core/files/file-id.ts';
import { ledgerRecord } from '../../core/ledger/ledger.ts';
import { KIND_HEADER, LOG_TOPIC } from '../../core/names.ts';
import type { KafkaEvent } from '../../lambdas/indexer/event.ts';

/** The time of everything in {@link someRecords}. */
export const TIME = '2026-11-22T10:00:00.000Z';
/** The id of the file that they are of. */
export const FILE = 'ABCDEFGHIJKLMQ';

/** A document of ours, a record of another producer, a tombstone, which becomes a dead letter, and the file's entry in the ledger. */
export function someRecords(): KafkaEvent {
  const document = {
    '@timestamp': TIME,
    'event.dataset': 'text',
    'file.mtime': TIME,
    'kafkainsight.file.id': FILE,
    'kafkainsight.file.version': Date.parse(TIME),
    'log.offset': 0,
    message: 'a line',
  };
  const millis = Date.parse(TIME);
  const entry = ledgerRecord({
    file: {
      id: FILE,
      pin: { bucket: 'bucket', key: 'inbox/a.log', etag: '"1"' },
      sizeBytes: 7,
      modifiedMillis: millis,
      storedMillis: millis,
      layers: [],
      format: 'text',
      source: { prefix: '' },
      partBytes: 64,
    },
    ...{ start: 0, end: 7, last: true, lines: 1, events: 1, produced: 1, unparsed: 0 },
    text: 0,
    untimed: 0,
    ...{ startedMillis: millis, finishedMillis: millis },
  });
  const base = { topic: LOG_TOPIC, partition: 0, timestamp: millis, headers: [] };
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const headers = (kind: string): Record<string, number[]>[] => [{ [KIND_HEADER]: [...Buffer.from(kind)] }];
  const ours = { key: base64(documentId(FILE, 0)), value: base64(JSON.stringify(document)), headers: headers('log') };
  const ledger = { key: base64(entry.key), value: entry.value.toString('base64'), headers: headers('ledger') };
  const records = [
    { ...base, offset: 0, ...ours },
    { ...base, offset: 1, value: base64('a line of another producer') },
    { ...base, offset: 2 },
    { ...base, offset: 3, ...ledger },
  ];
  return { records: { [`${LOG_TOPIC}-0`]: records } };
}
