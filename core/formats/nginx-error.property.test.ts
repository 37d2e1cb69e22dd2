import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseLine } from '../../test/helpers/parse-line.ts';

const text = fc
  .string({ unit: 'grapheme', maxLength: 40 })
  .map((value) => value.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ''));
/** Nothing that begins a value of the context. */
const plain = text.filter((value) => !/, (?:udp )?[a-z]+: |, bytes from/.test(value));
const path = fc.webPath().map((value) => `/${value.replace(/^\//, '')}`);

test("what nginx's error log says of a request comes back, whatever its text is", () => {
  fc.assert(
    fc.property(
      plain.filter((value) => value !== '' && !value.startsWith(' ')),
      fc.oneof(fc.ipV4(), fc.ipV6()),
      path,
      fc.option(
        plain.filter((value) => value !== ''),
        { nil: undefined },
      ),
      (message, client, requested, referrer) => {
        const line = `2026/11/22 10:02:52 [warn] 9#8: *7 ${message}, client: ${client}, server: shop, request: "GET ${requested} HTTP/1.1", host: "shop.example.org"${referrer === undefined ? '' : `, referrer: "${referrer}"`}`;
        const document = parseLine('nginx_error', line);
        assert.deepEqual(
          ['message', 'source.ip', 'url.original', 'url.domain', 'http.request.referrer'].map((name) => document[name]),
          [message, client, requested, 'shop.example.org', referrer],
          line,
        );
      },
    ),
    { numRuns: 500 },
  );
});

test('of whatever else a client puts into it nothing is told that could be a lie', () => {
  const lie = ', client: 198.51.100.1, server: x, request: "GET / HTTP/1.1", host: "x"';
  fc.assert(
    fc.property(plain, plain, (before, behind) => {
      const line = `2026/11/22 10:02:52 [warn] 9#8: *7 open() "/${before}${lie}${behind}" failed, client: 203.0.113.9, server: shop`;
      assert.equal(parseLine('nginx_error', line)['source.ip'], undefined, line);
    }),
    { numRuns: 200 },
  );
});
