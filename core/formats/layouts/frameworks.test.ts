import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { detected, reads } from '../../../test/helpers/reads.ts';
import { joiningOf } from '../../files/joining.ts';
import { labelOf } from '../../format-table.ts';
import { detectFormat } from '../detect.ts';
import { formatOf } from '../registry.ts';

const SECOND = '2026-11-22T10:02:52.000Z';
const REQUEST = {
  'event.dataset': 'apache.access',
  'event.category': ['web'],
  'http.request.method': 'GET',
  'http.response.status_code': 200,
  'event.outcome': 'success',
};
const OF_CART = { ...REQUEST, 'url.original': '/cart?id=7', 'url.path': '/cart', 'url.query': 'id=7' };

suite('an access log of a framework', () => {
  test('of Gin, logger.go: defaultLogFormatter', () => {
    const line = (took: string): string =>
      `[GIN] 2026/11/22 - 10:02:52 | 200 | ${took.padStart(12)} |     203.0.113.9 | GET      "/cart?id=7"`;
    for (const [took, nanos] of [
      ['505.317µs', 505_317],
      ['1.5ms', 1_500_000],
      ['12ns', 12],
      ['1m2.25s', 62_250_000_000],
      ['1h0m0s', 3_600_000_000_000],
    ] as const) {
      reads('go_http', line(took), {
        ...OF_CART,
        '@timestamp': SECOND,
        'source.ip': '203.0.113.9',
        'event.duration': nanos,
      });
    }
    assert.equal(detected(line('soon')), 'text');
    assert.equal(detected(line('1ms').replace('203.0.113.9', 'not.an.addr')), 'text');
    assert.equal(detected(line('1ms').replace('10:02:52', '10:02:83')), 'text');
  });

  test('of chi, middleware/logger.go', () => {
    const expected = {
      ...REQUEST,
      '@timestamp': SECOND,
      'http.version': '1.1',
      'source.ip': '203.0.113.9',
      'source.port': 50_412,
      'url.original': 'http://shop.example.org/cart?id=7',
      'http.response.body.bytes': 512,
      'event.duration': 1_234_000,
    };
    const request = '"GET http://shop.example.org/cart?id=7 HTTP/1.1" from 203.0.113.9:50412 - 200 512B in 1.234ms';
    reads('go_http', `2026/11/22 10:02:52 ${request}`, expected);
    reads('go_http', `2026/11/22 10:02:52 [web1/k7-000001] ${request}`, {
      ...expected,
      'http.request.id': 'web1/k7-000001',
    });
  });

  test("of Express, morgan's README", () => {
    const expected = { ...OF_CART, 'event.duration': 12_345_000, 'http.response.body.bytes': 512 };
    reads('morgan', 'GET /cart?id=7 200 12.345 ms - 512', expected);
    reads('morgan', 'GET /cart?id=7 200 512 - 12.345 ms', expected);
    reads('morgan', '::ffff:203.0.113.9 - GET /cart?id=7 HTTP/1.1 200 512 - 12.345 ms', {
      ...expected,
      'http.version': '1.1',
      'source.ip': '::ffff:203.0.113.9',
    });
    reads('morgan', 'GET /cart?id=7 200 12.345 ms - -', { ...OF_CART, 'http.response.body.bytes': undefined });
    for (const text of ['GET me 200 12.345 ms - 512', 'GET /a 200 ok ms - 512', 'get /a 200 12.345 ms - 512']) {
      assert.equal(detected(text), 'text');
    }
  });

  test('has the text and the stack traces of its application, which are no mistakes', () => {
    const request = '[GIN] 2026/11/22 - 10:02:52 | 200 | 1ms | 203.0.113.9 | GET      "/"';
    const file = Buffer.from(`${request}\n${request}\n[GIN-debug] Listening\n`);
    const format = detectFormat(file);
    assert.equal(labelOf(format), 'go_http');
    assert.equal(formatOf(format).hasText, true);
    assert.deepEqual(joiningOf(file, { prefix: '' }, format).joining, { starts: 'trace' });
  });

  test('of uWSGI, core/logging.c', () => {
    const line = (took: string, user: string): string =>
      `[pid: 4321|app: 0|req: 1/1] 203.0.113.9 (${user}) {38 vars in 696 bytes} [Sun Nov 22 10:02:52 2026] GET /cart?id=7 => generated 47 bytes in ${took} (HTTP/1.1 200) 9 headers in 378 bytes (1 switches on core 3)`;
    const expected = {
      ...OF_CART,
      '@timestamp': SECOND,
      'process.pid': 4321,
      'source.ip': '203.0.113.9',
      'http.version': '1.1',
      'http.response.body.bytes': 47,
    };
    reads('uwsgi', line('129 msecs', ''), { ...expected, 'event.duration': 129_000_000, 'user.name': undefined });
    reads('uwsgi', line('68 micros', 'ann'), { ...expected, 'event.duration': 68_000, 'user.name': 'ann' });
  });
});
