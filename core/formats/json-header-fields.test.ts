import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type ParsedLine, parseLine } from '../../test/helpers/parse-line.ts';

/** A line of AWS WAF (AWS WAF developer guide, "Log fields for protection pack (web ACL) traffic"), with these headers. */
function parse(headers: unknown, more: object = {}): ParsedLine {
  const httpRequest = {
    clientIp: '203.0.113.9',
    country: 'CH',
    headers,
    uri: '/cart',
    args: 'id=7',
    httpVersion: 'HTTP/1.1',
    httpMethod: 'GET',
    requestId: 'r1',
    ...more,
  };
  return parseLine('json', JSON.stringify({ timestamp: 1_795_341_772_123, action: 'BLOCK', httpRequest }));
}
const fieldsOf = (document: ParsedLine): unknown[] =>
  ['user_agent.original', 'http.request.referrer', 'url.domain', 'url.port'].map((name) => document[name]);

suite('headers as a list', () => {
  const headers = [
    { name: 'Host', value: 'shop.example.org:8443' },
    { name: 'User-Agent', value: 'Mozilla/5.0 "quoted" ü' },
    { name: 'Referer', value: 'https://www.example.org/?a=b' },
    { name: 'accept', value: '*/*' },
  ];

  test('tell user agent, referrer and host, and are all kept', () => {
    const document = parse(headers);
    assert.deepEqual(fieldsOf(document), [
      'Mozilla/5.0 "quoted" ü',
      'https://www.example.org/?a=b',
      'shop.example.org',
      8443,
    ]);
    assert.partialDeepStrictEqual(document['kafkainsight.json'], { 'httpRequest.headers': headers });
    assert.partialDeepStrictEqual(document, {
      '@timestamp': '2026-11-22T10:02:52.123Z',
      'source.ip': '203.0.113.9',
      'url.path': '/cart',
      'http.request.method': 'GET',
    });
  });

  test('tell nothing where they are twice, empty, or of another shape', () => {
    const nothing = [undefined, undefined, undefined, undefined];
    assert.deepEqual(fieldsOf(parse([...headers, ...headers])), nothing);
    for (const odd of [
      [],
      ['User-Agent'],
      [null, 7, { name: 7, value: 'x' }, { name: 'User-Agent', value: ['x'] }, { name: 'User-Agent' }],
      [
        { name: 'User-Agent', value: '' },
        { name: 'host', value: 'no host' },
        { name: 'referer', value: '-' },
      ],
      { 'user-agent': 'x' },
      'x',
    ])
      assert.deepEqual(fieldsOf(parse(odd)), nothing, JSON.stringify(odd));
  });

  test('leave a field to the member that is for it alone', () => {
    assert.equal(parse(headers, { userAgent: 'curl/8.5.0' })['user_agent.original'], 'curl/8.5.0');
  });
});
