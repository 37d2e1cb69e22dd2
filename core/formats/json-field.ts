import { isIpAddress } from '../addresses/ip-address.ts';
import { readNumber } from '../bytes/ascii.ts';
import { stringKey, valueKey } from '../bytes/document-keys.ts';
import type { LogField } from '../fields.ts';
import { ARRAY, ESCAPED_STRING, isString, NUMBER } from './json-kinds.ts';
import { fieldNumber, type JsonLine, type JsonValue } from './json-line.ts';

/** How the values of some keys are written. */
export interface JsonField {
  /** The keys, the one that is preferred first. */
  readonly paths: readonly string[];
  /** Writes the value as a field; false where it is not of the field's type, or the document has the field already. */
  readonly write: (value: JsonValue, line: JsonLine) => boolean;
  /** What a value names, if a pseudonym must replace it wherever it is written. */
  readonly names?: 'user' | 'address';
}

/** A field of any string. */
export function textField(name: LogField, ...aliases: readonly string[]): JsonField {
  const number = fieldNumber(name);
  const key = stringKey(name);
  return {
    paths: [name, ...aliases],
    write(value, line) {
      if (!isString(value.kind) || !line.claim(number)) return false;
      line.writeField(key, value);
      return true;
    },
  };
}

/** A field of any string, where `-` means none. */
export function optionalTextField(name: LogField, ...aliases: readonly string[]): JsonField {
  const { paths, write } = textField(name, ...aliases);
  const number = fieldNumber(name);
  return {
    paths,
    write(value, line) {
      if (!isString(value.kind)) return false;
      line.decode(value);
      return line.textIsAbsent ? !line.isClaimed(number) : write(value, line);
    },
  };
}

/** Keys that say whose line it is, where nothing has said so yet; as a field they are not read. */
export function loggerField(logger: JsonLine['logger'], ...paths: readonly string[]): JsonField {
  return {
    paths,
    write(_value, line) {
      line.logger ??= logger;
      return false;
    },
  };
}

/** A field of whole numbers that are not negative, in quotes too. */
export function integerField(name: LogField, ...aliases: readonly string[]): JsonField {
  const number = fieldNumber(name);
  const key = valueKey(name);
  return {
    paths: [name, ...aliases],
    write(value, line) {
      const count = readCount(value, line);
      if (count < 0 || !line.claim(number)) return false;
      const quotes = value.kind === NUMBER ? 0 : 1;
      line.writer.fragment(key);
      line.writer.number(count, line.bytes, value.start + quotes, value.end - quotes);
      return true;
    },
  };
}

/** A whole number, or one in quotes as nginx's log_format and journald have it; -1 for anything else. */
export function readCount({ kind, integer, start, end }: JsonValue, { bytes }: JsonLine): number {
  if (kind === NUMBER) return integer;
  return isString(kind) && kind !== ESCAPED_STRING ? readNumber(bytes, start + 1, end - 1) : -1;
}

/** A field of a string, or of an array of nothing but strings. */
export function textsField(name: LogField): JsonField {
  const one = textField(name);
  const number = fieldNumber(name);
  const key = valueKey(name);
  return {
    paths: [name],
    write(value, line) {
      if (value.kind !== ARRAY) return one.write(value, line);
      const texts: unknown = JSON.parse(line.bytes.toString('utf8', value.start, value.end));
      if (!Array.isArray(texts) || !texts.every((text) => typeof text === 'string') || !line.claim(number))
        return false;
      line.writer.fragment(key);
      line.writer.json(texts);
      return true;
    },
  };
}

/** A field that names a user, or the address of one; `-` means none. */
export function namesField(names: 'user' | 'address', name: LogField, ...aliases: readonly string[]): JsonField {
  const number = fieldNumber(name);
  const key = stringKey(name);
  return {
    paths: [name, ...aliases],
    names,
    write(value, line) {
      if (!isString(value.kind)) return false;
      line.decode(value);
      if (line.textIsAbsent) return !line.isClaimed(number);
      if (!line.claim(number)) return false;
      line.writer.fragment(key);
      line.writeName(names);
      return true;
    },
  };
}

/** A field of users' IP addresses. */
export function ipField(name: LogField, ...aliases: readonly string[]): JsonField {
  const { paths, write } = namesField('address', name, ...aliases);
  return {
    paths,
    names: 'address',
    write(value, line) {
      if (!isString(value.kind)) return false;
      line.decode(value);
      return isIpAddress(line.textBytes, line.textStart, line.textEnd) && write(value, line);
    },
  };
}
