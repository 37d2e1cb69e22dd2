import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { detected, reads } from '../../../test/helpers/reads.ts';

const TIME = '2026-11-22T10:02:52.123Z';
const SECOND = '2026-11-22T10:02:52.000Z';
const ABSENT = undefined;

suite('a line of a database', () => {
  test('of PostgreSQL', () => {
    const service = { 'event.dataset': 'database', 'service.type': 'postgresql' };
    reads('postgresql', '2026-11-22 11:02:52.123 CET [7] LOG:  ready', {
      ...service,
      '@timestamp': TIME,
      'process.pid': 7,
      'log.level': 'info',
      message: 'ready',
    });
    reads('postgresql', '2026-11-22 10:02:52.123 UTC [7] ann@shop ERROR:  no table', {
      'user.name': 'ann',
      'postgresql.log.database': 'shop',
      'log.level': 'error',
      message: 'no table',
    });
    for (const word of ['DETAIL', 'HINT', 'CONTEXT', 'STATEMENT', 'QUERY'])
      reads('postgresql', `2026-11-22 10:02:52.123 UTC [7] ${word}:  SELECT 1`, {
        'log.level': ABSENT,
        message: 'SELECT 1',
        'kafkainsight.fields': { severity: word },
      });
    // Amazon RDS: `%t:%r:%u@%d:[%p]:`
    reads('postgresql', '2026-11-22 10:02:52 UTC:203.0.113.9(50412):ann@shop:[7]:FATAL:  no', {
      '@timestamp': SECOND,
      'source.ip': '203.0.113.9',
      'source.port': 50_412,
      'user.name': 'ann',
      'log.level': 'critical',
    });
    // "%r": "Remote host name or IP address, and remote port"; what is no number is no port
    for (const odd of ['()', '(50412x)', '(50412', '(x)'])
      reads('postgresql', `2026-11-22 10:02:52 UTC:203.0.113.9${odd}:ann@shop:[7]:FATAL:  no`, {
        'source.ip': '203.0.113.9',
        'source.port': ABSENT,
        'user.name': 'ann',
      });
    reads('postgresql', '2026-11-22 10:02:52 UTC::@:[7]:LOG:  checkpoint', {
      'user.name': ABSENT,
      'process.pid': 7,
      message: 'checkpoint',
    });
    // the other prefix that Amazon RDS allows ("RDS for PostgreSQL database log files"): `%m:%r:%u@%d:[%p]:%l:%e:%s:%v:%x:%c:%q%a:`,
    // whose application processes without a session do not print
    const verbose =
      '2026-11-22 10:02:52.123 UTC:203.0.113.9(50412):ann@shop:[7]:3:42P01:2026-11-22 09:59:01 UTC:4/12:0:6a837351.6c:';
    reads('postgresql', `${verbose}PostgreSQL JDBC Driver:ERROR:  no table`, {
      '@timestamp': TIME,
      'source.ip': '203.0.113.9',
      'source.port': 50_412,
      'user.name': 'ann',
      'postgresql.log.database': 'shop',
      'postgresql.log.application_name': 'PostgreSQL JDBC Driver',
      'process.pid': 7,
      'error.code': '42P01',
      'log.level': 'error',
      message: 'no table',
    });
    reads(
      'postgresql',
      `${verbose.replace('203.0.113.9(50412):ann@shop', ':@').replace('42P01', '00000')}LOG:  checkpoint`,
      {
        '@timestamp': TIME,
        'user.name': ABSENT,
        'error.code': ABSENT,
        'postgresql.log.application_name': ABSENT,
        message: 'checkpoint',
      },
    );
    reads('postgresql', `${verbose}[unknown]:LOG:  x`, { 'postgresql.log.application_name': ABSENT, message: 'x' });
    // Datadog's documentation of its integration: `%m [%p] %d %a %u %h %c `; an application of several words would be read as a user
    const datadog = (application: string) =>
      `2026-11-22 10:02:52.123 UTC [7] shop ${application} ann 203.0.113.9 6a837351.6c LOG:  x`;
    reads('postgresql', datadog('psql'), {
      'postgresql.log.database': 'shop',
      'postgresql.log.application_name': 'psql',
      'user.name': 'ann',
      'source.ip': '203.0.113.9',
      message: 'x',
    });
    assert.notEqual(detected(datadog('PostgreSQL JDBC Driver')), 'postgresql');
    // `%t `, the default of Debian's packages before 9.5
    reads('postgresql', '2026-11-22 10:02:52 UTC FATAL:  no', {
      '@timestamp': SECOND,
      'log.level': 'critical',
      message: 'no',
    });
    // pgBadger's README
    reads('postgresql', '2026-11-22 10:02:52 UTC [7]: [3-1] user=ann,db=shop,app=psql,client=203.0.113.9 LOG:  x', {
      'user.name': 'ann',
      'postgresql.log.application_name': 'psql',
      'source.ip': '203.0.113.9',
      message: 'x',
    });
    // several zones are called so: the source's is taken, and it is said
    reads('postgresql', '2026-11-22 10:02:52 EST [7] LOG:  x', {
      '@timestamp': SECOND,
      'kafkainsight.time.inferred': ['zone'],
    });
    reads(
      'postgresql',
      '2026-11-22 10:02:52 EST [7] LOG:  x',
      { '@timestamp': '2026-11-22T15:02:52.000Z', 'kafkainsight.time.inferred': ABSENT },
      { timeZone: 'America/New_York' },
    );
    // elog.c, log_line_prefix(): what is not known yet, before a client has said who it is
    reads('postgresql', '2026-11-22 10:02:52 UTC [7] [unknown]@[unknown] LOG:  connection received', {
      'user.name': ABSENT,
      'postgresql.log.database': ABSENT,
      'process.pid': 7,
    });
    for (const line of [
      '2026-11-22 10:02:52 UTC [7] Log:  x',
      '2026-11-22 10:02:52 UTC [7] LOG: x',
      '2026-11-22 10:02:52 XYZ [7] LOG:  x',
    ])
      assert.notEqual(detected(line), 'postgresql', line);
  });

  test('of PostgreSQL in the languages that it speaks', () => {
    // src/backend/po of PostgreSQL 15, msgid ERROR, WARNING, LOG, FATAL and PANIC
    for (const [word, level] of [
      ['DEBUG', 'debug'],
      ['FEHLER', 'error'],
      ['WARNUNG', 'warn'],
      ['HINWEIS', 'notice'],
      ['PANIK', 'critical'],
      ['ERREUR', 'error'],
      ['ATTENTION', 'warn'],
      ['ERRORE', 'error'],
      ['FATALE', 'critical'],
      ['FEL', 'error'],
      ['LOGG', 'info'],
      ['ОШИБКА', 'error'],
      ['ВАЖНО', 'critical'],
      ['ПОМИЛКА', 'error'],
      ['错误', 'error'],
      ['日志', 'info'],
      ['致命錯誤', 'critical'],
      ['오류', 'error'],
      ['შეცდომა', 'error'],
    ])
      reads('postgresql', `2026-11-22 10:02:52.123 UTC [7] ann@shop ${word}:  x: y`, {
        'user.name': 'ann',
        'log.level': level,
        message: 'x: y',
      });
    // Georgian has one word for NOTICE and WARNING; what belongs to another line has no level; French puts a space before its colons
    for (const word of ['გაფრთხილება', 'ANWEISUNG', 'DÉTAIL', 'ASTUCE ', 'ОПЕРАТОР', '文', '명령 구문'])
      reads('postgresql', `2026-11-22 10:02:52.123 UTC [7] ${word}:  SELECT 1`, {
        'log.level': ABSENT,
        message: 'SELECT 1',
        'kafkainsight.fields': { severity: word },
      });
    for (const word of ['Fehler', 'FEHLERS', 'ОШИБКА ОШИБКА', 'x'.repeat(80)])
      assert.notEqual(detected(`2026-11-22 10:02:52.123 UTC [7] ${word}:  x`), 'postgresql', word);
  });

  test('of MySQL and MariaDB', () => {
    reads('mysql_error', '2026-11-22T10:02:52.123456Z 0 [System] [MY-010931] [Server] ready', {
      '@timestamp': TIME,
      'service.type': 'mysql',
      'mysql.thread_id': 0,
      'log.level': 'info',
      'error.code': 'MY-010931',
      'event.provider': 'Server',
      message: 'ready',
    });
    reads('mysql_error', '2026-11-22T10:02:52.123456Z 7 [Note] [x] y', {
      'log.level': 'notice',
      'error.code': ABSENT,
      message: '[x] y',
    });
    // "-" is how others print what is missing; MySQL 5.7 has no such value, and its message may begin with anything
    reads('mysql_error', '2026-11-22T10:02:52.123456Z 7 [Note] [-] [y] z', {
      'error.code': ABSENT,
      message: '[-] [y] z',
    });
    reads('mysql_error', '2026-11-22T10:02:52.123456Z 7 [Note] ', { 'log.level': 'notice', message: ABSENT });
    reads('mysql_error', '2026-11-22  9:02:52 7 [ERROR] mysqld: x', {
      '@timestamp': '2026-11-22T09:02:52.000Z',
      'log.level': 'error',
      message: 'mysqld: x',
    });
    for (const line of ['1211222 9:02:52 [Warning] x', '12112  19:02:52 [Warning] x', '121122  9-02:52 [Warning] x'])
      assert.notEqual(detected(line), 'mysql_error', line);
    // MySQL prints microseconds and an offset, MariaDB neither, and both the thread: all others come from other programs
    for (const line of [
      '2026-11-22 10:02:52 [ERROR] x',
      '2026-11-22 10:02:52.123 [Warning] x',
      '2026-11-22 10:02:52,123 [ERROR] shop.cart: x',
      '2026-11-22T10:02:52.123Z [Error] x',
    ])
      reads('time_and_level', line, { 'service.type': ABSENT });
    for (const line of ['2026-11-22T10:02:52.123Z 7 [ERROR] x', '2026-11-22 10:02:52.123456 7 [ERROR] x'])
      assert.notEqual(detected(line), 'mysql_error', line);
    reads('mysql_error', '121122  9:02:52 [Warning] x', {
      '@timestamp': '2012-11-22T09:02:52.000Z',
      'mysql.thread_id': ABSENT,
      'log.level': 'warn',
    });
  });

  test('of Redis and MongoDB', () => {
    reads('redis', '7:M 22 Nov 2026 10:02:52.123 # x', {
      '@timestamp': TIME,
      'process.pid': 7,
      'log.level': 'warn',
      message: 'x',
      'kafkainsight.fields': { redis_role: 'M' },
    });
    assert.equal(detected('7:M 22 Nov 2026 10:02:52.123 # x'), 'redis');
    reads('redis', '7:S 22 Nov 2026 10:02:52.123 - x', { 'log.level': 'debug', message: 'x' });
    reads('mongodb', '2026-11-22T11:02:52.123+0100 W STORAGE  [initandlisten] x', {
      '@timestamp': TIME,
      'log.level': 'warn',
      'mongodb.log.component': 'STORAGE',
      'mongodb.log.context': 'initandlisten',
      message: 'x',
    });
  });

  test('of MongoDB tells who signed in, and who was refused', () => {
    const head = '2026-11-22T11:02:52.123+0100 I ACCESS   [conn7] ';
    // src/mongo/db/auth/sasl_commands.cpp of MongoDB 4.2 and 3.2
    const accepted = {
      'event.category': ['authentication'],
      'event.action': 'mongodb_login',
      'event.outcome': 'success',
    };
    reads('mongodb', `${head}Successfully authenticated as principal ann on admin from client 203.0.113.9:50412`, {
      ...accepted,
      'user.name': 'ann',
      'source.ip': '203.0.113.9',
      'source.port': 50_412,
    });
    reads('mongodb', `${head}Successfully authenticated as principal ann on admin`, {
      ...accepted,
      'user.name': 'ann',
      'source.ip': ABSENT,
    });
    const refused = (user: string, more = ''): string =>
      `${head}SASL SCRAM-SHA-256 authentication failed for ${user} on admin from client [2001:db8::1]:50412 ; UserNotFound: Could not find user "${more}"`;
    reads('mongodb', refused('ann'), {
      'event.category': ['authentication'],
      'event.outcome': 'failure',
      'user.name': 'ann',
      'source.ip': '2001:db8::1',
      'source.port': 50_412,
      message: refused('ann').slice(head.length),
    });
    // whoever signs in chooses the name: where two readings are possible, there is neither user nor address
    const forged = 'ann on admin from client 192.0.2.1:1 ; x';
    for (const line of [refused(forged), refused('ann', ' on admin from client 192.0.2.1:1 ; ')])
      reads('mongodb', line, { 'event.outcome': 'failure', 'user.name': ABSENT, 'source.ip': ABSENT });
    reads('mongodb', `${head}Successfully authenticated as principal ${forged} on admin from client 203.0.113.9:1`, {
      'source.ip': '203.0.113.9',
      'user.name': forged,
    });
    reads('mongodb', `${head}note: noprealloc may hurt performance`, {
      'event.category': ['database'],
      'event.outcome': ABSENT,
    });
  });
});
