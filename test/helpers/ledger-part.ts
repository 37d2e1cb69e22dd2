import type { LedgerPart } from '../../core/ledger/ledger-part.ts';

/** The key of {@link ledgerPart}. */
export const PART_KEY = 'inbox/a.log';

/** A part of 100 bytes and 10 lines of a plain file of 300 bytes. */
export function ledgerPart(start: number, changes: Partial<LedgerPart> = {}): LedgerPart {
  return {
    fileId: 'f',
    key: PART_KEY,
    etag: '"1"',
    compression: 'none',
    sizeBytes: 300,
    start,
    end: start + 100,
    last: start === 200,
    lines: 10,
    events: 10,
    produced: 10,
    storedMillis: 900,
    modifiedMillis: 800,
    startedMillis: 1000,
    finishedMillis: 2000,
    ...changes,
  };
}
