import { readNumber } from '../../bytes/ascii.ts';
import { type Fragment, stringKey, valueKey } from '../../bytes/document-keys.ts';
import { TextTable } from '../../bytes/text-table.ts';
import { type LogField, logFields } from '../../fields.ts';
import { writePrintedLevel } from '../log-level.ts';
import { keptText, kind, type ValueKind } from './kind.ts';
import type { LayoutLine } from './layout-line.ts';

/** Fragments stay, so each key is made once, however many layouts there are. */
const stringKeys = new Map<LogField, Fragment>();
const valueKeys = new Map<LogField, Fragment>();

function keyOf(keys: Map<LogField, Fragment>, make: (name: LogField) => Fragment, name: LogField): Fragment {
  const key = keys.get(name) ?? make(name);
  keys.set(name, key);
  return key;
}

/** A text that is a field as it is. */
export function textOf(name: LogField, parts: Partial<ValueKind> = {}): ValueKind {
  const key = keyOf(stringKeys, stringKey, name);
  return kind({ claims: [name], write: (line) => writeText(line, key), ...parts });
}

/** A text without spaces that is a field as it is. */
export function wordOf(name: LogField, parts: Partial<ValueKind> = {}): ValueKind {
  return textOf(name, { extent: 'word', ...parts });
}

/** A whole number that is not negative, of 15 digits at most. */
export function numberOf(name: LogField, parts: Partial<ValueKind> = {}): ValueKind {
  const key = keyOf(valueKeys, valueKey, name);
  return kind({ extent: 'word', claims: [name], fits: isNumber, write: (line) => writeNumber(line, key), ...parts });
}

/** Longer texts match no pattern. */
export const MAX_MATCHED_BYTES = 200;

/** A text without spaces that a pattern matches; it is kept, unless the other parts say more. */
export function matching(pattern: RegExp, parts: Partial<ValueKind> = {}, maxBytes = MAX_MATCHED_BYTES): ValueKind {
  return kind({ extent: 'word', fits: matches(pattern, maxBytes), ...parts });
}

/** Whether a pattern matches: of most values the same few come again and again, and making a string of one costs as much as reading five. */
export function matches(pattern: RegExp, maxBytes = MAX_MATCHED_BYTES): ValueKind['fits'] {
  const known = new TextTable((text) => pattern.test(text));
  return (bytes, start, end) => end - start <= maxBytes && known.of(bytes, start, end);
}

/** A level, however it is printed. */
const level = kind({
  extent: 'word',
  claims: ['log.level'],
  write({ item, writer }) {
    writePrintedLevel(item.bytes, item.start, item.end, writer);
    return true;
  },
});

/** A field of any name, by its type in the mapping. What does not fit the type is kept under its name. */
export function fieldKind(name: LogField): ValueKind {
  switch (logFields[name]) {
    case 'keyword':
    case 'long_keyword':
    case 'searchable_keyword':
    case 'text':
      return name === 'log.level' ? level : textOf(name);
    case 'long':
      return numberOf(name, { extent: 'text', fits: () => true });
    case 'boolean':
    case 'date':
    case 'flattened':
    case 'ip':
      return keptText;
  }
}

/** Whether `bytes[start, end)` are digits, 15 at most. */
export function isNumber(bytes: Buffer, start: number, end: number): boolean {
  return readNumber(bytes, start, end) >= 0;
}

function writeText({ item, writer }: LayoutLine, key: Fragment): boolean {
  writer.field(key, item.bytes, item.start, item.end);
  return true;
}

function writeNumber({ item: { bytes, start, end }, writer }: LayoutLine, key: Fragment): boolean {
  const value = readNumber(bytes, start, end);
  if (value < 0) return false;
  writer.fragment(key);
  writer.number(value, bytes, start, end);
  return true;
}
