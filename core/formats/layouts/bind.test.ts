import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { detected, reads } from '../../../test/helpers/reads.ts';

// BIND 9's reference manual, "The query Log" and "Logging categories"; lib/isc/log.c: isc_log_doit; lib/ns/query.c and lib/ns/client.c
suite("a line of BIND's own files", () => {
  const TIME = '22-Nov-2026 10:02:52.123';
  const CLIENT = 'client @0x7f62b80115d0 203.0.113.9#50412 (shop.example.org)';
  const asked = {
    '@timestamp': '2026-11-22T10:02:52.123Z',
    'event.category': ['network'],
    'source.ip': '203.0.113.9',
    'source.port': 50_412,
    'dns.question.name': 'shop.example.org',
    'dns.question.class': 'IN',
    'dns.question.type': 'AAAA',
  };

  test('is of a query, with category and level or without, of a view or not', () => {
    const query = 'query: shop.example.org IN AAAA +E(0)K (198.51.100.2)';
    const expected = { ...asked, 'event.type': ['protocol'], 'event.outcome': undefined };
    const ofCategory = { ...expected, 'log.logger': 'queries' };
    reads('bind', `${TIME} queries: info: ${CLIENT}: ${query}`, { ...ofCategory, 'log.level': 'info' });
    reads('bind', `${TIME} queries: info: ${CLIENT}: view internal: ${query}`, { ...ofCategory, 'log.level': 'info' });
    reads('bind', `${TIME} queries: ${CLIENT}: ${query}`, ofCategory);
    reads('bind', `${TIME} ${CLIENT}: ${query}`, expected);
    // print-time iso8601, iso8601-utc
    reads('bind', `2026-11-22T10:02:52.123Z queries: info: ${CLIENT}: ${query}`, ofCategory);
    reads('bind', `${TIME} queries: info: ${CLIENT.replace('203.0.113.9', '2001:db8::9')}: ${query}`, {
      'source.ip': '2001:db8::9',
    });
  });

  test('is of one that failed, with the code of DNS where there is one', () => {
    const failed = (why: string): string =>
      `${TIME} query-errors: info: ${CLIENT}: query failed (${why}) for shop.example.org/IN/AAAA at query.c:5445`;
    const expected = {
      ...asked,
      'event.action': 'query-failed',
      'event.outcome': 'failure',
      'log.logger': 'query-errors',
    };
    reads('bind', failed('SERVFAIL'), { ...expected, 'dns.response_code': 'SERVFAIL' });
    reads('bind', failed('operation canceled'), { ...expected, 'dns.response_code': undefined });
  });

  test('is of one that was denied', () => {
    const expected = {
      ...asked,
      'event.type': ['protocol', 'denied'],
      'event.action': 'query-denied',
      'event.outcome': 'failure',
    };
    for (const said of [
      "query 'shop.example.org/AAAA/IN' denied",
      "query (cache) 'shop.example.org/AAAA/IN' denied",
      "view internal: query (cache) 'shop.example.org/AAAA/IN' denied (allow-query-cache did not match)",
    ])
      reads('bind', `${TIME} security: info: ${CLIENT}: ${said}`, expected);
    reads('bind', `${TIME} security: info: ${CLIENT}: query '0/25.2.0.192.in-addr.arpa/PTR/IN' denied`, {
      'dns.question.name': '0/25.2.0.192.in-addr.arpa',
      'dns.question.type': 'PTR',
    });
  });

  test('is of anything else, of which the message is kept', () => {
    reads('bind', `${TIME} zoneload: info: zone example.org/IN: loaded serial 7`, {
      'log.logger': 'zoneload',
      'log.level': 'info',
      'event.category': undefined,
      message: 'zone example.org/IN: loaded serial 7',
    });
    reads('bind', `${TIME} resolver: debug 3: fetch: shop.example.org/A`, { 'log.level': 'debug' });
    for (const line of [`${TIME} cart: info: opened`, `${TIME} queries: verbose: x`, `${TIME} clients are gone`])
      assert.notEqual(detected(line), 'bind', line);
  });
});
