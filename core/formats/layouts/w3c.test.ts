import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type ParsedLine, parseLine } from '../../../test/helpers/parse-line.ts';
import { labelOf } from '../../format-table.ts';
import { detectFormat } from '../detect.ts';

const read = (columns: string, line: string, source = {}): ParsedLine => {
  const format = { w3c: columns };
  return parseLine(format, line, { format, ...source });
};

// Microsoft, "IIS logging: W3C extended log file format"; Amazon CloudFront Developer Guide, "Standard log file fields".
suite('a W3C extended log', () => {
  test('of IIS has its columns as fields, and pluses in headers for spaces', () => {
    const columns =
      'date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status sc-bytes cs-bytes time-taken';
    const line =
      '2026-11-22 10:02:52 192.0.2.1 GET /a+b id=1+2 443 ann 203.0.113.9 Mozilla/5.0+(X11;+Linux) https://www.example.org/+x 404 0 2 1405 242 283';
    assert.deepEqual(read(columns, line), {
      '@timestamp': '2026-11-22T10:02:52.000Z',
      'event.dataset': 'apache.access',
      'event.kind': 'event',
      'event.category': ['web'],
      'event.type': ['access'],
      'event.outcome': 'failure',
      'event.duration': 283_000_000,
      'source.address': '203.0.113.9',
      'source.ip': '203.0.113.9',
      'destination.address': '192.0.2.1',
      'destination.ip': '192.0.2.1',
      'user.name': 'ann',
      'http.request.method': 'GET',
      'http.request.bytes': 242,
      'http.request.referrer': 'https://www.example.org/ x',
      'kafkainsight.referrer.domain': 'www.example.org',
      'http.response.bytes': 1405,
      'http.response.status_code': 404,
      'url.path': '/a+b',
      'url.query': 'id=1+2',
      'url.port': 443,
      'user_agent.original': 'Mozilla/5.0 (X11; Linux)',
      'kafkainsight.fields': { 'sc-substatus': '0', 'sc-win32-status': '2' },
    });
  });

  test('has methods as clients send them, which may be in any case (RFC 9110, section 9.1)', () => {
    const document = read('date time cs-method cs-uri-stem', '2026-11-22 10:02:52 get /a');
    assert.equal(document['http.request.method'], 'get');
  });

  test('of CloudFront has tabs between columns, seconds, and escaped headers', () => {
    const columns =
      'date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(User-Agent) cs-protocol time-taken cs-protocol-version c-port';
    const values =
      '2026-11-22 10:02:52 ZRH50-C1 675 203.0.113.9 GET d111.cloudfront.net /a%20b 304 Mozilla/5.0%20(X11) https 0.623 HTTP/2.0 50412';
    const document = read(columns, values.replaceAll(' ', '\t'));
    assert.partialDeepStrictEqual(document, {
      'event.duration': 623_000_000,
      'http.response.bytes': 675,
      'http.version': '2.0',
      'source.port': 50_412,
      'url.domain': 'd111.cloudfront.net',
      'url.path': '/a%20b',
      'url.scheme': 'https',
      'user_agent.original': 'Mozilla/5.0 (X11)',
      'kafkainsight.fields': { 'x-edge-location': 'ZRH50-C1' },
    });
  });

  // "Configure standard logging (v2)": selected fields, `timestamp(ms)` among them, and another delimiter
  test('of CloudFront may have another delimiter, and milliseconds', () => {
    const columns = 'date time x-edge-location asn timestamp(ms) x-host-header cs(User-Agent)';
    const values = [
      '2026-11-22',
      '10:02:52',
      'SOF50-P2',
      '16509',
      '1795341772123',
      'd1.example',
      'Mozilla/5.0%20(X11)',
    ];
    for (const delimiter of ['\t', ' ', ',', ';', '|'])
      assert.partialDeepStrictEqual(
        read(columns, values.join(delimiter)),
        {
          '@timestamp': '2026-11-22T10:02:52.123Z',
          'user_agent.original': delimiter === ' ' ? values[6] : 'Mozilla/5.0 (X11)',
        },
        delimiter,
      );
    const document = read('timestamp(ms) c-ip', '1795341772123\t203.0.113.9');
    assert.deepEqual([document['@timestamp'], document['source.ip']], ['2026-11-22T10:02:52.123Z', '203.0.113.9']);
    assert.equal(read(columns, [...values, 'x'].join(','))['event.kind'], 'pipeline_error');
  });

  // "Standard logging reference", "Log file fields": 33 columns in this order
  test('of CloudFront is known without its header, since its columns are certain', () => {
    const line =
      '2026-11-22\t10:02:52\tLAX1-C2\t2390282\t203.0.113.9\tGET\td111111abcdef8.cloudfront.net\t/cart\t200\t-\tMozilla/5.0%20(X11)\tid=7\t-\tHit\tSOX4xwn4XV6Q4rgb7XiVGOHms_BGlTAC4KyHmureZmBNrjGdRLiNIQ==\td111111abcdef8.cloudfront.net\thttps\t23\t0.001\t-\tTLSv1.2\tECDHE-RSA-AES128-GCM-SHA256\tHit\tHTTP/2.0\t-\t-\t11040\t0.001\tHit\ttext/html\t78\t-\t-';
    const format = detectFormat(Buffer.from(`${line}\n`));
    assert.equal(labelOf(format), 'w3c');
    assert.partialDeepStrictEqual(parseLine(format, line, { format }), {
      '@timestamp': '2026-11-22T10:02:52.000Z',
      'source.ip': '203.0.113.9',
      'source.port': 11_040,
      'url.path': '/cart',
      'url.query': 'id=7',
      'event.duration': 1_000_000,
    });
    for (const other of [line.replace('\tHit\tHTTP', '\tHTTP'), line.replace('0.001', '1'), `${line}\tx`])
      assert.equal(detectFormat(Buffer.from(`${other}\n`)), 'text', other);
    // which columns IIS writes is chosen by check boxes: a line without them may be of many
    assert.equal(
      detectFormat(Buffer.from('2026-11-22 10:02:52 192.0.2.1 GET /a - 443 - 203.0.113.9 Mozilla/5.0 - 200 0 0 283\n')),
      'time',
    );
  });

  test('of IIS may have the host that was asked for (`cs-host`), of proxies the header of it (`cs(Host)`)', () => {
    for (const column of ['cs-host', 'cs(Host)'])
      assert.equal(
        read(`date time c-ip ${column}`, '2026-11-22 10:02:52 203.0.113.9 shop.example')['url.domain'],
        'shop.example',
      );
  });

  test('of which nothing says what its durations count keeps them as they are', () => {
    const document = read('date time c-ip time-taken', '2026-11-22 10:02:52 203.0.113.9 12');
    assert.equal(document['event.duration'], undefined);
    assert.deepEqual(document['kafkainsight.fields'], { 'time-taken': '12' });
  });

  test('refuses a line with more columns or fewer, or with another value in one', () => {
    for (const line of [
      '2026-11-22 10:02:52 203.0.113.9',
      '2026-11-22 10:02:52 203.0.113.9 200 x',
      '2026-11-22 10:02 203.0.113.9 200',
      '2026-11-22 10:02:52 203.0.113.9 OK',
    ])
      assert.equal(read('date time c-ip sc-status', line)['event.kind'], 'pipeline_error', line);
  });

  test('is known by the directives that it begins with', () => {
    const header = '#Software: x\r\n#Version: 1.0\r\n#Fields: date time  c-ip \r\n';
    assert.deepEqual(detectFormat(Buffer.from(`${header}2026-11-22 10:02:52 203.0.113.9\r\n`)), {
      w3c: 'date time  c-ip',
    });
    for (const other of [
      '# a comment\n{"a":1}\n',
      `x\n${header}`,
      '#Fields: date',
      '#Fields:\n',
      `#Fields: ${'a '.repeat(5_000)}\n`,
    ])
      assert.equal(typeof detectFormat(Buffer.from(other)), 'string', other.slice(0, 40));
  });
});
