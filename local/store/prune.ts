import type { DatabaseSync } from 'node:sqlite';
import { INBOX_PREFIX } from '../../core/names.ts';
import { encodeKey } from './encode-key.ts';

/** How many days contents are kept, so that failed work on them can be repeated. */
const KEPT_DAYS = 7;
const DAY_MILLIS = 86_400_000;

/**
 * The contents that are no longer needed: stored longer than {@link KEPT_DAYS} ago, and not referred to by any message, waiting or given
 * up. The objects stay, so that the inbox knows what it took and `reconcile` what was dropped.
 */
export function spentContents(database: DatabaseSync, nowMillis: number): string[] {
  const rows = database
    .prepare('SELECT key, blob FROM objects WHERE key >= ? AND key < ? AND stored_millis < ?')
    .all(INBOX_PREFIX, `${INBOX_PREFIX}\u{10FFFF}`, nowMillis - KEPT_DAYS * DAY_MILLIS);
  const isNamed = database.prepare('SELECT 1 FROM messages WHERE instr(body, ?) > 0 OR instr(body, ?) > 0 LIMIT 1');
  // a copy shares the content of its original
  const isShared = database.prepare('SELECT 1 FROM objects WHERE blob = ? AND stored_millis >= ? LIMIT 1');
  return rows
    .map((row) => ({ key: String(row['key']), blob: String(row['blob']) }))
    .filter(({ key }) => isNamed.get(JSON.stringify(key).slice(1, -1), encodeKey(key)) === undefined)
    .filter(({ blob }) => isShared.get(blob, nowMillis - KEPT_DAYS * DAY_MILLIS) === undefined)
    .map(({ blob }) => blob);
}
