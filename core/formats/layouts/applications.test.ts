import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseLine } from '../../../test/helpers/parse-line.ts';
import { detected, reads } from '../../../test/helpers/reads.ts';

const TIME = '2026-11-22T10:02:52.123Z';
const SECOND = '2026-11-22T10:02:52.000Z';
const ABSENT = undefined;

suite('a line of an application', () => {
  test('of Python', () => {
    const name = 'log.logger';
    for (const [line, expected] of [
      // docs.python.org/3/howto/logging.html
      [
        '2026-11-22 10:02:52,123 - simple_example - WARNING - a - b',
        { 'log.level': 'warn', [name]: 'simple_example', message: 'a - b' },
      ],
      ['2026-11-22 10:02:52,123 shop.cart INFO hello', { [name]: 'shop.cart', message: 'hello' }],
      ['2026-11-22 10:02:52,123:ERROR:root:x: y', { [name]: 'root', 'log.level': 'error', message: 'x: y' }],
      // docs.djangoproject.com, "Logging", verbose
      [
        'INFO 2026-11-22 10:02:52,123 views 7 140735 hello',
        { [name]: 'views', 'process.pid': 7, 'process.thread.id': 140_735, message: 'hello' },
      ],
      // oslo.log's logging_context_format_string, without a request
      [
        '2026-11-22 10:02:52.123 7 WARNING nova.compute.manager [-] Cart is gone',
        { 'process.pid': 7, 'log.level': 'warn', [name]: 'nova.compute.manager', message: '[-] Cart is gone' },
      ],
      // Celery's worker_log_format
      [
        '[2026-11-22 10:02:52,123: INFO/ForkPoolWorker-1] Task done',
        { 'process.thread.name': 'ForkPoolWorker-1', message: 'Task done' },
      ],
      // Airflow's log_format; Scrapy's LOG_FORMAT
      [
        '[2026-11-22T10:02:52.123+0000] {taskinstance.py:1327} ERROR - a - b',
        {
          'log.level': 'error',
          'log.origin.file.name': 'taskinstance.py',
          'log.origin.file.line': 1327,
          message: 'a - b',
        },
      ],
      ['2026-11-22 10:02:52,123 [scrapy.core.engine] ERROR: x: y', { [name]: 'scrapy.core.engine', message: 'x: y' }],
      // loguru's default format
      [
        '2026-11-22 10:02:52.123 | INFO     | app.main:run:12 - hello',
        { [name]: 'app.main', 'log.origin.function': 'run', 'log.origin.file.line': 12, message: 'hello' },
      ],
    ] as const)
      reads('python_logging', line, { '@timestamp': TIME, ...expected });
    // gunicorn/glogging.py
    reads('python_logging', '[2026-11-22 11:02:52 +0100] [7] [CRITICAL] WORKER TIMEOUT', {
      '@timestamp': SECOND,
      'process.pid': 7,
      'log.level': 'critical',
      message: 'WORKER TIMEOUT',
    });
    reads('python_logging', 'WARNING:root:Watch out!', { 'log.level': 'warn', [name]: 'root', message: 'Watch out!' });
  });

  test('of PHP and its frameworks', () => {
    reads('monolog', '[2026-11-22T10:02:52.123456+00:00] app.NOTICE: hi [] []', {
      '@timestamp': TIME,
      'log.logger': 'app',
      'log.level': 'notice',
      message: 'hi [] []',
    });
    reads('php_error', '[22-Nov-2026 11:02:52 Europe/Zurich] PHP Fatal error:  Uncaught Exception: x in /x.php:3', {
      '@timestamp': SECOND,
      'log.level': 'error',
      message: 'Uncaught Exception: x in /x.php:3',
      'kafkainsight.time.inferred': ABSENT,
    });
    reads('php_error', '[22-Nov-2026 10:02:52] WARNING: [pool www] child 7 exited', {
      '@timestamp': SECOND,
      'log.level': 'warn',
      message: '[pool www] child 7 exited',
      'kafkainsight.time.inferred': ['zone'],
    });
    reads('php_error', '[22-Nov-2026 10:02:52 UTC] cart 7', { 'log.level': ABSENT, message: 'cart 7' });
    for (const line of ['[22-Nov-2026 10:02:52 Mars/Base] x', '[] x', '[32-Nov-2026 10:02:52] x'])
      assert.equal(detected(line), 'text', line);
  });

  test('of Ruby, .NET and Go', () => {
    reads('ruby_logger', 'E, [2026-11-22T10:02:52.123456 #7] ERROR -- shop: x: y', {
      '@timestamp': TIME,
      'process.pid': 7,
      'log.level': 'error',
      'log.logger': 'shop',
      message: 'x: y',
      'kafkainsight.fields': ABSENT,
    });
    reads('dotnet_console', 'fail: Shop.Cart[14]\n      No cart', {
      'log.level': 'error',
      'log.logger': 'Shop.Cart',
      'event.code': '14',
      message: 'No cart',
    });
    reads('dotnet_console', '[10:02:52 FTL] gone', { 'log.level': 'critical', message: 'gone' });
    // k8s.io/klog: `Lmmdd hh:mm:ss.uuuuuu threadid file:line] msg`; glog has the year
    reads('klog', 'E1122 10:02:52.123456       1 server.go:12] "x" err="y"', {
      '@timestamp': TIME,
      'log.level': 'error',
      'process.thread.id': 1,
      'log.origin.file.name': 'server.go',
      'log.origin.file.line': 12,
      message: '"x" err="y"',
      'kafkainsight.time.inferred': ['year', 'zone'],
    });
    reads('klog', 'F20251122 10:02:52.123456 7 a.cc:1] x', {
      '@timestamp': '2025-11-22T10:02:52.123Z',
      'log.level': 'critical',
    });
  });

  test('with a time and a level', () => {
    for (const [line, level, message] of [
      ['2026-11-22 11:02:52.123 +01:00 [INF] hi', 'info', 'hi'],
      ['2026-11-22 10:02:52.123 ERROR Connection: refused', 'error', 'Connection: refused'],
      ['2026-11-22 10:02:52.123000+00:00 [warning] <0.9.0> hi', 'warn', 'hi'],
      ['[2026-11-22 10:02:52.123] [DEBUG] hi', 'debug', 'hi'],
      ['2026/11/22 10:02:52.123 error: hi', 'error', 'hi'],
      ['ERROR 2026-11-22 10:02:52.123 hi', 'error', 'hi'],
      ['[INFO ] 2026-11-22 10:02:52.123 hi', 'info', 'hi'],
    ] as const)
      reads('time_and_level', line, { '@timestamp': TIME, 'log.level': level, 'log.logger': ABSENT, message });
    // spdlog's format of Envoy ("--log-format"); zap's console encoder, which is between tabs
    reads('time_and_level', '[2026-11-22 10:02:52.123][15][warning][config] [source/x.cc:1] hi', {
      '@timestamp': TIME,
      'process.thread.id': 15,
      'log.level': 'warn',
      'log.logger': 'config',
      message: '[source/x.cc:1] hi',
    });
    // zap's console encoder, with its caller and the logger's name
    const zap = '2026-11-22T10:02:52.123Z\tERROR\t';
    for (const [text, expected] of [
      ['queue/sender.go:128\thi\tx', { 'log.origin.file.name': 'queue/sender.go', 'log.logger': ABSENT }],
      ['shop.cart\tcart.go:128\thi\tx', { 'log.origin.file.name': 'cart.go', 'log.logger': 'shop.cart' }],
    ] as const)
      reads('time_and_level', zap + text, {
        '@timestamp': TIME,
        'log.level': 'error',
        'log.origin.file.line': 128,
        ...expected,
        message: 'hi\tx',
      });
    reads('time_and_level', `${zap}db.example:80\thi`, {
      'log.origin.file.line': ABSENT,
      message: 'db.example:80\thi',
    });
    reads('time_and_level', '2026-11-22T10:02:52.123Z\tinfo\tcontroller\thi', {
      '@timestamp': TIME,
      'log.level': 'info',
      message: 'controller\thi',
    });
    reads('time_and_level', '2026-11-22T10:02:52.123456Z  INFO shop::cart: hi', {
      'log.logger': 'shop::cart',
      message: 'hi',
    });
    reads('time_and_level', '[2026-11-22T10:02:52Z WARN  shop::cart] hi', {
      'log.logger': 'shop::cart',
      'log.level': 'warn',
      message: 'hi',
    });
  });

  test('is found by its time in a file of such lines, in brackets or not', () => {
    for (const [line, format] of [
      ['[2026-11-22 10:02:52.123] the cart was opened', 'time'],
      ['2026-11-22 10:02:52.123 the cart was opened', 'time'],
      ['2026-11-22 10:02:52.123 ERROR the cart is gone', 'time_and_level'],
      ['[2026-11-22 10:02:52.123] [DEBUG] the cart was opened', 'time_and_level'],
    ] as const)
      assert.equal(detected(line), format, line);
  });

  test('makes up nothing of a sentence, or of a line of something else', () => {
    for (const line of [
      '2026-11-32 10:02:52 ERROR x',
      'ERROR: something failed',
      'info: see [1] below',
      'info: Shop see[14] below',
      '[INFO] Building shop 1.0',
      'I, [2026] am',
      'WARNING: root: x',
      'E1122 is a colour',
    ])
      assert.equal(detected(line), 'text', line);
  });

  test('of Sidekiq', () => {
    // lib/sidekiq/logger.rb: Pretty of versions 6 and 7, and of 8; WithoutTimestamp, which it takes on Heroku; lib/sidekiq/logging.rb of 5
    const job = { 'process.pid': 4321, 'process.thread.name': 'ouq6zs', 'log.logger': 'Shop::CartJob' };
    const jid = '95a7f5a0b1a74ac5b9fcbfb5';
    for (const [line, time, fields] of [
      [`2026-11-22T10:02:52.123Z pid=4321 tid=ouq6zs class=Shop::CartJob jid=${jid} INFO: done: a=b`, TIME, { jid }],
      [`INFO 2026-11-22T10:02:52.123Z pid=4321 tid=ouq6zs class=Shop::CartJob jid=${jid}: done: a=b`, TIME, { jid }],
      [
        `2026-11-22T10:02:52.123Z pid=4321 tid=ouq6zs class=Shop::CartJob jid=${jid} elapsed=0.031 tags=a,b INFO: done: a=b`,
        TIME,
        { jid, elapsed: '0.031', tags: 'a,b' },
      ],
      [`pid=4321 tid=ouq6zs class=Shop::CartJob jid=${jid} INFO: done: a=b`, ABSENT, { jid }],
      [`INFO pid=4321 tid=ouq6zs class=Shop::CartJob jid=${jid}: done: a=b`, ABSENT, { jid }],
    ] as const) {
      reads('sidekiq', line, {
        ...job,
        'log.level': 'info',
        message: 'done: a=b',
        'kafkainsight.fields': fields,
        ...(time !== undefined && { '@timestamp': time }),
      });
    }
    for (const line of [
      '2026-11-22T10:02:52.123Z pid=4321 tid=ouq6zs WARN: x y',
      'WARN 2026-11-22T10:02:52.123Z pid=4321 tid=ouq6zs: x y',
      'pid=4321 tid=ouq6zs WARN: x y',
      '2026-11-22T10:02:52.123Z 4321 TID-ouq6zs WARN: x y',
      '4321 TID-ouq6zs WARN: x y',
    ])
      reads('sidekiq', line, { 'process.pid': 4321, 'log.level': 'warn', message: 'x y', 'log.logger': ABSENT });
    reads('sidekiq', `2026-11-22T10:02:52.123Z 4321 TID-ouq6zs CartJob JID-${jid} INFO: done: 0.031 sec`, {
      'log.logger': 'CartJob',
      'kafkainsight.fields': { jid },
      message: 'done: 0.031 sec',
    });
    const drained = parseLine(
      'rfc5424',
      `<190>1 2026-11-22T10:02:52.123456+00:00 host app worker.1 - pid=4 tid=abc class=CartJob jid=${jid} INFO: start`,
    );
    assert.partialDeepStrictEqual(drained, { '@timestamp': TIME, 'log.logger': 'CartJob', message: 'start' });
    for (const line of [
      'pid=4321 tid=ouq6zs',
      'pid=4321 tid=ouq6zs said INFO: x',
      'pid=x tid=ouq6zs INFO: x',
      'pid=4321 tid=OUQ INFO: x',
      '4321 TID-ouq6zs said: x',
      'pid=4321 tid=a class=b jid=c',
    ])
      assert.notEqual(detected(line), 'sidekiq', line);
  });

  test('with a class before a message has a logger, with a word none', () => {
    // the first word of a message is no logger
    for (const text of [
      'Connection - refused by peer',
      'TypeError: x is no function',
      'app.log: not found',
      'www.example.org: refused',
    ]) {
      const document = parseLine('text', `2026-11-22 10:02:52,123 ERROR ${text}`);
      if (text.startsWith('Connection')) continue;
      assert.deepEqual([document['log.logger'], document['message']], [ABSENT, text]);
    }
  });

  test('may have bars between time, level and message', () => {
    for (const [line, level, message] of [
      [
        '2026-11-22 10:02:52.123456|INFO    |Query         |   |query from 11',
        'info',
        'Query         |   |query from 11',
      ],
      ['2026-11-22 10:02:52.1234|WARN|Cart 7', 'warn', 'Cart 7'],
      ['2026-11-22 10:02:52.123|Cart 7|opened', ABSENT, 'Cart 7|opened'],
    ] as const) {
      const document = parseLine('text', line);
      const found = [document['@timestamp'], document['log.level'], document['message']];
      assert.deepEqual(found, ['2026-11-22T10:02:52.123Z', level, message], line);
    }
  });
});
