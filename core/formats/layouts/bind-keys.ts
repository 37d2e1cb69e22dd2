import { COLON, find, LINE_FEED, startsWith } from '../../bytes/ascii.ts';
import { writePrintedLevel } from '../log-level.ts';
import { writeMessageEvent } from '../messages/message-events.ts';
import { beginningWith, byteSet, spanOf } from './extents.ts';
import { matches } from './field-kinds.ts';
import { kind, type ValueKind } from './kind.ts';
import { codeNameOf, LETTERS, message } from './row-kinds.ts';

/** "The category Phrase" of BIND's reference manual. */
const CATEGORIES: readonly string[] = [
  ...['client', 'cname', 'config', 'database', 'default', 'delegation-only', 'dispatch', 'dnssec', 'dnstap'],
  ...['edns-disabled', 'general', 'lame-servers', 'network', 'notify', 'nsid', 'queries', 'query-errors'],
  ...['rate-limit', 'resolver', 'rpz', 'rpz-passthru', 'security', 'serve-stale', 'spill', 'sslkeylog'],
  ...['trust-anchor-telemetry', 'unmatched', 'update', 'update-security', 'xfer-in', 'xfer-out', 'zoneload'],
];
const CLIENT = Buffer.from('client ');
const NAMED = Buffer.from('named');
const PROGRAM = { bytes: NAMED, start: 0, end: NAMED.length };

/** What a message is about. */
const category: ValueKind = {
  ...codeNameOf('log.logger'),
  extent: spanOf(byteSet(`${LETTERS}-`)),
  fits: matches(new RegExp(`^(?:${CATEGORIES.join('|')})$`)),
};

/** `debug 3` has a number behind it. */
const level = kind({
  extent: (bytes, start, end) => find(COLON, bytes, start, end),
  claims: ['log.level'],
  fits: matches(/^(?:critical|error|warning|notice|info|debug \d{1,3})$/),
  write({ item: { bytes, start, end }, writer }) {
    writePrintedLevel(
      bytes,
      start,
      bytes.toString('latin1', start, end).startsWith('debug') ? start + 'debug'.length : end,
      writer,
    );
    return true;
  },
});

/** What is said, which may tell who asked for what: core/formats/messages/name-server-messages.ts. */
const bindMessage: ValueKind = {
  ...message,
  claims: ['message', 'event.category', 'event.type', 'event.action', 'event.outcome', 'source.ip', 'source.port'],
  fits: (bytes, start, end) => find(LINE_FEED, bytes, start, end) === end,
  write(line) {
    writeMessageEvent(PROGRAM, line.item, line.writer, line.context);
    return message.write(line);
  },
};

/** Values of BIND's files, by names of our own. */
export const bindKeys: readonly (readonly [string, ValueKind])[] = [
  ['bind_category', category],
  ['bind_level', level],
  ['bind_message', bindMessage],
  [
    'bind_client_message',
    {
      ...bindMessage,
      extent: beginningWith(byteSet('c'), (bytes, start, end) =>
        startsWith(CLIENT, bytes, start, end) ? find(LINE_FEED, bytes, start, end) : -1,
      ),
    },
  ],
];
