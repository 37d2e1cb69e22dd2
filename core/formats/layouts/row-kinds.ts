import {
  COLON,
  digitsEnd,
  DOT,
  find,
  findLast,
  isDigit,
  LINE_FEED,
  readNumber,
  skipSpaces,
  SPACE,
} from '../../bytes/ascii.ts';
import { type Fragment, stringKey, valueKey } from '../../bytes/document-keys.ts';
import { TextTable } from '../../bytes/text-table.ts';
import type { LogField } from '../../fields.ts';
import type { LogLevel } from '../../log-levels.ts';
import { leadingTimeEnd, readLeadingTime, zonedTimeEnd } from '../../time/leading.ts';
import { isLevel, levelLetters, writeLevel, writePrintedLevel } from '../log-level.ts';
import { beginningWith, bytesEnd, byteSet, DIGITS, spanOf } from './extents.ts';
import { isNumber, matches, numberOf } from './field-kinds.ts';
import { kind, type ValueKind } from './kind.ts';
import type { LayoutLine } from './layout-line.ts';
import { timeKind } from './time-kinds.ts';

/** The values of lines that begin with time, level, logger and thread: what ends them, and what they have to be. */

const CAPITALS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const FIGURES = '0123456789';
export const LETTERS: string = CAPITALS + CAPITALS.toLowerCase();
const LEVEL_BYTES = byteSet(LETTERS + FIGURES);
const LEVEL_FIRSTS = byteSet(levelLetters);
const CAPITAL_LEVEL_BYTES = byteSet(CAPITALS + FIGURES);
/** Of names in code: packages, classes, inner classes, modules, file names. */
const NAME_BYTES = byteSet(`${LETTERS}${FIGURES}_$.-/:#@<>[]{}()\\~+*`);
const CLASS_BYTES = byteSet(`${LETTERS}${FIGURES}_$.`);
const CLASS_FIRSTS = byteSet(`${LETTERS}_`);
const MAX_NAME_BYTES = 200;

/** A time with which loggers begin a line. */
export const leadingTime = timeKind(leadingTimeEnd, 1, readLeadingTime);

/** The same, perhaps with the name of its zone. */
export const zonedTime = timeKind(zonedTimeEnd, 1, readLeadingTime);

/** A number of digits, as a field. */
export function digitsOf(name: LogField): ValueKind {
  return numberOf(name, { extent: beginningWith(DIGITS, digitsExtent), fits: isNumber });
}

/** Where digits end; -1 where there are none. */
export function digitsExtent(bytes: Buffer, start: number, end: number): number {
  const numberEnd = digitsEnd(bytes, start, end);
  return numberEnd > start ? numberEnd : -1;
}

const levelOf = (set: Uint8Array): ValueKind =>
  kind({
    extent: beginningWith(LEVEL_FIRSTS, spanOf(set)),
    claims: ['log.level'],
    fits: isLevel,
    write({ item, writer }) {
      writePrintedLevel(item.bytes, item.start, item.end, writer);
      return true;
    },
  });

/** A level in letters of any case: only where brackets or colons mark it. */
export const level = levelOf(LEVEL_BYTES);

/** A level in capitals: `Error while` is how a sentence begins. */
export const capitalLevel = levelOf(CAPITAL_LEVEL_BYTES);

/** One of some words, with the level that each means; undefined where it means none. */
export function levelWords(words: Readonly<Record<string, LogLevel>>, set: Uint8Array): ValueKind {
  const levels = new Map(Object.entries(words));
  const levelOfWord = new TextTable((word) => levels.get(word));
  return kind({
    extent: beginningWith(
      byteSet(
        Object.keys(words)
          .map((word) => word.charAt(0))
          .join(''),
      ),
      spanOf(set),
    ),
    claims: ['log.level'],
    fits: (bytes, start, end) => levelOfWord.of(bytes, start, end) !== undefined,
    write({ item: { bytes, start, end }, writer }) {
      const known = levelOfWord.of(bytes, start, end);
      if (known === undefined) return false;
      writeLevel(known, writer);
      return true;
    },
  });
}

/** A name of code, as a field: without spaces, except for those that pad it. */
export function codeNameOf(name: LogField): ValueKind {
  const key = stringKey(name);
  return kind({
    extent: 'word',
    isNeeded: true,
    claims: [name],
    fits(bytes, start, end) {
      const from = skipSpaces(bytes, start, end);
      const to = spacesStart(bytes, from, end);
      return to - from <= MAX_NAME_BYTES && bytesEnd(NAME_BYTES, bytes, from, to) === to;
    },
    write: (line) => writeTrimmed(line, key),
  });
}

const LOGGER = stringKey('log.logger');

/** Whatever names a logger, and after a colon the line of its file: log4j's `%c{1}:%L`. */
export const logger: ValueKind = {
  ...codeNameOf('log.logger'),
  claims: ['log.logger', 'log.origin.file.line'],
  write(line) {
    const { bytes, start, end } = line.item;
    const to = spacesStart(bytes, start, end);
    if (!isDigit(bytes[to - 1])) return writeTrimmed(line, LOGGER);
    const from = skipSpaces(bytes, start, to);
    const colon = findLast(COLON, bytes, from, to);
    const lineNumber = colon > from ? readNumber(bytes, colon + 1, to) : -1;
    if (lineNumber < 0) return writeTrimmed(line, LOGGER);
    line.writer.field(LOGGER, bytes, from, colon);
    line.writer.fragment(LINE);
    line.writer.integer(lineNumber);
    return true;
  },
};

const isClass = matches(/^(?:[A-Za-z_]\w*\.)*[A-Z][\w$]*$/, MAX_NAME_BYTES);

/** A class with or without its package, `c.e.shop.Cart`: where nothing else distinguishes a logger from the first word of a sentence. */
export const classLogger: ValueKind = {
  ...codeNameOf('log.logger'),
  extent: beginningWith(CLASS_FIRSTS, spanOf(CLASS_BYTES)),
  fits: isClass,
};

/** The same with its package: `Connection: refused` and `TypeError: x` name none. */
export const qualifiedLogger: ValueKind = {
  ...classLogger,
  fits: (bytes, start, end, context) => find(DOT, bytes, start, end) < end && isClass(bytes, start, end, context),
};

const MESSAGE = stringKey('message');

/** What is after all else: anything, `-` too. */
export const message = kind({
  claims: ['message'],
  isNeeded: true,
  write({ item: { bytes, start, end }, writer }) {
    if (end > start) writer.field(MESSAGE, bytes, start, end);
    return true;
  },
});

/** A text between brackets, less the spaces that pad it. */
export function paddedOf(name: LogField): ValueKind {
  const key = stringKey(name);
  return kind({
    claims: [name],
    fits: (bytes, start, end) => end - start <= MAX_NAME_BYTES && find(LINE_FEED, bytes, start, end) === end,
    write: (line) => writeTrimmed(line, key),
  });
}

function writeTrimmed({ item: { bytes, start, end }, writer }: LayoutLine, key: Fragment): boolean {
  const from = skipSpaces(bytes, start, end);
  const to = spacesStart(bytes, from, end);
  if (from < to) writer.field(key, bytes, from, to);
  return true;
}

/** Where the spaces begin that end `bytes[start, end)`. */
function spacesStart(bytes: Buffer, start: number, end: number): number {
  let index = end;
  while (index > start && bytes[index - 1] === SPACE) index--;
  return index;
}

/** A level between brackets, or before a mark, that spaces may pad. */
export const paddedLevel = kind({
  ...level,
  extent: 'text',
  isNeeded: true,
  fits(bytes, start, end) {
    const from = skipSpaces(bytes, start, end);
    return isLevel(bytes, from, spacesStart(bytes, from, end));
  },
  write({ item: { bytes, start, end }, writer }) {
    const from = skipSpaces(bytes, start, end);
    writePrintedLevel(bytes, from, spacesStart(bytes, from, end), writer);
    return true;
  },
});

const LINE = valueKey('log.origin.file.line');

/** `Foo.java:89`, `server.go:12`. */
const FILE_NAME = stringKey('log.origin.file.name');
const ORIGIN = /^[\w$./@+-]{1,180}:\d{1,9}$/;
export const origin = kind({
  extent: 'word',
  claims: ['log.origin.file.name', 'log.origin.file.line'],
  fits: matches(ORIGIN, MAX_NAME_BYTES),
  write: (line) => writeWithLine(FILE_NAME, line),
});

/** Writes a value that ends in a colon and the number of a line. */
export function writeWithLine(key: Fragment, { item: { bytes, start, end }, writer }: LayoutLine): boolean {
  const colon = findLast(COLON, bytes, start, end);
  const line = readNumber(bytes, colon + 1, end);
  if (line < 0) return false;
  writer.field(key, bytes, start, colon);
  writer.fragment(LINE);
  writer.integer(line);
  return true;
}
