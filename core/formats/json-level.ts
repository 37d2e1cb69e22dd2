import { SPACE } from '../bytes/ascii.ts';
import type { LogLevel } from '../log-levels.ts';
import { colourless } from './colours.ts';
import { type JsonField, loggerField, readCount } from './json-field.ts';
import { isString, PLAIN_STRING } from './json-kinds.ts';
import { fieldNumber, type JsonLine, type JsonValue } from './json-line.ts';
import { writeLevel, writePrintedLevel } from './log-level.ts';

const LEVEL = fieldNumber('log.level');

/** pino's and bunyan's levels by their numbers (README of each, "Levels"). */
const PINO_LEVELS = new Map<number, LogLevel>([
  [10, 'trace'],
  [20, 'debug'],
  [30, 'info'],
  [40, 'warn'],
  [50, 'error'],
  [60, 'critical'],
]);

/** Syslog's severities by their numbers (RFC 5424, section 6.2.1, table 2), which GELF and journald use. */
const SYSLOG_LEVELS = new Map<number, LogLevel>([
  [0, 'emergency'],
  [1, 'alert'],
  [2, 'critical'],
  [3, 'error'],
  [4, 'warn'],
  [5, 'notice'],
  [6, 'info'],
  [7, 'debug'],
]);

/** MongoDB's severities ("Log messages": Severity levels): a letter, and perhaps how much is asked for, as in `D2`. */
export const MONGODB_LEVELS: Readonly<Record<string, LogLevel>> = {
  F: 'critical',
  E: 'error',
  W: 'warn',
  I: 'info',
  D: 'debug',
  D1: 'debug',
  D2: 'debug',
  D3: 'debug',
  D4: 'debug',
  D5: 'debug',
};

/** What an event of Kubernetes' audit log has; its `level` says how much of a request was recorded. */
export const auditId = loggerField('audit', 'auditID');

/** Nextcloud's and ownCloud's levels by their numbers ("Logging" of the administration manual); pino has none so low. */
const NEXTCLOUD_LEVELS = new Map<number, LogLevel>([
  [0, 'debug'],
  [1, 'info'],
  [2, 'warn'],
  [3, 'error'],
  [4, 'critical'],
]);

/** Whose lines have something else under the keys of levels: how much was recorded, or how bad a finding is from 0 to 10. */
const WITHOUT_LEVEL: ReadonlySet<JsonLine['logger']> = new Set(['audit', 'guardduty'] as const);

/** A word, or a number of the logger's; numbers may be in quotes. */
export const levelField: JsonField = {
  paths: [
    'log.level',
    'level',
    'severity',
    'loglevel',
    'log_level',
    'levelname',
    'level_name',
    'levelName',
    'lvl',
    'Level',
    'LogLevel',
    '@l',
  ],
  write(value, line) {
    if (line.logger !== undefined && WITHOUT_LEVEL.has(line.logger)) return false;
    const number = readCount(value, line);
    if (number >= 0) return writeKnown(numberedLevels(line).get(number), line);
    if (!isString(value.kind) || value.end - value.start === 2 || !line.claim(LEVEL)) return false;
    decodeWithoutColours(value, line);
    // padded, as in a line of text: `INFO `
    let end = line.textEnd;
    while (end > line.textStart + 1 && line.textBytes[end - 1] === SPACE) end--;
    writePrintedLevel(line.textBytes, line.textStart, end, line.writer);
    return true;
  },
};

function numberedLevels({ logger }: JsonLine): ReadonlyMap<number, LogLevel> {
  if (logger === 'gelf') return SYSLOG_LEVELS;
  return logger === 'nextcloud' ? NEXTCLOUD_LEVELS : PINO_LEVELS;
}

/** PostgreSQL's (`jsonlog`, `error_severity`): its `LOG` is what others call info. */
export const postgresLevelField: JsonField = {
  paths: ['error_severity'],
  write(value, line) {
    if (!isString(value.kind)) return false;
    line.decode(value);
    const isLog = line.textBytes.toString('latin1', line.textStart, line.textEnd) === 'LOG';
    return isLog ? writeKnown('info', line) : levelField.write(value, line);
  },
};

/** journald's `PRIORITY` (systemd.journal-fields(7)). */
export const journalLevelField: JsonField = {
  paths: ['PRIORITY'],
  write: (value, line) => writeKnown(SYSLOG_LEVELS.get(readCount(value, line)), line),
};

/** MongoDB's `s`; a key so short means that only in a line of MongoDB. */
export const mongodbLevelField: JsonField = {
  paths: ['s'],
  write(value, line) {
    if (line.logger !== 'mongodb' || !isString(value.kind)) return false;
    line.decode(value);
    return writeKnown(MONGODB_LEVELS[line.textBytes.toString('latin1', line.textStart, line.textEnd)], line);
  },
};

function writeKnown(known: LogLevel | undefined, line: JsonLine): boolean {
  if (known === undefined || !line.claim(LEVEL)) return false;
  writeLevel(known, line.writer);
  return true;
}

function decodeWithoutColours(value: JsonValue, line: JsonLine): void {
  line.decode(value);
  if (value.kind === PLAIN_STRING) return;
  const text = line.textBytes.toString('utf8', line.textStart, line.textEnd);
  line.setText(colourless(text));
}
