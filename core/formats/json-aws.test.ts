import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type ParsedLine, parseLine } from '../../test/helpers/parse-line.ts';

/** Checks that a JSON line has at least these fields. */
function reads(line: unknown, expected: ParsedLine): void {
  const document = parseLine('json', JSON.stringify(line));
  const found = Object.fromEntries(Object.keys(expected).map((key) => [key, document[key]]));
  assert.deepEqual(found, expected, JSON.stringify(line));
}

suite('JSON of a service of AWS', () => {
  // Route 53, "Values that appear in VPC Resolver query logs"; names of Elastic's integration `aws`
  test('is a query to the resolver', () => {
    const query = {
      version: '1.100000',
      account_id: '123456789012',
      region: 'eu-central-1',
      vpc_id: 'vpc-1',
      query_timestamp: '2026-11-22T10:02:52Z',
      query_name: 'shop.example.org.',
      query_type: 'AAAA',
      query_class: 'IN',
      rcode: 'NXDOMAIN',
      answers: [],
      srcaddr: '10.0.3.7',
      srcport: '50412',
      transport: 'UDP',
      srcids: { instance: 'i-1' },
    };
    reads(query, {
      '@timestamp': '2026-11-22T10:02:52.000Z',
      'event.category': ['network'],
      'dns.question.name': 'shop.example.org',
      'dns.question.type': 'AAAA',
      'dns.question.class': 'IN',
      'dns.response_code': 'NXDOMAIN',
      'network.transport': 'udp',
      'source.ip': '10.0.3.7',
      'source.port': 50_412,
      'cloud.account.id': '123456789012',
      'cloud.region': 'eu-central-1',
      'cloud.instance.id': 'i-1',
      'kafkainsight.json': { version: '1.100000', vpc_id: 'vpc-1', answers: [] },
    });
    reads({ query_timestamp: '2026-11-22T10:02:52Z', query_name: '.' }, { 'dns.question.name': '.' });
    // elsewhere such keys mean anything
    reads(
      { region: 'north', transport: 'train', query_name: 'x' },
      { 'cloud.region': undefined, 'dns.question.name': undefined },
    );
  });

  // CloudTrail, "CloudTrail record contents" and "AWS Management Console sign-in events"
  test('is what an account did, and whether it came off', () => {
    const record = {
      eventVersion: '1.08',
      userIdentity: { type: 'IAMUser', principalId: 'AIDA1', userName: 'ann' },
      eventTime: '2026-11-22T10:02:52Z',
      eventSource: 's3.amazonaws.com',
      eventName: 'DeleteBucket',
      awsRegion: 'eu-central-1',
      sourceIPAddress: '203.0.113.9',
      recipientAccountId: '123456789012',
      tlsDetails: { tlsVersion: 'TLSv1.3', cipherSuite: 'TLS_AES_128_GCM_SHA256' },
    };
    reads(record, {
      'event.action': 'DeleteBucket',
      'event.provider': 's3.amazonaws.com',
      'event.outcome': 'success',
      'event.category': undefined,
      'user.name': 'ann',
      'user.id': 'AIDA1',
      'cloud.region': 'eu-central-1',
      'cloud.account.id': '123456789012',
      'tls.version': '1.3',
      'tls.cipher': 'TLS_AES_128_GCM_SHA256',
    });
    reads({ ...record, errorCode: 'AccessDenied' }, { 'event.outcome': 'failure', 'error.code': 'AccessDenied' });
    const sessionContext = { sessionIssuer: { userName: 'Admin' } };
    reads({ ...record, userIdentity: { type: 'AssumedRole', sessionContext } }, { 'user.name': 'Admin' });
    const login = { ...record, eventSource: 'signin.amazonaws.com', eventName: 'ConsoleLogin' };
    for (const [ConsoleLogin, outcome] of [
      ['Success', 'success'],
      ['Failure', 'failure'],
    ] as const)
      reads(
        { ...login, responseElements: { ConsoleLogin } },
        { 'event.category': ['authentication'], 'event.outcome': outcome, 'user.name': 'ann' },
      );
    // AWS does not name who tried: such lines do not all belong to one account
    const userIdentity = { type: 'IAMUser', userName: 'HIDDEN_DUE_TO_SECURITY_REASONS' };
    reads({ ...login, userIdentity }, { 'user.name': undefined });
  });

  // WAF, "Log fields for protection pack (web ACL) traffic"
  test('is a request that a firewall let through or not', () => {
    const judged = {
      timestamp: 1_795_341_772_123,
      webaclId: 'arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/shop/1',
      action: 'BLOCK',
      httpRequest: { clientIp: '203.0.113.9', uri: '/cart', args: 'id=7', httpMethod: 'GET', headers: [] },
    };
    reads(judged, {
      'event.action': 'BLOCK',
      'event.type': ['denied'],
      'event.category': ['web'],
      'url.path': '/cart',
      'url.query': 'id=7',
      'source.ip': '203.0.113.9',
    });
    reads({ ...judged, action: 'COUNT' }, { 'event.action': 'COUNT', 'event.type': undefined });
    reads({ action: 'BLOCK' }, { 'event.action': undefined });
  });

  // CloudFront, "Configure standard logging (v2)", output format JSON
  test('is a request to CloudFront', () => {
    const request = {
      date: '2026-11-22',
      time: '10:02:52',
      'x-edge-location': 'ZRH50-C1',
      'sc-bytes': '1039',
      'c-ip': '203.0.113.9',
      'cs-method': 'GET',
      'cs(Host)': 'd111111abcdef8.cloudfront.net',
      'cs-uri-stem': '/cart',
      'sc-status': '200',
      'cs(Referer)': '-',
      'cs(User-Agent)': 'Mozilla/5.0%20(X11;%20Linux)',
      'cs-uri-query': '-',
      'x-edge-request-id': 'k6WG',
      'cs-protocol': 'https',
      'cs-bytes': '36',
      'time-taken': '0.012',
      'ssl-protocol': 'TLSv1.3',
      'cs-protocol-version': 'HTTP/2.0',
      'c-port': '50412',
    };
    reads(request, {
      '@timestamp': '2026-11-22T10:02:52.000Z',
      'event.category': ['web'],
      'event.duration': 12_000_000,
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'http.response.bytes': 1039,
      'http.request.bytes': 36,
      'http.version': '2.0',
      'http.request.id': 'k6WG',
      'http.request.referrer': undefined,
      'url.path': '/cart',
      'url.query': undefined,
      'url.domain': 'd111111abcdef8.cloudfront.net',
      'url.scheme': 'https',
      'user_agent.original': 'Mozilla/5.0 (X11; Linux)',
      'source.ip': '203.0.113.9',
      'source.port': 50_412,
      'tls.version': '1.3',
    });
    // in either order
    const { date, time, ...others } = request;
    reads({ time, ...others, date }, { '@timestamp': '2026-11-22T10:02:52.000Z' });
    const exact = { 'timestamp(ms)': '1795341772123', timestamp: '1795341772' };
    reads({ ...others, ...exact }, { '@timestamp': '2026-11-22T10:02:52.123Z' });
  });

  // API Gateway, "Variables for access logging"
  test('is a request to API Gateway', () => {
    const request = {
      requestId: 'c6af9ac6',
      ip: '203.0.113.9',
      caller: '-',
      user: '-',
      requestTime: '22/Nov/2026:10:02:52 +0000',
      httpMethod: 'POST',
      path: '/prod/cart',
      status: '502',
      protocol: 'HTTP/1.1',
      responseLength: '20',
      responseLatency: '35',
    };
    reads(request, {
      '@timestamp': '2026-11-22T10:02:52.000Z',
      'event.duration': 35_000_000,
      'http.request.id': 'c6af9ac6',
      'http.request.method': 'POST',
      'http.response.status_code': 502,
      'http.response.body.bytes': 20,
      'source.ip': '203.0.113.9',
      'url.path': '/prod/cart',
      'user.name': undefined,
    });
    reads({ ...request, requestTimeEpoch: '1795341772123' }, { '@timestamp': '2026-11-22T10:02:52.123Z' });
  });
});
