import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseLine } from '../../../test/helpers/parse-line.ts';
import { detected, reads } from '../../../test/helpers/reads.ts';

const TIME = '2026-11-22T10:02:52.123Z';
const SECOND = '2026-11-22T10:02:52.000Z';
const ABSENT = undefined;

suite('a line of an application', () => {
  test('of Spring Boot', () => {
    // docs.spring.io/spring-boot/reference/features/logging.html, "Log Format"
    reads(
      'spring_boot',
      '2026-11-22T10:02:52.123Z  INFO 110667 --- [myapp] [           main] o.s.b.d.f.logexample.MyApplication       : Starting MyApplication',
      {
        '@timestamp': TIME,
        'log.level': 'info',
        'process.pid': 110_667,
        'service.name': 'myapp',
        'process.thread.name': 'main',
        'log.logger': 'o.s.b.d.f.logexample.MyApplication',
        message: 'Starting MyApplication',
      },
    );
    reads('spring_boot', '2026-11-22 10:02:52.123 ERROR 7 --- [nio-8080-exec-1] o.e.shop.Cart : a : b', {
      '@timestamp': TIME,
      'log.level': 'error',
      'service.name': ABSENT,
      'log.logger': 'o.e.shop.Cart',
      message: 'a : b',
    });
    // Spring Cloud Sleuth's reference, "Log correlation"; Spring Boot's, "Tracing"
    reads(
      'spring_boot',
      '2026-11-22 10:02:52.123  INFO [bar,6bfd228dc00d216b,23030ab7a1b4d0e2] 7 --- [main] o.e.Bar : x',
      {
        'service.name': 'bar',
        'trace.id': '6bfd228dc00d216b',
        'span.id': '23030ab7a1b4d0e2',
        'process.pid': 7,
      },
    );
    reads('spring_boot', '2026-11-22 10:02:52.123  INFO [bar,,,] 7 --- [main] o.e.Bar : outside of a request', {
      'service.name': 'bar',
      'trace.id': ABSENT,
      'span.id': ABSENT,
    });
    reads(
      'spring_boot',
      '2026-11-22T10:02:52.123Z  INFO 7 --- [bar] [main] [803b448a0489f84084905d3093480352-3425f23bb2432450] o.e.Bar : x',
      {
        'service.name': 'bar',
        'process.thread.name': 'main',
        'trace.id': '803b448a0489f84084905d3093480352',
        'span.id': '3425f23bb2432450',
      },
    );
    // the same of an application without a name, and of a line outside of any trace
    for (const [ids, trace] of [
      ['803b448a0489f84084905d3093480352-3425f23bb2432450', '803b448a0489f84084905d3093480352'],
      [' '.repeat(49), ABSENT],
    ] as const)
      reads('spring_boot', `2026-11-22T10:02:52.123Z  INFO 7 --- [nio-8080-exec-1] [${ids}] o.e.Bar : x`, {
        'service.name': ABSENT,
        'process.thread.name': 'nio-8080-exec-1',
        'trace.id': trace,
        'log.logger': 'o.e.Bar',
      });
  });

  test('of log4j, logback and what is written like them', () => {
    const [thread, name] = ['process.thread.name', 'log.logger'];
    for (const [line, expected] of [
      // log4net's manual, PatternLayout: `%date [%thread] %-5level %logger - %message`
      [
        '2026-11-22 10:02:52,123 [main] WARN  org.example.Cart - a - b',
        { 'log.level': 'warn', [thread]: 'main', [name]: 'org.example.Cart', message: 'a - b' },
      ],
      [
        '2026-11-22 10:02:52.123 INFO  [pool-1-thread-2] o.e.Cart - -',
        { [thread]: 'pool-1-thread-2', [name]: 'o.e.Cart', message: '-' },
      ],
      // Hadoop's log4j.properties: `%d{ISO8601} %p %c{2}: %m%n`, and with its thread
      [
        '2026-11-22 10:02:52,123 INFO [main] org.apache.hadoop.mapreduce.v2.app.MRAppMaster: Created',
        { [thread]: 'main', [name]: 'org.apache.hadoop.mapreduce.v2.app.MRAppMaster', message: 'Created' },
      ],
      [
        '2026-11-22 10:02:52,123 INFO dfs.DataNode$PacketResponder: PacketResponder 1',
        { [name]: 'dfs.DataNode$PacketResponder', message: 'PacketResponder 1' },
      ],
      // WildFly's standalone.xml: `%d{yyyy-MM-dd HH:mm:ss,SSS} %-5p [%c] (%t) %s%e%n`
      [
        '2026-11-22 10:02:52,123 INFO  [org.jboss.as] (MSC service thread 1-2) WFLYSRV0049: up',
        { [thread]: 'MSC service thread 1-2', [name]: 'org.jboss.as', message: 'WFLYSRV0049: up' },
      ],
      // Kafka's log4j.properties: `[%d] %p %m (%c)%n`
      [
        '[2026-11-22 10:02:52,123] INFO [Group 1]: Loaded (in 3 ms) (kafka.coordinator.group.GroupCoordinator)',
        { [name]: 'kafka.coordinator.group.GroupCoordinator', message: '[Group 1]: Loaded (in 3 ms)' },
      ],
      // Elasticsearch's log4j2.properties: `[%d{ISO8601}][%-5p][%-25c{1.}] [%node_name]%marker %m%n`
      [
        '[2026-11-22T10:02:52,123][WARN ][o.e.n.Node               ] [node-1] started',
        { 'log.level': 'warn', [name]: 'o.e.n.Node', 'service.node.name': 'node-1', message: 'started' },
      ],
      // Cassandra's logback.xml: `%-5level [%thread] %date{ISO8601} %F:%L - %msg%n`
      [
        'DEBUG [main] 2026-11-22 10:02:52,123 Loader.java:89 - Loaded',
        {
          'log.level': 'debug',
          [thread]: 'main',
          'log.origin.file.name': 'Loader.java',
          'log.origin.file.line': 89,
          message: 'Loaded',
        },
      ],
      // Tomcat's OneLineFormatter
      [
        '22-Nov-2026 10:02:52.123 INFO [main] org.apache.catalina.startup.Catalina.start Server startup in [123] ms',
        {
          [thread]: 'main',
          [name]: 'org.apache.catalina.startup.Catalina.start',
          message: 'Server startup in [123] ms',
        },
      ],
      // log4j 1.2's manual and many after it: `%d{yyyy-MM-dd HH:mm:ss} %-5p %c{1}:%L - %m%n`, and `(%F:%L)`
      [
        '2026-11-22 10:02:52,123 INFO  Cart:12 - a - b',
        { 'log.level': 'info', [name]: 'Cart', 'log.origin.file.line': 12, message: 'a - b' },
      ],
      [
        '22 Nov 2026 10:02:52,123 INFO  [main] (Cart.java:12) - a',
        { [name]: ABSENT, 'log.origin.file.name': 'Cart.java', 'log.origin.file.line': 12, message: 'a' },
      ],
      // SLF4J 2's simple separator behind a whole time: logback with `%logger -- %msg`
      [
        '2026-11-22 10:02:52.123 [main] DEBUG org.example.Cart -- Ready',
        { [thread]: 'main', [name]: 'org.example.Cart', message: 'Ready' },
      ],
      // Dropwizard's DropwizardLayout: `%-5p [%d{ISO8601,UTC}] %c: %m`
      [
        'INFO  [2026-11-22 10:02:52,123] org.example.Cart: a: b',
        { 'log.level': 'info', [name]: 'org.example.Cart', message: 'a: b' },
      ],
      // NLog's default layout: `${longdate}|${level:uppercase=true}|${logger}|${message}`
      [
        '2026-11-22 10:02:52.1234|FATAL|Shop.Cart|a|b',
        { 'log.level': 'critical', [name]: 'Shop.Cart', message: 'a|b' },
      ],
    ] as const)
      reads('log4j', line, { '@timestamp': TIME, ...expected });
    // logback's manual, BasicConfigurator: no date, so the line has no time
    reads('log4j', '10:02:52.123 [main] DEBUG org.example.Cart -- Ready', {
      'log.logger': 'org.example.Cart',
      'log.level': 'debug',
      message: 'Ready',
      'kafkainsight.time.inferred': ['time'],
      'kafkainsight.fields': { clock: '10:02:52.123' },
    });
  });

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
