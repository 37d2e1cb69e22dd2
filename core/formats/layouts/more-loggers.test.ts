import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { detected, reads } from '../../../test/helpers/reads.ts';
import { joiningOf } from '../../files/joining.ts';
import { detectFormat } from '../detect.ts';

const MILLIS = '2026-11-22T10:02:52.123Z';
const SECOND = '2026-11-22T10:02:52.000Z';

suite('a line of a server that logs in an order of its own', () => {
  test("of NATS (server/log.go), with the process's number in front", () => {
    reads('time_and_level', '[4321] 2026/11/22 10:02:52.123456 [ERR] 203.0.113.9:50412 - cid:7 - gone', {
      '@timestamp': MILLIS,
      'process.pid': 4321,
      'log.level': 'error',
      message: '203.0.113.9:50412 - cid:7 - gone',
    });
  });

  test('of RabbitMQ (rabbitmq.com, "Logging"), with the process of Erlang\'s machine', () => {
    reads('time_and_level', '2026-11-22 10:02:52.123 [error] <0.222.0> closing AMQP connection <0.9.0>', {
      '@timestamp': MILLIS,
      'log.level': 'error',
      message: 'closing AMQP connection <0.9.0>',
      'kafkainsight.fields': { erlang_process: '0.222.0' },
    });
    reads('time_and_level', '2026-11-22 10:02:52.123 [error] <b>gone</b>', { message: '<b>gone</b>' });
  });

  test('of Icinga (icinga.com, "Logging"), with level and facility in one word', () => {
    reads('time_and_level', '[2026-11-22 11:02:52 +0100] warning/PluginNotificationTask: terminated: 127', {
      '@timestamp': SECOND,
      'log.level': 'warn',
      'log.logger': 'PluginNotificationTask',
      message: 'terminated: 127',
    });
  });

  test('of ActiveMQ (log4j2.properties), with bars between', () => {
    reads('log4j', '2026-11-22 10:02:52,123 | WARN  | a | b is down | org.apache.activemq.Store | Queue:x[1] #2', {
      '@timestamp': MILLIS,
      'log.level': 'warn',
      'log.logger': 'org.apache.activemq.Store',
      'process.thread.name': 'Queue:x[1] #2',
      message: 'a | b is down',
    });
  });

  test('of Elasticsearch about what is deprecated, which no node says', () => {
    reads('log4j', '[2026-11-22T10:02:52,123][WARN ][o.e.d.i.m.AllFieldMapper ] [_all] is deprecated in 6.0+', {
      'log.logger': 'o.e.d.i.m.AllFieldMapper',
      'service.node.name': undefined,
      message: '[_all] is deprecated in 6.0+',
    });
    reads('log4j', '[2026-11-22T10:02:52,123][INFO ][o.e.n.Node               ] [web1] started', {
      'service.node.name': 'web1',
      message: 'started',
    });
  });

  test('of Spark and Hadoop (conf/log4j.properties: %d{yy/MM/dd HH:mm:ss} %p %c{1}: %m%n)', () => {
    for (const logger of ['BlockManager', 'o.a.s.storage.BlockManager', 'storage.BlockManager', 'mortbay.log'])
      reads('log4j', `26/11/22 10:02:52 WARN ${logger}: Block rdd_2_1 is lost`, {
        '@timestamp': SECOND,
        'log.level': 'warn',
        'log.logger': logger,
        message: 'Block rdd_2_1 is lost',
      });
    for (const other of [
      '26/13/22 10:02:52 WARN A: x',
      '26/11/22 10:02:52 WARN x is lost',
      '6/11/22 10:02:52 WARN A: x',
    ])
      assert.notEqual(detected(other), 'log4j', other);
  });
});

suite('a line of a database, of old too', () => {
  // redis/redis, src/redis.c and server.c: strftime(buf,sizeof(buf),"%d %b %H:%M:%S.",…) up to 3.2
  test('of Redis has no year', () => {
    reads('redis', '4321:M 22 Nov 10:02:52.123 # Server started, Redis version 3.0.2', {
      '@timestamp': MILLIS,
      'process.pid': 4321,
      'log.level': 'warn',
      message: 'Server started, Redis version 3.0.2',
      'kafkainsight.time.inferred': ['year', 'zone'],
    });
    reads('redis', '[4321] 22 Nov 10:02:52 * The server is now ready', {
      '@timestamp': SECOND,
      'process.pid': 4321,
      'log.level': 'notice',
      message: 'The server is now ready',
    });
    assert.equal(detected('[4321] 32 Nov 10:02:52 * The server is now ready'), 'text');
  });

  // postgresql.org, "When to Log": log_min_duration_statement, log_duration
  test('of PostgreSQL says how long a statement took', () => {
    const line = '2026-11-22 10:02:52.123 UTC [7] LOG:  duration: ';
    reads('postgresql', `${line}112.337 ms  execute S_59: SELECT 1`, {
      'event.duration': 112_337_000,
      message: 'duration: 112.337 ms  execute S_59: SELECT 1',
    });
    reads('postgresql', `${line}0.005 ms`, { 'event.duration': 5000 });
    for (const odd of ['long', '5 s', '-1 ms', '5'])
      reads('postgresql', `${line}${odd}`, { 'event.duration': undefined, message: `duration: ${odd}` });
  });

  test('of MySQL has no level', () => {
    reads('mysql_error', '261122 10:02:52 mysqld_safe Starting mysqld daemon', {
      '@timestamp': SECOND,
      message: 'mysqld_safe Starting mysqld daemon',
    });
    reads('mysql_error', '261122 10:02:52  InnoDB: Initializing buffer pool', {
      '@timestamp': SECOND,
      message: 'InnoDB: Initializing buffer pool',
    });
    assert.equal(detected('261122 10:02:52 carts are open'), 'text');
  });
});

test('lines that begin with a number between brackets and a time begin an event each', () => {
  for (const line of ['[4321] 22 Nov 10:02:52 * a', '[4321] 2026/11/22 10:02:52.123456 [INF] a']) {
    const file = Buffer.from(`${line}\n  more\n`.repeat(3));
    assert.deepEqual(joiningOf(file, { prefix: '' }, detectFormat(file)).joining, { starts: 'time' });
  }
});
