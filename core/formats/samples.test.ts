/**
 * Every line of the shipped samples, field by field, against another reading of the same lines: by regular expressions
 * written from flog's source (mingrammer/flog, log.go: the format strings of its generators), and Date for the times.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { isIPv4 } from 'node:net';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { withoutPattern } from '../../test/helpers/checked-pattern.ts';
import { copyOf, createDocumentBuilder } from '../documents/documents.ts';
import type { FormatName } from '../format-table.ts';
import { detectFormat } from './detect.ts';

type Fields = Record<string, unknown>;
type Groups = Readonly<Record<string, string>>;

const modifiedMillis = Date.parse('2026-11-22T12:00:00Z');
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const SEVERITIES = 'Emergency Alert Critical Error Warning Notice Informational Debug'.split(' ');
const LEVELS = 'emergency alert critical error warn notice info debug'.split(' ');

/** Apache prints syslog's keywords. */
function levelOf(printed: string): string {
  return { emerg: 'emergency', crit: 'critical' }[printed] ?? printed;
}

/** `22/Nov/2026:10:02:52 +0000`; all samples were made in UTC. */
function clfTime(text = ''): string {
  const [day, month = '', year, hour, minute, second, offset] = text.split(/[/: ]/);
  assert.equal(offset, '+0000');
  const monthNumber = String(MONTHS.indexOf(month) + 1).padStart(2, '0');
  return new Date(`${year}-${monthNumber}-${day}T${hour}:${minute}:${second}Z`).toISOString();
}

function requestFields(url = ''): Fields {
  const question = url.indexOf('?');
  return {
    'url.original': url,
    'url.path': question < 0 ? url : url.slice(0, question),
    ...(question < 0 ? {} : { 'url.query': url.slice(question + 1) }),
  };
}

function accessFields(groups: Groups): Fields {
  const status = Number(groups['status']);
  assert.ok(isIPv4(groups['host'] ?? ''));
  return {
    '@timestamp': clfTime(groups['time']),
    'event.category': ['web'],
    'event.type': ['access'],
    'event.outcome': status < 400 ? 'success' : 'failure',
    'source.address': groups['host'],
    'source.ip': groups['host'],
    ...(groups['user'] === '-' ? {} : { 'user.name': groups['user'] }),
    'http.request.method': groups['method'],
    'http.version': groups['version'],
    'http.response.status_code': status,
    'http.response.body.bytes': Number(groups['bytes']),
    ...requestFields(groups['url']),
  };
}

function priorityFields(text = ''): Fields {
  const priority = Number(text);
  const severity = priority % 8;
  return {
    'log.level': LEVELS[severity],
    'log.syslog.priority': priority,
    'log.syslog.facility.code': Math.floor(priority / 8),
    'log.syslog.severity.code': severity,
    'log.syslog.severity.name': SEVERITIES[severity],
  };
}

interface Reader {
  readonly format: FormatName;
  readonly dataset: string;
  readonly pattern: RegExp;
  readonly fields: (groups: Groups) => Fields;
}

const request = String.raw`"(?<method>\w+) (?<url>\S+) HTTP/(?<version>[\d.]+)" (?<status>\d{3}) (?<bytes>\d+)`;
const access = String.raw`(?<host>\S+) - (?<user>\S+) \[(?<time>[^\]]+)\] ${request}`;
const combined: Reader = {
  format: 'apache_combined',
  dataset: 'apache.access',
  pattern: new RegExp(`^${access} "(?<referrer>[^"]*)" "(?<agent>[^"]*)"$`),
  fields: (groups) => ({
    ...accessFields(groups),
    ...referrerFields(groups['referrer']),
    'user_agent.original': groups['agent'],
  }),
};

const readers: Readonly<Record<string, Reader>> = {
  'apache_combined.log': combined,
  'apache_combined.log.gz': combined,
  'apache_common.log': {
    format: 'apache_common',
    dataset: 'apache.access',
    pattern: new RegExp(`^${access}$`),
    fields: accessFields,
  },
  'apache_error.log': {
    format: 'apache_error',
    dataset: 'apache.error',
    pattern:
      /^\[(?<time>[^\]]+)\] \[(?<module>\w+):(?<level>[\w-]+)\] \[pid (?<pid>\d+):tid (?<tid>\d+)\] \[client (?<ip>[\d.]+):(?<port>\d+)\] (?<message>.*)$/,
    fields: (groups) => ({
      '@timestamp': new Date(`${groups['time'] ?? ''} UTC`).toISOString(),
      'event.category': ['web'],
      'event.type': [['emerg', 'alert', 'crit', 'error'].includes(groups['level'] ?? '') ? 'error' : 'info'],
      'log.level': levelOf(groups['level'] ?? ''),
      'apache.error.module': groups['module'],
      'process.pid': Number(groups['pid']),
      'process.thread.id': Number(groups['tid']),
      'source.address': groups['ip'],
      'source.ip': groups['ip'],
      'source.port': Number(groups['port']),
      message: groups['message'],
      'kafkainsight.time.inferred': ['zone'],
    }),
  },
  'rfc3164.log': {
    format: 'rfc3164',
    dataset: 'syslog',
    pattern:
      /^<(?<priority>\d+)>(?<time>\w{3} \d\d \d\d:\d\d:\d\d) (?<host>\S+) (?<tag>\w+)\[(?<pid>\d+)\]: (?<message>.*)$/,
    fields: (groups) => ({
      ...priorityFields(groups['priority']),
      '@timestamp': new Date(`${groups['time'] ?? ''} 2026 UTC`).toISOString(),
      'host.hostname': groups['host'],
      'process.name': groups['tag'],
      'process.pid': Number(groups['pid']),
      message: groups['message'],
      'kafkainsight.time.inferred': ['year', 'zone'],
    }),
  },
  'rfc5424.log': {
    format: 'rfc5424',
    dataset: 'syslog',
    // flog's host names may hold spaces; its process ids are numbers and its message ids begin with ID.
    pattern:
      /^<(?<priority>\d+)>(?<version>\d) (?<time>\S+) (?<host>.+?) (?<app>\w+) (?<pid>\d+) (?<id>ID\d+) - (?<message>.*)$/,
    fields: (groups) => ({
      ...priorityFields(groups['priority']),
      '@timestamp': new Date(groups['time'] ?? '').toISOString(),
      'log.syslog.version': groups['version'],
      'log.syslog.msgid': groups['id'],
      'host.hostname': groups['host'],
      'process.name': groups['app'],
      'process.pid': Number(groups['pid']),
      message: groups['message'],
    }),
  },
};

/** The host as URLs have it; flog's can contain spaces, and then there is none. */
function referrerFields(referrer = ''): Fields {
  const domain = URL.canParse(referrer) ? new URL(referrer).hostname : '';
  return { 'http.request.referrer': referrer, ...(domain !== '' && { 'kafkainsight.referrer.domain': domain }) };
}

/** flog's JSON is read by JSON.parse. */
function jsonFields(line: string): Fields {
  const parsed = JSON.parse(line) as Readonly<Record<string, string | number>>;
  const text = (key: string): string => String(parsed[key]);
  const groups = {
    host: text('host'),
    user: text('user-identifier'),
    time: text('datetime'),
    method: text('method'),
    version: text('protocol').replace('HTTP/', ''),
    status: text('status'),
    bytes: text('bytes'),
    url: text('request'),
  };
  return { ...accessFields(groups), ...referrerFields(text('referer')) };
}

function readByPattern({ pattern, fields }: Reader, line: string): Fields {
  const groups = pattern.exec(line)?.groups;
  assert.ok(groups, `the reader of this test does not know ${line}`);
  return fields(groups);
}

const files = [...Object.keys(readers), 'json.log'];
for (const name of files) {
  test(`each of the 5,000 lines of ${name} has the fields that another reading gives`, () => {
    const stored = readFileSync(`local/sample-logs/${name}`);
    const bytes = name.endsWith('.gz') ? gunzipSync(stored) : stored;
    const reader = readers[name];
    const format = detectFormat(bytes);
    assert.equal(format, reader?.format ?? 'json');
    const builder = createDocumentBuilder(
      {
        fileId: 'f',
        path: name,
        version: 1,
        modifiedMillis,
        format,
        source: { prefix: '' },
        ingestedMillis: modifiedMillis,
      },
      { keepOriginal: 'failed', userAgentDetails: false },
    );
    let offset = 0;
    let lines = 0;
    for (const line of bytes.toString('utf8').split('\n').slice(0, -1)) {
      const end = offset + Buffer.byteLength(line);
      const built = builder.build({ bytes, start: offset, end, offset, lengthBytes: end - offset });
      const document = withoutPattern(JSON.parse(copyOf(built).toString()) as Fields);
      const facility = document['log.syslog.facility.name'];
      assert.deepEqual(document, {
        ...(reader ? readByPattern(reader, line) : jsonFields(line)),
        ...(facility === undefined ? {} : { 'log.syslog.facility.name': facility }),
        'event.dataset': reader?.dataset ?? 'json',
        'event.kind': 'event',
        'event.ingested': '2026-11-22T12:00:00.000Z',
        'file.mtime': '2026-11-22T12:00:00.000Z',
        'kafkainsight.file.id': 'f',
        'kafkainsight.file.version': 1,
        'log.file.path': name,
        'log.offset': offset,
      });
      assert.ok(built.parsed);
      offset = end + 1;
      lines++;
    }
    assert.equal(lines, 5_000);
  });
}
