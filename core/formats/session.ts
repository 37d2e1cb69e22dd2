import { hash } from 'node:crypto';
import { stringKey } from '../bytes/document-keys.ts';
import type { DocumentWriter } from '../bytes/document-writer.ts';
import { RecentCache } from '../bytes/recent-cache.ts';
import type { FormatContext } from './format.ts';

const KEY = stringKey('session.id');
/** As many as a pseudonym has: 128 bits. */
const FINGERPRINT_CHARACTERS = 32;
/** An id that cannot be guessed has 128 bits (OWASP, "Session Management Cheat Sheet", "Session ID Length"); shorter ones count something. */
const LEAST_BYTES = 16;
const MOST_BYTES = 512;
const SESSIONS_KEPT = 8_192;
const fingerprints = new RecentCache<Buffer>(SESSIONS_KEPT);

/**
 * Names of cookies that hold the id of a session, in lower case: of PHP, servlets, ASP.NET, Express and Django (each one's manual), and what
 * others call theirs. One whose value changes with the session's content, as Flask's and Laravel's do, is no id.
 */
export const SESSION_COOKIES: readonly string[] = [
  ...['phpsessid', 'jsessionid', 'asp.net_sessionid', 'connect.sid', 'sessionid', 'session_id', 'session'],
];

/**
 * Writes the field session.id (OpenTelemetry, "Session" of the semantic conventions) from `bytes[start, end)`: not the id, with which
 * whoever reads it could go on in the session, but the first 32 hexadecimal digits of its SHA-256, or its pseudonym where those are wanted.
 *
 * @returns false where it is too short or too long to be the id of a session: then nothing is written
 */
export function writeSession(
  bytes: Buffer,
  start: number,
  end: number,
  writer: DocumentWriter,
  { pseudonyms }: FormatContext,
): boolean {
  if (end - start < LEAST_BYTES || end - start > MOST_BYTES) return false;
  const text = pseudonyms?.userName(bytes, start, end) ?? fingerprint(bytes.toString('latin1', start, end));
  writer.field(KEY, text, 0, text.length);
  return true;
}

function fingerprint(id: string): Buffer {
  return fingerprints.get(id, () =>
    Buffer.from(hash('sha256', Buffer.from(id, 'latin1')).slice(0, FINGERPRINT_CHARACTERS)),
  );
}
