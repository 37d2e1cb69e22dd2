import { stringKey, valueKey } from '../bytes/document-keys.ts';
import { integerField, type JsonField, textField } from './json-field.ts';
import { isString } from './json-kinds.ts';
import { fieldNumber } from './json-line.ts';

const FILE = fieldNumber('log.origin.file.name');
const FILE_KEY = stringKey('log.origin.file.name');
const LINE = fieldNumber('log.origin.file.line');
const LINE_KEY = valueKey('log.origin.file.line');

/** A file and a line of it, `shop/cart.go:12`. */
const CALLER = /^(?<file>[^:\s]{1,500}\.\w{1,8}):(?<line>\d{1,9})$/;

/** The `caller` of zap, zerolog and go-kit; anybody else's may be a person. */
const caller: JsonField = {
  paths: ['caller'],
  write(value, line) {
    if (!isString(value.kind) || line.isClaimed(FILE) || line.isClaimed(LINE)) return false;
    line.decode(value);
    const groups = CALLER.exec(line.textBytes.toString('utf8', line.textStart, line.textEnd))?.groups;
    if (groups === undefined) return false;
    const file = Buffer.from(groups['file'] ?? '');
    line.claim(FILE);
    line.claim(LINE);
    line.writer.field(FILE_KEY, file, 0, file.length);
    line.writer.fragment(LINE_KEY);
    line.writer.integer(Number(groups['line']));
    return true;
  },
};

/** The part of a program that wrote the line. */
export const loggerNameField: JsonField = textField(
  'log.logger',
  ...['logger', 'logger_name', 'loggerName', 'target'],
  ...['SourceContext', 'Properties.SourceContext', '_logger_name', '_loggerName'],
);

/** Where in the code a line is from; below `source` as Go's log/slog has it. */
export const originFields: readonly JsonField[] = [
  textField('log.origin.file.name', 'source.file'),
  integerField('log.origin.file.line', 'source.line'),
  textField('log.origin.function', 'source.function'),
  caller,
];
