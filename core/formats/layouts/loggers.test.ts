import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseLine } from '../../../test/helpers/parse-line.ts';
import { detected, reads } from '../../../test/helpers/reads.ts';

const MILLIS = '2026-11-22T10:02:52.123Z';
const SECOND = '2026-11-22T10:02:52.000Z';
const LOGGER = 'log.logger';
const LEVEL = 'log.level';
const ABSENT = undefined;

suite('a line of a further logger', () => {
  test('of Java', () => {
    for (const [line, expected] of [
      // Log4j 2, "Pattern Layout": %d %p %c{1.} [%t] %m%n
      [
        '2026-11-22 10:02:52,123 ERROR o.e.s.Cart [qtp8-102] gone',
        { [LOGGER]: 'o.e.s.Cart', 'process.thread.name': 'qtp8-102', message: 'gone' },
      ],
      // Apereo CAS, log4j2.xml: %d %p [%c] - <%m>%n; the class is no thread
      [
        '2026-11-22 10:02:52,123 INFO [org.apereo.cas.Audit] - <who: ann>',
        { [LOGGER]: 'org.apereo.cas.Audit', 'process.thread.name': ABSENT, message: '<who: ann>' },
      ],
      // NLog's default layout, with the level as it is
      ['2026-11-22 10:02:52.1230|Warn|Auth|no ip', { [LEVEL]: 'warn', [LOGGER]: 'Auth', message: 'no ip' }],
      // Jenkins, SupportLogFormatter
      [
        '2026-11-22 10:02:52.123+0000 [id=12]\tSEVERE\thudson.WebAppMain$3#run: down',
        {
          [LEVEL]: 'error',
          [LOGGER]: 'hudson.WebAppMain$3',
          'log.origin.function': 'run',
          'process.thread.id': 12,
          message: 'down',
        },
      ],
      // -Xlog:gc*:file=gc.log:utctime,pid,tags, as in Elasticsearch's jvm.options
      [
        '[2026-11-22T10:02:52.123+0000][4321][gc,start    ] GC(0) Pause Young (Normal)',
        { [LOGGER]: 'gc,start', 'process.pid': 4321, message: 'GC(0) Pause Young (Normal)' },
      ],
    ] as const) {
      reads('log4j', line, { '@timestamp': MILLIS, 'event.dataset': 'application', ...expected });
    }
  });

  test('of java.util.logging, whose default is on two lines', () => {
    const read = (line: string): ReturnType<typeof parseLine> => parseLine('log4j', line);
    const document = read('Nov 22, 2026 10:02:52 PM org.example.Shop open\nCONFIG: Cart 7');
    assert.equal(document['@timestamp'], '2026-11-22T22:02:52.000Z');
    assert.equal(document[LOGGER], 'org.example.Shop');
    assert.equal(document['log.origin.function'], 'open');
    assert.equal(document[LEVEL], 'debug');
    assert.equal(document['message'], 'Cart 7');
    assert.equal(read('Nov 22, 2026 12:02:52 AM o.S open\nINFO: a')['@timestamp'], '2026-11-22T00:02:52.000Z');
    assert.equal(read('Nov 22, 2026 13:02:52 AM o.S open\nINFO: a')['event.dataset'], 'unparsed');
    assert.equal(read('Foo 22, 2026 10:02:52 AM o.S open\nINFO: a')['event.dataset'], 'unparsed');
  });

  test('of Python', () => {
    for (const [line, expected] of [
      // Odoo, netsvc.py: %(asctime)s %(pid)s %(levelname)s %(dbname)s %(name)s: %(message)s
      [
        '2026-11-22 10:02:52,123 7 INFO shop odoo.addons.base: Login failed',
        { 'process.pid': 7, [LEVEL]: 'info', [LOGGER]: 'odoo.addons.base', message: 'Login failed' },
      ],
      ['2026-11-22 10:02:52,123 7 INFO ? odoo.service: up', { [LOGGER]: 'odoo.service', message: 'up' }],
      // Home Assistant, bootstrap.py
      [
        '2026-11-22 10:02:52.123 WARNING (MainThread) [homeassistant.components.http] no',
        {
          'process.thread.name': 'MainThread',
          [LEVEL]: 'warn',
          [LOGGER]: 'homeassistant.components.http',
          message: 'no',
        },
      ],
      // fail2ban, server.py: %(asctime)s %(name)-24s[%(process)d]: %(levelname)-7s %(message)s
      [
        '2026-11-22 10:02:52,123 fail2ban.actions        [4321]: NOTICE  [sshd] Ban 203.0.113.9',
        { [LOGGER]: 'fail2ban.actions', 'process.pid': 4321, [LEVEL]: 'notice', message: '[sshd] Ban 203.0.113.9' },
      ],
      [
        '[2026-11-22 10:02:52,123] [INFO] [paperless.auth] no',
        { [LEVEL]: 'info', [LOGGER]: 'paperless.auth', message: 'no' },
      ],
    ] as const) {
      reads('python_logging', line, { '@timestamp': MILLIS, ...expected });
    }
  });

  test('of NestJS, with the day of the United States', () => {
    const expected = { '@timestamp': SECOND, 'process.pid': 7, [LEVEL]: 'info', [LOGGER]: 'Cart', message: 'open' };
    reads('nestjs', '[Nest] 7  - 11/22/2026, 10:02:52 AM     LOG [Cart] open', expected);
    // ICU 72 puts a narrow space before AM
    reads('nestjs', '[Nest] 7  - 11/22/2026, 10:02:52\u202fAM     LOG [Cart] open', expected);
    reads('nestjs', '[Nest] 7  - 11/22/2026, 1:02:52 PM   ERROR gone', {
      '@timestamp': '2026-11-22T13:02:52.000Z',
      [LEVEL]: 'error',
      [LOGGER]: ABSENT,
      message: 'gone',
    });
    // where the day may be first, neither is certain
    assert.equal(detected('[Nest] 7  - 11/12/2026, 10:02:52     LOG [Cart] open'), 'text');
    assert.equal(detected('[Nest] 7  - 11/12/2026, 10:02:52 am     LOG [Cart] open'), 'text');
    assert.equal(detected('[Nest] 7  - 13/12/2026, 10:02:52 AM     LOG [Cart] open'), 'text');
  });

  test('of others', () => {
    for (const [line, expected] of [
      ['2026-11-22 10:02:52,123:DEBUG:foo bar', { [LEVEL]: 'debug', message: 'foo bar' }],
      // winston's README, "Combining formats"
      ['2026-11-22T10:02:52.123Z [cart] info: open', { [LEVEL]: 'info', [LOGGER]: 'cart', message: 'open' }],
      ['2026-11-22T10:02:52.123Z [warn][API]: no', { [LEVEL]: 'warn', [LOGGER]: 'API', message: 'no' }],
      // BIND's file channel with print-category and print-severity, of a category that BIND itself does not have
      ['22-Nov-2026 10:02:52.123 shop-cart: info: open', { [LEVEL]: 'info', [LOGGER]: 'shop-cart', message: 'open' }],
      // env_logger's README, spdlog's wiki ("Custom formatting"), kafo's lib/kafo/logger.rb
      ['[2026-11-22T10:02:52.123Z ERROR main] gone', { [LEVEL]: 'error', [LOGGER]: 'main', message: 'gone' }],
      [
        '[2026-11-22 10:02:52.123] [shop cart] [info] open',
        { [LEVEL]: 'info', [LOGGER]: 'shop cart', message: 'open' },
      ],
      ['[ERROR 2026-11-22 10:02:52.123 main] gone', { [LEVEL]: 'error', [LOGGER]: 'main', message: 'gone' }],
      // fern's README
      [
        '[2026-11-22 10:02:52.123][shop::cart][ERROR] gone',
        { [LEVEL]: 'error', [LOGGER]: 'shop::cart', message: 'gone' },
      ],
      ['INFO[2026-11-22T10:02:52.123Z] open      cart=7', { [LEVEL]: 'info', message: 'open      cart=7' }],
      [
        '2026-11-22 10:02:52.123 UTC [WARN] no',
        { [LEVEL]: 'warn', 'kafkainsight.time.inferred': ABSENT, message: 'no' },
      ],
    ] as const) {
      reads('time_and_level', line, { '@timestamp': MILLIS, ...expected });
    }
    // logrus in a terminal has seconds since the program began, and levels of four letters
    reads('time_and_level', 'ERRO[0012] gone', { [LEVEL]: 'error', message: 'gone' });
    assert.equal(detected('2026-11-22T10:02:52.123Z [cart] thing: open'), 'time');
  });

  test('has the zone that it prints, whatever its source has', () => {
    for (const [line, message] of [
      ['2026-11-22 10:02:52 UTC hello', 'hello'],
      ['[2026-11-22 10:02:52 UTC] [203.0.113.9:50051] hello', '[203.0.113.9:50051] hello'],
      ['2026-11-22 11:02:52 CET hello', 'hello'],
    ] as const) {
      reads('time', line, { '@timestamp': SECOND, message }, { timeZone: 'America/New_York' });
    }
    const zone = { timeZone: 'America/New_York' };
    reads('time', '2026-11-22 05:02:52 Hello', { '@timestamp': SECOND, message: 'Hello' }, zone);
  });
});
