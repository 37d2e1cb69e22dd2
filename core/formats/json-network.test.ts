import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ParsedLine, parseLine } from '../../test/helpers/parse-line.ts';

function reads(line: object, expected: ParsedLine): void {
  const document = parseLine('json', JSON.stringify(line));
  const found = Object.fromEntries(Object.keys(expected).map((key) => [key, document[key]]));
  assert.deepEqual(found, expected);
}

test('connections of Suricata (docs.suricata.io, "Eve JSON Format")', () => {
  const flow = { src_ip: '203.0.113.9', src_port: 52_812, dest_ip: '10.0.3.7', dest_port: 80 };
  const expected = {
    '@timestamp': '2026-11-22T10:02:52.533Z',
    'source.ip': '203.0.113.9',
    'source.port': 52_812,
    'destination.ip': '10.0.3.7',
    'destination.port': 80,
  };
  const timestamp = '2026-11-22T10:02:52.533101+0000';
  reads({ timestamp, event_type: 'alert', ...flow, proto: 'TCP' }, { ...expected, 'network.transport': 'tcp' });
  // what is no transport stays as it is
  reads({ timestamp, ...flow, proto: 'HTTP/1.1' }, { ...expected, 'network.transport': undefined });
});

test("connections of Zeek (docs.zeek.org, conn.log), whose service is the connection's protocol", () => {
  const zeek = {
    ts: 1_795_341_772.5,
    'id.orig_h': '203.0.113.9',
    'id.orig_p': 50_412,
    'id.resp_h': '10.0.3.7',
    'id.resp_p': 443,
    proto: 'udp',
    service: 'dns',
  };
  reads(zeek, {
    '@timestamp': '2026-11-22T10:02:52.500Z',
    'source.ip': '203.0.113.9',
    'source.port': 50_412,
    'destination.ip': '10.0.3.7',
    'destination.port': 443,
    'network.transport': 'udp',
    'service.name': undefined,
    'kafkainsight.json': { service: 'dns' },
  });
  reads({ service: 'dns', message: 'x' }, { 'service.name': 'dns' });
});

test('Nextcloud\'s levels are numbers of its own (docs.nextcloud.com, "Logging")', () => {
  for (const [level, expected] of [
    [0, 'debug'],
    [1, 'info'],
    [2, 'warn'],
    [3, 'error'],
    [4, 'critical'],
  ] as const) {
    const line = { reqId: 'U1', level, time: '2026-11-22T10:02:52+00:00', remoteAddr: '203.0.113.9', message: 'x' };
    reads(line, { 'log.level': expected, 'source.ip': '203.0.113.9' });
  }
  reads({ level: 2, message: 'x' }, { 'log.level': undefined });
});

test('a request without an error has no message of one (echo.labstack.com, "Logger")', () => {
  const line = { method: 'GET', uri: '/cart', status: 200, error: '', bytes_out: 13 };
  reads(line, { 'error.message': undefined, 'http.response.body.bytes': 13 });
  reads({ ...line, error: 'gone' }, { 'error.message': 'gone' });
});

test("a database and a state of PostgreSQL's jsonlog", () => {
  const line = { dbname: 'shop', error_severity: 'ERROR', state_code: '42P01', message: 'x' };
  reads(line, { 'postgresql.log.database': 'shop', 'error.code': '42P01', 'log.level': 'error' });
});

test('a method is as the client sent it where a key is of nothing but requests (RFC 9110, section 9.1)', () => {
  // hapi's API, "request.method": in lower case
  reads({ req: { method: 'get', url: '/cart?id=7' } }, { 'http.request.method': 'get', 'url.path': '/cart' });
  reads({ method: 'get', url: '/cart?id=7' }, { 'http.request.method': undefined });
});
