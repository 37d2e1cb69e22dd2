import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { KafkaInsightError } from '../../pipeline/errors.ts';
import { DATA_FORM } from '../../pipeline/names.ts';

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
 * Opens the one small database that remembers the bucket's objects and the queues' messages, so that storing an object
 * and queueing its event are one transaction, and neither a restart nor a kill loses any of it. It belongs to one
 * process at a time.
 * @param folder Where it lies; made if it is missing.
 * @param fresh Whether it begins with nothing, whatever is there.
 * Errors: ALREADY_RUNNING where another process has it open, DATA_OUTDATED.
 */
export function openDatabase(folder: string, fresh: boolean): DatabaseSync {
  mkdirSync(folder, { recursive: true });
  const database = new DatabaseSync(join(folder, 'store.sqlite'));
  try {
    // NORMAL with a write-ahead log survives the death of the process; what a power cut may lose is the inbox folder's to give again.
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    if (!fresh) refuseOutdated(database, folder);
    database.exec(SCHEMA);
    // only once it is ours alone; the contents go with their rows
    if (fresh) database.exec('DELETE FROM objects; DELETE FROM messages;');
    database.exec(`PRAGMA user_version = ${DATA_FORM}`);
    return database;
  } catch (error) {
    database.close();
    if (!(error instanceof Error && error.message.includes('locked'))) throw error;
    throw new KafkaInsightError(
      'ALREADY_RUNNING',
      `The data folder ${folder} is in use by another kafkainsight. Stop that one first (Ctrl-C in its terminal), or go on with it: \`kafkainsight status\` shows it.`,
      { cause: error },
    );
  }
}

function refuseOutdated(database: DatabaseSync, folder: string): void {
  const isNew = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'objects'").get() === undefined;
  const form = database.prepare('PRAGMA user_version').get()?.['user_version'];
  if (isNew || form === DATA_FORM) return;
  throw new KafkaInsightError(
    'DATA_OUTDATED',
    `What is in the data folder ${folder} is of another version of kafkainsight, which named files and documents differently (form ${String(form)}, needed is ${DATA_FORM}). ` +
      'Begin anew with `npm start -- --fresh`, or with containers by `npm run compose -- --down --volumes`, and drop the files again.',
  );
}

/** Runs the work as one transaction: all of it or nothing. */
export function transaction<Result>(database: DatabaseSync, work: () => Result): Result {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}
