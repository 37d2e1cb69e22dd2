import { statfsSync } from 'node:fs';
import path from 'node:path';
import { type ErrorCode, KafkaInsightError } from '../../core/errors.ts';

/** SQLite's primary result codes (https://www.sqlite.org/rescode.html): the low byte of Node's `errcode`. */
const codes: ReadonlyMap<number, ErrorCode> = new Map([
  [5, 'ALREADY_RUNNING'], // BUSY
  [6, 'ALREADY_RUNNING'], // LOCKED
  [8, 'FILE_UNWRITABLE'], // READONLY
  [10, 'FILE_UNWRITABLE'], // IOERR
  [11, 'STORE_BROKEN'], // CORRUPT
  [13, 'DISK_FULL'], // FULL
  [14, 'FILE_UNWRITABLE'], // CANTOPEN
  [15, 'FILE_UNWRITABLE'], // PROTOCOL: of locking, as on some network drives
  [26, 'STORE_BROKEN'], // NOTADB
]);
/** With less space the disk has no room for a page of the database and its log. */
const NO_ROOM_BYTES = 1024 * 1024;

const advice: Partial<Record<ErrorCode, string>> = {
  ALREADY_RUNNING: 'Another kafkainsight uses it. Stop that one first (Ctrl-C in its terminal)',
  FILE_UNWRITABLE:
    'Check that the folder is there, that you may write to it, and that it is on a disk of this machine: network drives cannot lock',
  STORE_BROKEN:
    'Begin anew with `npm start -- --fresh`; files that are still in the inbox are taken again, others have to be dropped again',
  DISK_FULL: 'Make room there: what was refused is tried again',
};

/**
 * Converts what SQLite threw about a database; other errors are returned unchanged.
 *
 * @param file the database's path
 */
export function databaseError(error: unknown, file: string): unknown {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return error;
  const primary = error.errcode & 0xff;
  const known = codes.get(primary);
  // a full disk may also appear as an I/O error
  const code = known === 'FILE_UNWRITABLE' && isFull(path.dirname(file)) ? 'DISK_FULL' : known;
  if (code === undefined) return error;
  return new KafkaInsightError(code, `${file} cannot be used: ${error.message}. ${advice[code] ?? ''}.`, {
    cause: error,
  });
}

function isFull(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize < NO_ROOM_BYTES;
  } catch {
    return false;
  }
}
