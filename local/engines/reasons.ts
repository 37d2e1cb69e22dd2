import { readFileSync, statfsSync } from 'node:fs';

export const FULL_DISK = 'its disk is full';
/** With less space than this, nothing can be written any more. */
const NO_ROOM_BYTES = 5_000_000;
/** The reason is among the last lines that a server writes, a long stack trace after it. */
const SEARCHED_BYTES = 64 * 1024;

/** What servers and Java log when they end, and what it means. */
const reasons: readonly (readonly [RegExp, string])[] = [
  [/No space left on device|Disk quota exceeded/i, FULL_DISK],
  [
    /insufficient memory for the Java Runtime|Cannot allocate memory|unable to create native thread/i,
    'too little memory',
  ],
  [/OutOfMemoryError: Java heap space/i, 'its heap is too small'],
  [/Address already in use|java\.net\.BindException/i, 'another program has its port'],
  [/failed to obtain node lock|Failed to acquire lock on file/i, 'another server uses its data folder'],
];

/**
 * Why a server ended, according to its log and its disk: a few words, or undefined.
 *
 * @param folder where it keeps its data
 * @param logFile its log
 * @param logStart how long the log was when the server was started, in bytes
 */
export function reasonOf(folder: string, logFile: string, logStart: number): string | undefined {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < NO_ROOM_BYTES) return FULL_DISK;
  const text = readFileSync(logFile).subarray(logStart).subarray(-SEARCHED_BYTES).toString();
  return reasons.find(([pattern]) => pattern.test(text))?.[1];
}
