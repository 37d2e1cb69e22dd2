import { suite, test } from 'node:test';
import { reads } from '../../../test/helpers/reads.ts';

const TIME = '2026-11-22T10:02:52.123Z';
const ABSENT = undefined;

suite('a line of an application in Java', () => {
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
      // SLF4J 2's simple separator after a whole time: logback with `%logger -- %msg`
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
    // ZooKeeper's logback.xml, `%d{ISO8601} [myid:%X{myid}] - %-5p [%t:%C{1}@%L] - %m%n`, and 3.4's log4j.properties without the server
    const line = 'log.origin.file.line';
    for (const [text, expected] of [
      [
        '[myid:] - INFO  [main:o.a.z.s.q.QuorumPeerConfig@136] - Reading [x] - y',
        { 'service.node.name': ABSENT, [thread]: 'main', [name]: 'o.a.z.s.q.QuorumPeerConfig', [line]: 136 },
      ],
      [
        '[myid:3] - WARN  [QuorumPeer[myid=3]/0:0:0:0:0:0:0:0:2181:Learner@89] - Reading [x] - y',
        {
          'service.node.name': '3',
          [thread]: 'QuorumPeer[myid=3]/0:0:0:0:0:0:0:0:2181',
          [name]: 'Learner',
          [line]: 89,
        },
      ],
      [
        '- ERROR [ProcessThread(sid:3 cport:-1)::PrepRequestProcessor@653] - Reading [x] - y',
        { [thread]: 'ProcessThread(sid:3 cport:-1):', [name]: 'PrepRequestProcessor', [line]: 653 },
      ],
    ] as const)
      reads('log4j', `2026-11-22 10:02:52,123 ${text}`, {
        '@timestamp': TIME,
        'log.level': /WARN|ERROR/.exec(text)?.[0].toLowerCase() ?? 'info',
        ...expected,
        message: 'Reading [x] - y',
      });
    // Strimzi's log4j2.properties: `%d{yyyy-MM-dd HH:mm:ss} %-5p [%t] %c{1}:%L - %m%n`; a logger may itself end in digits
    for (const [text, logger, number] of [
      ['INFO  [main] QuorumController:537', 'QuorumController', 537],
      ['INFO  [main] logger:305', 'logger', 305],
      ['INFO  [main] shop.Cart2', 'shop.Cart2', ABSENT],
      ['INFO  [main] shop:a2', 'shop:a2', ABSENT],
    ] as const)
      reads('log4j', `2026-11-22 10:02:52.123 ${text} - a - b`, { [name]: logger, [line]: number, message: 'a - b' });
    // logback's manual, BasicConfigurator: no date, so the line has no time
    reads('log4j', '10:02:52.123 [main] DEBUG org.example.Cart -- Ready', {
      'log.logger': 'org.example.Cart',
      'log.level': 'debug',
      message: 'Ready',
      'kafkainsight.time.inferred': ['time'],
      'kafkainsight.fields': { clock: '10:02:52.123' },
    });
  });
});
