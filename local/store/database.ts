import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { KafkaInsightError } from '../../core/errors.ts';
import { DATA_FORM } from '../../core/names.ts';
import { databaseError } from '../setup/sqlite.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS objects (
    key TEXT PRIMARY KEY,
    etag TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    stored_millis INTEGER NOT NULL,
    metadata TEXT NOT NULL,
    blob TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS objects_by_blob ON objects (blob);
  CREATE TABLE IF NOT EXISTS messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    queue TEXT NOT NULL,
    message_id TEXT NOT NULL,
    body TEXT NOT NULL,
    sent_millis INTEGER NOT NULL,
    visible_millis INTEGER NOT NULL,
    receive_count INTEGER NOT NULL DEFAULT 0,
    first_received_millis INTEGER
  ) STRICT;
  CREATE INDEX IF NOT EXISTS messages_by_time ON messages (queue, visible_millis);
`;

/**
 * Opens the small database of the bucket's objects and the queues' messages, so that storing an object and queueing its event are one
 * transaction, and neither a restart nor a kill loses any of it.
 * @param folder Its folder, locked by this process.
 * @param fresh Whether it starts empty, whatever exists, broken or not. Errors: DATA_OUTDATED, STORE_BROKEN, DISK_FULL, FILE_UNWRITABLE.
 */
export function openDatabase(folder: string, fresh: boolean): DatabaseSync {
  const file = join(folder, 'store.sqlite');
  if (fresh) for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { recursive: true, force: true });
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file);
    // NORMAL with a write-ahead log survives the death of the process; what a power cut may lose is taken from the inbox folder again.
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    refuseOutdated(database, folder);
    database.exec(SCHEMA);
    database.exec(`PRAGMA user_version = ${DATA_FORM}`);
    return database;
  } catch (error) {
    database?.close();
    throw databaseError(error, file);
  }
}

function refuseOutdated(database: DatabaseSync, folder: string): void {
  const isNew = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'objects'").get() === undefined;
  const form = database.prepare('PRAGMA user_version').get()?.['user_version'];
  if (isNew || form === DATA_FORM) return;
  throw new KafkaInsightError(
    'DATA_OUTDATED',
    `The data folder ${folder} is of another version of kafkainsight, which named files and documents differently (form ${String(form)}, needed is ${DATA_FORM}). ` +
      'Start afresh with `npm start -- --fresh`, or for containers with `npm run compose -- --down --volumes`, and drop the files again.',
  );
}

/** Runs the work in one transaction. Errors: those of {@link databaseError}, and what the work throws. */
export function transaction<Result>(database: DatabaseSync, work: () => Result): Result {
  try {
    database.exec('BEGIN IMMEDIATE');
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // a full disk has already ended it
    if (database.isTransaction) database.exec('ROLLBACK');
    throw databaseError(error, database.location() ?? '');
  }
}
