import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ParsedLine, parseLine } from '../../../test/helpers/parse-line.ts';

function says(message: string, expected: ParsedLine): void {
  const document = parseLine('rfc3164', `Nov 22 10:02:52 ns1 named[7]: ${message}`);
  const found = Object.fromEntries(Object.keys(expected).map((key) => [key, document[key]]));
  assert.deepEqual({ message: document['message'], ...found }, { message, ...expected }, message);
}

// BIND 9's lib/ns/query.c, log_query: "query: %s %s %s %s%s%s%s%s%s (%s%s)"; its reference manual, "The query Log"
test('queries that BIND logs say who asked for what', () => {
  const query = '(shop.example.org): query: shop.example.org IN AAAA +E(0)K (198.51.100.2)';
  const expected = {
    'event.category': ['network'],
    'event.type': ['protocol'],
    'source.ip': '203.0.113.9',
    'source.port': 50_412,
    'dns.question.name': 'shop.example.org',
    'dns.question.class': 'IN',
    'dns.question.type': 'AAAA',
  };
  says(`client @0x7f62b80115d0 203.0.113.9#50412 ${query}`, expected);
  says(`client 203.0.113.9#50412 ${query}`, expected);
  says(`queries: info: client @0x7f62b80115d0 203.0.113.9#50412 ${query}`, expected);
  says(`client @0x7f62b80115d0 2001:db8::9#50412 ${query}`, { ...expected, 'source.ip': '2001:db8::9' });
  // what is not answered is not a query to its end
  says("client @0x7f62 203.0.113.9#50412 (x.example): zone transfer 'x.example/AXFR/IN' denied", {
    'dns.question.name': undefined,
  });
  says(`client @0x7f62b80115d0 not.an.address#50412 ${query}`, { 'source.ip': undefined });
});
