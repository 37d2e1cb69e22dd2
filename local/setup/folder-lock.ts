import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { KafkaInsightError } from '../../core/errors.ts';
import { databaseError } from './sqlite.ts';

/** The file in a folder that its user holds a lock on; it stays empty. */
export const LOCK_FILE = 'in-use.lock';

/** A folder that is ours alone. */
export interface FolderLock {
  release(): void;
}

/**
 * Takes a folder for this process alone, made where it is missing. The lock is the kernel's, taken by SQLite, which knows how on each
 * system: it ends with the process, however that ends, and neither a clock nor a reused process id can fake or lose it.
 *
 * @param what what needs the folder, as the message's subject: `Kafka broker 1`
 * @throws KafkaInsightError ALREADY_RUNNING; those of {@link databaseError}, where the file cannot be made or locked
 */
export function lockFolder(folder: string, what: string): FolderLock {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, LOCK_FILE);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: 0 });
    // no journal, which would stay behind
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (cause) {
    database?.close();
    const error = databaseError(cause, file);
    if (error instanceof KafkaInsightError && error.code === 'ALREADY_RUNNING') throw inUse(folder, what, cause);
    throw error;
  }
  const held = database;
  return {
    release: () => {
      held.close();
    },
  };
}

function inUse(folder: string, what: string, cause: unknown): KafkaInsightError {
  return new KafkaInsightError(
    'ALREADY_RUNNING',
    `${what} cannot use ${folder}: another kafkainsight does. Stop that one first (Ctrl-C in its terminal), choose another data folder, or go on with it: \`kafkainsight status\` shows it.`,
    { cause },
  );
}
