import { field, Fragment, stringKey } from '../bytes/document-keys.ts';
import type { DocumentWriter } from '../bytes/document-writer.ts';
import { errorLevels, type LogLevel, logLevels } from '../log-levels.ts';

/**
 * How else systems print a level, in small letters: syslog's keywords, those of Apache (LogLevel), java.util.logging,
 * Log4j, Python, .NET's console, Serilog, MySQL, Laravel, and logrus, which cuts them to four letters.
 */
const SPELLINGS: Readonly<Record<LogLevel, readonly string[]>> = {
  trace: [
    'trc',
    'trac',
    'trce',
    'finer',
    'finest',
    'trace1',
    'trace2',
    'trace3',
    'trace4',
    'trace5',
    'trace6',
    'trace7',
    'trace8',
  ],
  debug: ['dbg', 'debu', 'dbug', 'fine', 'verbose', 'vrb'],
  info: ['inf', 'information', 'informational'],
  notice: ['note'],
  warn: ['warning', 'wrn'],
  error: ['err', 'erro', 'severe', 'fail'],
  critical: ['crit', 'fatal', 'fata', 'ftl', 'panic', 'pani'],
  alert: [],
  emergency: ['emerg'],
};

/** What is written of a level, ready-made. */
interface Written {
  readonly field: Fragment;
  readonly isError: boolean;
}

const PRINTED = stringKey('log.level');
const CAPITALS_TO_SMALL = 0x20;
/** A power of two, so that the remainder of a hash is a mask. */
const SLOTS = 256;

const written = Object.fromEntries(
  logLevels.map((level) => [
    level,
    { field: new Fragment(field('log.level', level)), isError: errorLevels.some((error) => error === level) },
  ]),
) as Readonly<Record<LogLevel, Written>>;

/** With which letters levels begin. */
export const levelLetters: string = logLevels
  .flatMap((level) => [level, ...SPELLINGS[level]].map((word) => word.charAt(0)))
  .map((letter) => letter + letter.toUpperCase())
  .join('');

/** Spellings by a hash of length, first and last letter. */
const slots = new Array<{ readonly word: Buffer; readonly level: Written }[] | undefined>(SLOTS);
for (const level of logLevels) {
  for (const spelling of [level, ...SPELLINGS[level]]) {
    const word = Buffer.from(spelling);
    (slots[slotOf(word, 0, word.length)] ??= []).push({ word, level: written[level] });
  }
}

function slotOf(bytes: Uint8Array, start: number, end: number): number {
  const first = (bytes[start] ?? 0) | CAPITALS_TO_SMALL;
  const last = (bytes[end - 1] ?? 0) | CAPITALS_TO_SMALL;
  return ((end - start) * 31 + first * 7 + last) & (SLOTS - 1);
}

/** Whether `bytes[start, end)` is the word, in letters of any case. */
function isWord(word: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start !== word.length) return false;
  for (let index = 0; index < word.length; index++) {
    if (((bytes[start + index] ?? 0) | CAPITALS_TO_SMALL) !== word[index]) return false;
  }
  return true;
}

function find(bytes: Uint8Array, start: number, end: number): Written | undefined {
  const candidates = slots[slotOf(bytes, start, end)];
  if (candidates === undefined) return undefined;
  for (const { word, level } of candidates) {
    if (isWord(word, bytes, start, end)) return level;
  }
  return undefined;
}

/** Whether `bytes[start, end)` is a spelling of a level. */
export function isLevel(bytes: Uint8Array, start: number, end: number): boolean {
  return find(bytes, start, end) !== undefined;
}

/**
 * Writes `log.level` from the level that a line prints as `bytes[start, end)`: one of {@link logLevels} where it is a spelling
 * of one; any other word as printed. Returns whether it means that something went wrong ({@link errorLevels}).
 */
export function writePrintedLevel(bytes: Buffer, start: number, end: number, writer: DocumentWriter): boolean {
  const known = find(bytes, start, end);
  if (known === undefined) {
    writer.field(PRINTED, bytes, start, end);
    return false;
  }
  writer.fragment(known.field);
  return known.isError;
}

/** Writes `log.level` with one of the levels. */
export function writeLevel(level: LogLevel, writer: DocumentWriter): void {
  writer.fragment(written[level].field);
}
