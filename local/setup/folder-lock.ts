import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { KafkaInsightError } from '../../core/errors.ts';
import { databaseError } from './sqlite.ts';

/** The file in a folder that its user locks; it stays empty. */
export const LOCK_FILE = 'in-use.lock';

/** A folder that this process has locked. */
export interface FolderLock {
  release(): void;
}

/**
 * Locks a folder for this process, and creates it where it is missing. The lock is the kernel's, taken through SQLite, which knows how on
 * each system: it ends with the process, however that ends, and neither a clock nor a reused process id can fake or lose it.
 *
 * @param what the owner, as the subject of the message: `Kafka broker 1`
 * @throws KafkaInsightError ALREADY_RUNNING; those of {@link databaseError}, where the file cannot be made or locked
 */
export function lockFolder(folder: string, what: string): FolderLock {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, LOCK_FILE);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: 0 });
    // no journal file, which would be left behind
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
    `${what} cannot use ${folder}: another kafkainsight uses it. Stop that one first (Ctrl-C in its terminal), choose another data folder, or use the running one: \`kafkainsight status\` shows it.`,
    { cause },
  );
}
