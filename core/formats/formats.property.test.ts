/** Lines made from fields: each format gives back the fields that its line was made from. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseLine } from '../../test/helpers/parse-line.ts';
import type { FormatName } from '../format-table.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Checks that the line has at least these fields, those that are undefined not at all. */
function holds(format: FormatName, line: string, expected: Fields): void {
  const document = parseLine(format, line);
  const found = Object.fromEntries(Object.keys(expected).map((key) => [key, document[key]]));
  assert.deepEqual({ 'event.kind': document['event.kind'], ...found }, { 'event.kind': 'event', ...expected }, line);
}

const time = fc.date({
  min: new Date('1990-01-01T00:00:00Z'),
  max: new Date('2026-11-22T12:00:00Z'),
  noInvalidDate: true,
});
const seconds = time.map((date) => new Date(Math.floor(date.getTime() / 1_000) * 1_000));
const ip = fc.oneof(fc.ipV4(), fc.ipV6());
const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_./-]{0,12}$/);
const printable = fc
  .string({ unit: 'grapheme', maxLength: 30 })
  .map((text) => text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ''));
const message = printable.filter((text) => text !== '' && !text.startsWith(' '));
const orDash = (value: fc.Arbitrary<string>): fc.Arbitrary<string | undefined> =>
  fc.option(
    value.filter((text) => text !== '-' && text !== ''),
    { nil: undefined },
  );

/** As JSON has it: without `-0` and prototypes. */
const copy = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (number: number): string => String(number).padStart(2, '0');
const clock = (date: Date): string => date.toISOString().slice(11, 19);
const month = (date: Date): string => MONTHS[date.getUTCMonth()] ?? '';

/** What Apache makes of a value (server/util.c, ap_escape_logitem): all but printable ASCII becomes \xhh. */
function escapeLogItem(text: string): string {
  return Array.from(Buffer.from(text).toString('latin1'))
    .map((character) => {
      if (character === '"' || character === '\\') return `\\${character}`;
      const code = character.charCodeAt(0);
      return code >= 0x20 && code < 0x7f ? character : `\\x${code.toString(16).padStart(2, '0')}`;
    })
    .join('');
}

/** The time as the common log format prints it at an offset of so many minutes. */
function clfTime(date: Date, offset: number): string {
  const local = new Date(date.getTime() + offset * 60_000);
  const minutes = Math.abs(offset);
  const sign = offset < 0 ? '-' : '+';
  return `${two(local.getUTCDate())}/${month(local)}/${local.getUTCFullYear()}:${clock(local)} ${sign}${two(Math.floor(minutes / 60))}${two(minutes % 60)}`;
}

/** A user as a server prints one; not what looks like the client and identity of another line, which is refused on purpose. */
const user = printable.filter(
  (text) =>
    text !== '' &&
    text.trim() === text &&
    text.split(' ').every((part) => part !== '-' && !/^[[]?[0-9a-f.]*[.:][0-9a-f.:]*[\]]?(:\d+)?,?$/i.test(part)),
);

const access = fc.record({
  address: ip,
  user: orDash(user),
  date: seconds,
  offset: fc.integer({ min: -840, max: 840 }),
  method: fc.constantFrom('GET', 'POST', 'M-SEARCH'),
  path: printable.map((text) => `/${text.replaceAll('?', '')}`),
  query: fc.option(printable, { nil: undefined }),
  version: fc.constantFrom('1.0', '1.1', '2.0'),
  status: fc.integer({ min: 100, max: 599 }),
  bytes: fc.option(fc.nat(), { nil: undefined }),
  referrer: orDash(printable),
  agent: orDash(printable),
});

test('access log lines', () => {
  fc.assert(
    fc.property(
      access,
      ({ address, user, date, offset, method, path, query, version, status, bytes, referrer, agent }) => {
        const target = query === undefined ? path : `${path}?${query}`;
        const common = `${address} - ${escapeLogItem(user ?? '-')} [${clfTime(date, offset)}] "${method} ${escapeLogItem(target)} HTTP/${version}" ${status} ${bytes ?? '-'}`;
        const expected = {
          '@timestamp': date.toISOString(),
          'event.outcome': status < 400 ? 'success' : 'failure',
          'source.address': address,
          'source.ip': address,
          'user.name': user,
          'http.request.method': method,
          'http.version': version,
          'http.response.status_code': status,
          'http.response.body.bytes': bytes,
          'url.original': target,
          'url.path': path,
          'url.query': query,
        };
        holds('apache_common', common, expected);
        holds('apache_combined', `${common} "${escapeLogItem(referrer ?? '-')}" "${escapeLogItem(agent ?? '-')}"`, {
          ...expected,
          'http.request.referrer': referrer,
          'user_agent.original': agent,
        });
      },
    ),
    { numRuns: 1_000 },
  );
});

test('an access line behind anything else makes up neither client nor user', () => {
  const before = fc.oneof(
    printable,
    fc
      .array(fc.oneof(word, ip, fc.constantFrom('-', '|', 'F', '10:02:52', 'nginx:', 'Nov', '22', '"-"')), {
        maxLength: 6,
      })
      .map((words) => words.join(' ')),
  );
  fc.assert(
    fc.property(before, ip, fc.option(word, { nil: '-' }), (text, address, user) => {
      const line = `${text} ${address} - ${user} [22/Nov/2026:10:02:52 +0000] "GET / HTTP/1.1" 200 1 "-" "x"`;
      const document = parseLine('apache_combined', line, { format: 'apache_combined' });
      if (document['event.kind'] !== 'event') return;
      const [client, forwarded] = [document['source.ip'], document['kafkainsight.address.forwarded']];
      assert.ok(client === address || (Array.isArray(forwarded) && forwarded.includes(client)), line);
      assert.equal(document['user.name'], user === '-' ? undefined : user, line);
    }),
    { numRuns: 2_000 },
  );
});

const errorLine = fc.record({
  date: time,
  module: word.map((text) => text.replaceAll(/[./]/g, '_')),
  level: fc.constantFrom('error', 'warn', 'trace1-8'),
  pid: fc.nat(),
  tid: fc.option(fc.nat(), { nil: undefined }),
  client: fc.option(fc.record({ address: ip, port: fc.nat(65_535) }), { nil: undefined }),
  text: message.filter((text) => !/^[[(]|^\S*\(|, referer: |^AH/.test(text)),
  code: fc.option(fc.constant('AH01630'), { nil: undefined }),
  referrer: fc.option(fc.webUrl(), { nil: undefined }),
});

test("lines of Apache's error log", () => {
  fc.assert(
    fc.property(errorLine, ({ date, module, level, pid, tid, client, text, code, referrer }) => {
      const micros = `${date.toISOString().slice(20, 23)}456`;
      const stamp = `Sun ${month(date)} ${two(date.getUTCDate())} ${clock(date)}.${micros} ${date.getUTCFullYear()}`;
      const thread = tid === undefined ? '' : `:tid ${tid}`;
      const from = client === undefined ? '' : `[client ${client.address}:${client.port}] `;
      const whole = `${code === undefined ? '' : `${code}: `}${text}`;
      const behind = referrer === undefined ? '' : `, referer: ${referrer}`;
      holds('apache_error', `[${stamp}] [${module}:${level}] [pid ${pid}${thread}] ${from}${whole}${behind}`, {
        '@timestamp': date.toISOString(),
        'apache.error.module': module,
        'log.level': level,
        'process.pid': pid,
        'process.thread.id': tid,
        'source.ip': client?.address,
        'source.port': client?.port,
        'error.code': code,
        'http.request.referrer': referrer,
        message: whole,
      });
    }),
    { numRuns: 1_000 },
  );
});

const syslog = fc.record({
  priority: fc.nat(191),
  date: time,
  host: word.filter((text) => !/^[A-Z]{2,5}$/.test(text)),
  name: word,
  pid: fc.nat(),
  id: word,
  text: message,
  data: fc.dictionary(word, fc.dictionary(word, printable, { maxKeys: 3 }), { maxKeys: 3 }),
});

test('lines of RFC 3164, dated within the year before the file', () => {
  fc.assert(
    fc.property(syslog, fc.integer({ min: 0, max: 300 }), ({ priority, host, name, pid, text }, days) => {
      const date = new Date(Date.parse('2026-11-22T10:02:52Z') - days * 86_400_000);
      const stamp = `${month(date)} ${String(date.getUTCDate()).padStart(2)} ${clock(date)}`;
      holds('rfc3164', `<${priority}>${stamp} ${host} ${name}[${pid}]: ${text}`, {
        '@timestamp': date.toISOString(),
        'log.syslog.priority': priority,
        'log.syslog.facility.code': Math.floor(priority / 8),
        'log.syslog.severity.code': priority % 8,
        'host.hostname': host,
        'process.name': name,
        'process.pid': pid,
        message: text,
      });
    }),
    { numRuns: 500 },
  );
});

test('lines of RFC 5424', () => {
  fc.assert(
    fc.property(syslog, ({ priority, date, host, name, pid, id, text, data }) => {
      const elements = Object.entries(data).map(([element, parameters]) => {
        const pairs = Object.entries(parameters).map(
          ([key, value]) => ` ${key}="${value.replaceAll(/["\\\]]/g, '\\$&')}"`,
        );
        return `[${element}${pairs.join('')}]`;
      });
      const structured = elements.join('') || '-';
      holds('rfc5424', `<${priority}>1 ${date.toISOString()} ${host} ${name} ${pid} ${id} ${structured} ${text}`, {
        '@timestamp': date.toISOString(),
        'log.syslog.priority': priority,
        'host.hostname': host,
        'process.name': name,
        'process.pid': pid,
        'log.syslog.msgid': id,
        'log.syslog.structured_data': elements.length === 0 ? undefined : copy(data),
        message: text,
      });
    }),
    { numRuns: 500 },
  );
});

test('JSON lines: what no field takes comes back as it was', () => {
  const values = fc.jsonValue({ maxDepth: 4 });
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.string({ minLength: 1 }).map((key) => `x${key}`),
        values,
      ),
      message,
      (others, text) => {
        const line = JSON.stringify({ ...others, message: text });
        const keys = JSON.stringify(Object.keys(others)) + JSON.stringify(others);
        if (keys.includes('\\u0000')) return;
        holds('json', line, {
          message: text,
          'kafkainsight.json': Object.keys(others).length === 0 ? undefined : copy(others),
        });
      },
    ),
    { numRuns: 1_000 },
  );
});
