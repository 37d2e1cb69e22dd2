import { COLON, EQUALS, find, SPACE, startsWith } from '../../bytes/ascii.ts';
import { stringKey } from '../../bytes/document-keys.ts';
import { keyEnd } from '../pairs/pairs.ts';
import { byteSet, spanOf } from './extents.ts';
import { matching, textOf } from './field-kinds.ts';
import { kind, type ValueKind } from './kind.ts';

const LOGGER = stringKey('log.logger');
const CLASS = Buffer.from('class=');

/**
 * What a job is, `class=CartJob jid=95a7f5a0`, and whatever its programmer adds: keys and values without spaces (format_context() of
 * lib/sidekiq/logger.rb). Since version 8 a colon is behind the last, and before that the level. The class is the logger.
 */
const context: ValueKind = kind({
  extent(bytes, start, end) {
    for (let index = start; ;) {
      const equals = keyEnd(bytes, index, end);
      if (equals < 0) return index > start ? index - 1 : -1;
      const space = find(SPACE, bytes, equals + 1, end);
      if (space === end) return -1;
      if (bytes[space - 1] === COLON) return space - 1;
      index = space + 1;
    }
  },
  claims: ['log.logger'],
  isSplit: true,
  write(line) {
    const { bytes, start, end } = line.item;
    for (let index = start; index < end;) {
      const equals = find(EQUALS, bytes, index, end);
      const space = find(SPACE, bytes, equals + 1, end);
      if (startsWith(CLASS, bytes, index, equals + 1)) line.writer.field(LOGGER, bytes, equals + 1, space);
      else line.keep(bytes.toString('latin1', index, equals), equals + 1, space);
      index = space + 1;
    }
    return true;
  },
});

/** Values of Sidekiq's lines, by names of our own. */
export const sidekiqKeys: readonly (readonly [string, ValueKind])[] = [
  ['sidekiq_context', context],
  [
    'sidekiq_thread',
    textOf('process.thread.name', { extent: spanOf(byteSet('abcdefghijklmnopqrstuvwxyz0123456789')), isNeeded: true }),
  ],
  ['jid', matching(/^[\da-f]{8,40}$/)],
];
