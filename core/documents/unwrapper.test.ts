import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseLine } from '../../test/helpers/parse-line.ts';
import { detectFormat } from '../formats/detect.ts';

const ACCESS = '203.0.113.9 - ann [22/Nov/2026:10:02:00 +0000] "GET /cart HTTP/1.1" 404 5 "-" "curl/8.5.0"';
const ERROR =
  '[Sun Nov 22 10:02:52.123456 2026] [core:error] [pid 12:tid 34] [client 203.0.113.9:4321] AH00128: File does not exist: /x';
const JSON_LINE = '{"time":"2026-11-22T10:02:52Z","level":"error","msg":"cart lost"}';
const CRI = '2026-11-22T10:02:52.123456789Z stdout F';

suite('a line in another log’s line', () => {
  test('has its own fields, and of the outer line what it does not say itself', () => {
    const bare = parseLine('apache_combined', ACCESS);
    // RFC 3164, section 4.1.3; rsyslog's file formats; journalctl -o short-iso; kubernetes' cri-client
    for (const [before, origin] of [
      ['Nov 22 10:02:52 web1 nginx:', { 'host.hostname': 'web1', 'process.name': 'nginx' }],
      ['Nov 22 10:02:52 web1 nginx[77]:', { 'process.name': 'nginx', 'process.pid': 77 }],
      ['2026-11-22T10:02:52.123456+01:00 web1 nginx[77]:', { 'host.hostname': 'web1', 'process.pid': 77 }],
      ['2026-11-22T10:02:52+0100 web1 nginx[77]:', { 'host.hostname': 'web1' }],
      ['<190>Nov 22 10:02:52 web1 nginx:', { 'host.hostname': 'web1', 'log.syslog.facility.name': 'local7' }],
      ['<190>1 2026-11-22T10:02:52Z web1 nginx 77 - -', { 'process.pid': 77, 'log.syslog.severity.code': 6 }],
      ['<158>1 2026-11-22T10:02:52+00:00 d.7 app web.1 -', { 'process.name': 'app', 'log.syslog.procid': 'web.1' }],
      [CRI, { stream: 'stdout' }],
    ] as const) {
      const line = `${before} ${ACCESS}`;
      const document = parseLine(detectFormat(Buffer.from(line)), line);
      assert.partialDeepStrictEqual(document, { ...bare, ...origin }, line);
      assert.equal(document['message'], undefined);
      assert.equal(document['user.name'], 'ann');
    }
  });

  test('wins where both say something', () => {
    assert.partialDeepStrictEqual(parseLine('rfc3164', `<30>Nov 22 10:02:53 web1 httpd[9]: ${ERROR}`), {
      'event.dataset': 'apache.error',
      'host.hostname': 'web1',
      'process.name': 'httpd',
      'process.pid': 12,
      'log.level': 'error',
      'log.syslog.severity.name': 'Informational',
      message: 'AH00128: File does not exist: /x',
    });
  });

  test('is JSON after the cookie of CEE too', () => {
    for (const between of ['', ' ', '@cee:', ' @cee: ']) {
      const document = parseLine('rfc3164', `Nov 22 10:02:52 web1 shop:${between ? ' ' : ''} ${between}${JSON_LINE}`);
      assert.partialDeepStrictEqual(document, { 'event.dataset': 'json', message: 'cart lost', 'log.level': 'error' });
    }
  });

  test('is found in wrappers within wrappers, a bounded number of them', () => {
    const syslog = `<190>Nov 22 10:02:52 web1 nginx: ${ACCESS}`;
    const docker = JSON.stringify({ log: `${syslog}\n`, stream: 'stderr', time: '2026-11-22T10:02:53Z' });
    assert.partialDeepStrictEqual(parseLine('cri', `${CRI} ${docker}`), {
      'event.dataset': 'apache.access',
      '@timestamp': '2026-11-22T10:02:00.000Z',
      'source.ip': '203.0.113.9',
      'host.hostname': 'web1',
      stream: 'stderr',
    });
    const deep = parseLine('cri', `${CRI} ${CRI} ${CRI} ${CRI} ${ACCESS}`);
    assert.equal(deep['event.dataset'], 'container');
    assert.equal(deep['message'], ACCESS);
  });

  test('may be coloured', () => {
    const document = parseLine('cri', `${CRI} \u001b[31m${JSON_LINE}\u001b[0m`);
    assert.partialDeepStrictEqual(document, { 'event.dataset': 'json', 'log.level': 'error', stream: 'stdout' });
  });

  test('is a message where no format accepts it', () => {
    for (const text of [
      'listening',
      '{"level":"er',
      `web ${ACCESS}`,
      ACCESS.slice(0, 30),
      '<190>',
      '[',
      '{',
      '{}',
      '{"a":1}',
    ]) {
      const document = parseLine('cri', `${CRI} ${text}`);
      assert.deepEqual(document, {
        '@timestamp': '2026-11-22T10:02:52.123Z',
        'event.dataset': 'container',
        'event.kind': 'event',
        stream: 'stdout',
        message: text,
      });
    }
  });

  test('of a long line that was cut is not looked for', () => {
    const long = parseLine('rfc3164', `Nov 22 10:02:52 web1 shop: {"msg":"${'x'.repeat(600_000)}"}`);
    assert.equal(long['event.dataset'], 'json');
    assert.equal(String(long['message']).length, 600_000);
  });

  test('is in the original where that is kept, and in no field where names are replaced', () => {
    const line = `${CRI} ${ACCESS}`;
    assert.equal(parseLine('cri', line, {}, { keepOriginal: 'always' })['event.original'], line);
    const hidden = JSON.stringify(parseLine('cri', line, {}, { pseudonymKey: Buffer.from('k') }));
    assert.ok(!/ann|203\.0\.113\.9/.test(hidden.replaceAll('"apache', '')), hidden);
  });
});

suite('the time of a line in another log’s line', () => {
  const timeOf = (line: string): unknown => parseLine(detectFormat(Buffer.from(line)), line)['@timestamp'];

  test('is the inner one where that is whole', () => {
    assert.equal(timeOf(`${CRI} ${ACCESS}`), '2026-11-22T10:02:00.000Z');
    assert.equal(timeOf(`${CRI} ${JSON_LINE}`), '2026-11-22T10:02:52.000Z');
    assert.equal(timeOf(`Nov 22 10:02:52 web1 nginx: ${ACCESS}`), '2026-11-22T10:02:00.000Z');
  });

  test('is the outer one where less of that is missing', () => {
    const inner = parseLine('cri', `2026-11-22T09:02:52.5Z stderr F ${ERROR}`);
    assert.equal(inner['@timestamp'], '2026-11-22T09:02:52.500Z');
    assert.equal(inner['kafkainsight.time.inferred'], undefined);
    const untimed = parseLine('cri', `${CRI} {"level":"info"}`);
    assert.equal(untimed['@timestamp'], '2026-11-22T10:02:52.123Z');
    assert.equal(untimed['kafkainsight.time.inferred'], undefined);
    const syslog = parseLine('rfc3164', `Nov 22 10:02:52 web1 httpd: ${ERROR}`);
    assert.equal(syslog['@timestamp'], '2026-11-22T10:02:52.123Z');
    assert.deepEqual(syslog['kafkainsight.time.inferred'], ['zone']);
  });

  test('is the outer one where that is in the same second, of which the inner format tells no fraction', () => {
    const access = ACCESS.replace('10:02:00', '10:02:52');
    assert.equal(timeOf(`${CRI} ${access}`), '2026-11-22T10:02:52.123Z');
    assert.equal(timeOf(`2026-11-22T10:02:53.1Z stdout F ${access}`), '2026-11-22T10:02:52.000Z');
  });
});

suite('a format that the source fixes', () => {
  const fixed = { format: 'apache_combined' } as const;

  test('is that of the line, or of what wrappers hold', () => {
    for (const line of [ACCESS, `${CRI} ${ACCESS}`, JSON.stringify({ log: `${ACCESS}\n`, stream: 'stdout' })]) {
      assert.partialDeepStrictEqual(parseLine('apache_combined', line, fixed), {
        'event.dataset': 'apache.access',
        'user.name': 'ann',
      });
    }
    for (const line of [`${CRI} text`, `${CRI} ${JSON_LINE}`, JSON_LINE, `web-1  | ${ACCESS}`]) {
      const document = parseLine('apache_combined', line, fixed);
      assert.equal(document['event.kind'], 'pipeline_error', line);
      assert.equal(document['event.original'], line);
    }
  });

  test('may be a layout of one’s own', () => {
    const format = { nginx: '$remote_addr [$time_iso8601] "$request" $status' };
    const line = '203.0.113.9 [2026-11-22T10:02:00+00:00] "GET /cart HTTP/1.1" 404';
    for (const wrapped of [line, `${CRI} ${line}`, `Nov 22 10:02:52 web1 nginx: ${line}`]) {
      const document = parseLine(format, wrapped, { format });
      assert.partialDeepStrictEqual(document, {
        '@timestamp': '2026-11-22T10:02:00.000Z',
        'event.dataset': 'apache.access',
        'source.ip': '203.0.113.9',
        'http.response.status_code': 404,
      });
    }
  });
});
