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
      ['2026-11-22 10:02:52.123000+00:00 [warning] <0.9.0> hi', 'warn', '<0.9.0> hi'],
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
});
