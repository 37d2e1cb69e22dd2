import { isIpAddress } from '../../addresses/ip-address.ts';
import { COMMA, digitsEnd, find, LINE_FEED, QUOTE, skipSpaces, startsWith } from '../../bytes/ascii.ts';
import { field, Fragment, valueKey } from '../../bytes/document-keys.ts';
import { leadingTimeEnd, readLeadingTime } from '../../time/leading.ts';
import { writeSource, writeUserName } from '../network-fields.ts';
import { matching } from './field-kinds.ts';
import { kind, type ValueKind } from './kind.ts';
import type { LayoutLine } from './layout-line.ts';
import { digitsOf, message } from './row-kinds.ts';
import { timeKind } from './time-kinds.ts';

/** Logs of queries: MySQL's slow and general log, PostgreSQL's as CSV, and SQL Server's error log. */

const DURATION = valueKey('event.duration');
const THREAD = valueKey('mysql.thread_id');
const CATEGORY = new Fragment(field('event.category', ['database']));
const SECOND_NANOS = 1e9;
const STATISTIC = Buffer.from('# ');
const MAX_CLIENT_BYTES = 512;

/** `shop[shop] @ web1 [10.0.3.7]  Id:     7`: what is behind `# User@Host: `. */
const CLIENT =
  /^(?<user>[^[\]\n]*)\[(?<effective>[^[\]\n]*)\] @ {1,2}(?<host>[^ \n]*) ?\[(?<ip>[^\]\n]*)\](?: +Id: +(?<thread>\d{1,15}))?\s*$/d;

function lineEnd(bytes: Buffer, start: number, end: number): number {
  return find(LINE_FEED, bytes, start, end);
}

function isFilled(place: readonly [number, number] | undefined): place is readonly [number, number] {
  return place !== undefined && place[1] > place[0];
}

const slowClient = kind({
  extent: lineEnd,
  isNeeded: true,
  claims: ['user.name', 'source.address', 'source.ip', 'mysql.thread_id'],
  mayName: true,
  fits: (bytes, start, end) => end - start <= MAX_CLIENT_BYTES && CLIENT.test(bytes.toString('latin1', start, end)),
  write({ item: { bytes, start, end }, writer, context }) {
    const places = CLIENT.exec(bytes.toString('latin1', start, end))?.indices?.groups ?? {};
    const { user, host, ip, thread } = places;
    if (isFilled(user)) writeUserName(bytes, start + user[0], start + user[1], writer, context);
    if (ip !== undefined && isIpAddress(bytes, start + ip[0], start + ip[1]))
      writeSource(bytes, start + ip[0], start + ip[1], true, writer, context, true);
    else if (isFilled(host)) writeSource(bytes, start + host[0], start + host[1], false, writer, context, false);
    if (isFilled(thread)) {
      writer.fragment(THREAD);
      writer.integer(Number(bytes.toString('latin1', start + thread[0], start + thread[1])));
    }
    return true;
  },
});

/** Where the lines end that begin with `# `, less the last line feed; -1 where there is none. */
function statisticsEnd(bytes: Buffer, start: number, end: number): number {
  let index = start;
  while (startsWith(STATISTIC, bytes, index, end)) index = Math.min(lineEnd(bytes, index, end) + 1, end + 1);
  return index > start ? index - 1 : -1;
}

const STATISTICS = /(?<name>[A-Z][A-Za-z_]{1,40}): (?<value>[^ \n]+)/dg;
const QUERY_SECONDS = /^\d{1,7}(?:\.\d{1,9})?$/;
const MAX_STATISTICS_BYTES = 2_048;

/** How long a query took, and what it read: `# Query_time: 0.011853  Lock_time: 0.011542 Rows_sent: 268  Rows_examined: 268`. */
const slowStatistics = kind({
  extent: statisticsEnd,
  isNeeded: true,
  claims: ['event.duration'],
  fits: (bytes, start, end) =>
    end - start <= MAX_STATISTICS_BYTES && bytes.toString('latin1', start, end).includes('Query_time: '),
  write(line) {
    const { bytes, start, end } = line.item;
    for (const { groups, indices } of bytes.toString('latin1', start, end).matchAll(STATISTICS)) {
      const { name = '', value = '' } = groups ?? {};
      if (name === 'Query_time' && QUERY_SECONDS.test(value)) {
        line.writer.fragment(DURATION);
        line.writer.integer(Math.round(Number(value) * SECOND_NANOS));
        continue;
      }
      const [from = 0, to = 0] = indices?.groups?.['value'] ?? [];
      line.keep(name, start + from, start + to);
    }
    return true;
  },
});

/** What the server writes before a query, so that it can be run again. */
const REPLAYED = /^(?:use [^\n;]{1,200};\n)?(?:SET timestamp=\d{1,20};\n)?/;
const ANOTHER = Buffer.from('\n# User@Host: ');
const MAX_REPLAYED_BYTES = 256;

/** The query itself. MariaDB prints the time only once a second: where other queries follow, neither is taken for the event. */
const slowQuery: ValueKind = {
  ...message,
  claims: ['message', 'event.category'],
  fits: (bytes, start, end) => {
    const at = bytes.indexOf(ANOTHER, start);
    return at === -1 || at >= end;
  },
  write(line) {
    const { bytes, start, end } = line.item;
    const [before = ''] =
      REPLAYED.exec(bytes.toString('latin1', start, Math.min(end, start + MAX_REPLAYED_BYTES))) ?? [];
    line.writer.fragment(CATEGORY);
    line.item.readRaw(bytes, start + before.length, end);
    return message.write(line);
  },
};

/** `   14`, padded. */
const generalThread: ValueKind = {
  ...digitsOf('mysql.thread_id'),
  extent: (bytes, start, end) => {
    const from = skipSpaces(bytes, start, end);
    const to = digitsEnd(bytes, from, end);
    return to > from ? to : -1;
  },
  fits: () => true,
  write({ item: { bytes, start, end }, writer }) {
    const from = skipSpaces(bytes, start, end);
    writer.fragment(THREAD);
    writer.integer(Number(bytes.toString('latin1', from, Math.min(end, from + 15))));
    return true;
  },
};

/** Names of commands (sql/sql_parse.cc, `Command_names::m_names`). */
const generalCommand = matching(
  /^(?:Sleep|Quit|Init DB|Query|Field List|Create DB|Drop DB|Refresh|Shutdown|Statistics|Processlist|Connect|Kill|Debug|Ping|Time|Delayed insert|Change user|Binlog Dump(?: GTID)?|Table Dump|Connect Out|Register (?:Slave|Replica)|Prepare|Execute|Long Data|Close stmt|Reset stmt|Set option|Fetch|Daemon|Reset Connection|clone)$/,
);

/** SQL Server's time, with two digits of a second, and who writes: a session or a part of the server. */
const SERVER_TIME_BYTES = 22;
const serverTime = timeKind(
  (bytes, start, end) =>
    leadingTimeEnd(bytes, start, end) === start + SERVER_TIME_BYTES ? start + SERVER_TIME_BYTES : -1,
  1,
  readLeadingTime,
);
const serverPart = matching(/^(?:spid\d{1,6}s?|Server|Logon|Backup|Service Broker)$/, {
  extent: (bytes, start, end) => {
    const word = find(0x20, bytes, start, end);
    return word > start && word - start <= 16 ? word : -1;
  },
});

/** Where a value of CSV ends: at the comma behind it, which is in none that is not quoted. -1 where its quotes have no end. */
function csvEnd(bytes: Buffer, start: number, end: number): number {
  if (bytes[start] !== QUOTE) return find(COMMA, bytes, start, end);
  let index = start + 1;
  while (index < end) {
    const quote = find(QUOTE, bytes, index, end);
    if (quote >= end) return -1;
    if (bytes[quote + 1] !== QUOTE || quote + 1 >= end) return quote + 1;
    index = quote + 2;
  }
  return -1;
}

/** Makes the value at hand what is between its quotes, of which each within is doubled. */
function unquote(line: LayoutLine): void {
  const { bytes, start, end } = line.item;
  if (bytes[start] !== QUOTE) return;
  const text = bytes.toString('latin1', start + 1, end - 1);
  if (!text.includes('"')) line.item.readRaw(bytes, start + 1, end - 1);
  else {
    const plain = Buffer.from(text.replaceAll('""', '"'), 'latin1');
    line.item.readRaw(plain, 0, plain.length);
  }
}

/** The same value between quotes, if it needs any; what it is not is kept under a name. */
export function csvOf(value: ValueKind, name: string): ValueKind {
  return {
    ...value,
    extent: csvEnd,
    isNeeded: false,
    fits: () => true,
    write(line) {
      unquote(line);
      const { bytes, start, end } = line.item;
      if (start < end && !(value.fits(bytes, start, end, line.context) && value.write(line)))
        line.keep(name, start, end);
      return true;
    },
  };
}

/** A value of CSV that no field is for. */
const csvText = (name: string): ValueKind =>
  kind({
    extent: csvEnd,
    isSplit: true,
    write(line) {
      unquote(line);
      line.keep(name, line.item.start, line.item.end);
      return true;
    },
  });

const CSV_TEXTS = [
  'session_id',
  'session_line',
  'command_tag',
  'session_start',
  'virtual_transaction_id',
  'transaction_id',
  'detail',
  'hint',
  'internal_query',
  'internal_query_pos',
  'context',
  'query',
  'query_pos',
  'location',
  'backend_type',
  'leader_pid',
  'query_id',
];

/** Values of logs of queries, by names of our own. */
export const queryKeys: readonly (readonly [string, ValueKind])[] = [
  ['slow_client', slowClient],
  ['slow_statistics', slowStatistics],
  ['slow_query', slowQuery],
  ['general_thread', generalThread],
  ['command', generalCommand],
  ['server_time', serverTime],
  ['part', serverPart],
  ...CSV_TEXTS.map((name) => [`csv_${name}`, csvText(name)] as const),
];
