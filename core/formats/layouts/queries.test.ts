import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseLine } from '../../../test/helpers/parse-line.ts';
import { reads } from '../../../test/helpers/reads.ts';
import { joiningOf } from '../../files/joining.ts';
import { labelOf } from '../../format-table.ts';
import { detectFormat } from '../detect.ts';

const MILLIS = '2026-11-22T10:02:52.123Z';
const DATABASE = ['database'];
const SIGN_IN = ['authentication'];

const slow = (more = ''): string =>
  [
    '# Time: 2026-11-22T10:02:52.123456Z',
    '# User@Host: shop[shop] @ web1 [10.0.3.7]  Id:    14',
    '# Query_time: 2.000123  Lock_time: 0.000010 Rows_sent: 1  Rows_examined: 100000',
    'use shop;',
    'SET timestamp=1795341770;',
    `SELECT *\nFROM carts${more};`,
  ].join('\n');

suite('queries', () => {
  test("of MySQL's slow query log, one event each", () => {
    const document = parseLine('mysql_queries', slow());
    for (const [key, value] of Object.entries({
      '@timestamp': MILLIS,
      'event.category': DATABASE,
      'event.duration': 2_000_123_000,
      'service.type': 'mysql',
      'user.name': 'shop',
      'source.ip': '10.0.3.7',
      'mysql.thread_id': 14,
      message: 'SELECT *\nFROM carts;',
      'kafkainsight.fields': { Lock_time: '0.000010', Rows_sent: '1', Rows_examined: '100000' },
    }))
      assert.deepEqual(document[key], value, key);
    // MySQL 5.6 has no fraction; MariaDB and RDS without names of hosts
    const old = slow().replace('2026-11-22T10:02:52.123456Z', '261122 10:02:52').replace('web1 [', ' [');
    const other = parseLine('mysql_queries', old);
    assert.equal(other['@timestamp'], '2026-11-22T10:02:52.000Z');
    assert.equal(other['source.ip'], '10.0.3.7');
    assert.equal(other['event.duration'], 2_000_123_000);
  });

  test('that MariaDB printed below one time are not taken for one query', () => {
    const document = parseLine('mysql_queries', slow(`;\n# User@Host: ann[ann] @ localhost []\nSELECT 2`));
    assert.equal(document['@timestamp'], MILLIS);
    assert.equal(document['user.name'], undefined);
    assert.equal(document['event.duration'], undefined);
    assert.match(String(document['message']), /SELECT 2;$/);
  });

  test('have their lines joined, however many lines a query has', () => {
    const file = Buffer.from(
      `/usr/sbin/mysqld, Version: 8.0.40. started with:\nTcp port: 3306\n${slow('\n'.repeat(99))}\n`,
    );
    const format = detectFormat(file);
    assert.equal(labelOf(format), 'mysql_queries');
    const starts = joiningOf(file, { prefix: '' }, format).joining?.starts;
    assert.ok(typeof starts === 'object' && 'pattern' in starts);
    assert.equal(
      labelOf(detectFormat(Buffer.from(`# Time: 2026-11-22T10:02:52.123456Z\n${'a list\n'.repeat(9)}`))),
      'text',
    );
  });

  test("of MySQL's general log", () => {
    const line = (command: string, argument: string): string =>
      `2026-11-22T10:02:52.123456Z\t   14 ${command}\t${argument}`;
    const expected = { '@timestamp': MILLIS, 'mysql.thread_id': 14 };
    reads('mysql_queries', line('Query', 'SELECT 1'), {
      ...expected,
      'event.category': DATABASE,
      message: 'SELECT 1',
      'kafkainsight.fields': { command: 'Query' },
    });
    reads('mysql_queries', line('Quit', ''), { ...expected, message: undefined });
    reads('mysql_queries', line('Connect', "Access denied for user 'ann'@'203.0.113.9' (using password: YES)"), {
      ...expected,
      'event.category': SIGN_IN,
      'event.action': 'mysql_login',
      'event.outcome': 'failure',
      'user.name': 'ann',
      'source.ip': '203.0.113.9',
    });
  });

  test('of PostgreSQL as CSV (postgresql.org, "Using CSV-Format Log Output")', () => {
    const line = (client: string, message: string, tail: string, feed = ' '): string =>
      `2026-11-22 10:02:52.123 UTC,"ann","shop",4321,"${client}",5f2b.10e1,1,"SELECT",2026-11-22 10:00:00 UTC,3/7,0,ERROR,42P01,"${message}",,,,,,"select a, b${feed}from carts",15,,"psql"${tail}`;
    const expected = {
      '@timestamp': MILLIS,
      'event.category': DATABASE,
      'user.name': 'ann',
      'postgresql.log.database': 'shop',
      'postgresql.log.application_name': 'psql',
      'process.pid': 4321,
      'log.level': 'error',
      'error.code': '42P01',
    };
    for (const tail of ['', ',"client backend"', ',"client backend",,0']) {
      reads('postgresql', line('203.0.113.9:50412', 'no ""carts"", none', tail), {
        ...expected,
        'source.ip': '203.0.113.9',
        'source.port': 50_412,
        message: 'no "carts", none',
      });
    }
    const kept = parseLine('postgresql', line('[local]', 'x', '', '\n'))['kafkainsight.fields'];
    assert.ok(typeof kept === 'object' && kept !== null && 'query' in kept && 'client' in kept);
    assert.equal(kept.query, 'select a, b\nfrom carts');
    assert.equal(kept.client, '[local]');
    const empty =
      '2026-11-22 10:02:52.123 UTC,,,4321,,5f2b.10e1,1,,2026-11-22 10:00:00 UTC,,0,LOG,00000,"ready",,,,,,,,,""';
    reads('postgresql', empty, {
      'user.name': undefined,
      'log.level': 'info',
      'error.code': undefined,
      message: 'ready',
    });
  });

  test('of PostgreSQL with the client before the user, or before the time', () => {
    const failure = 'ann@shop FATAL:  password authentication failed for user "ann"';
    for (const line of [
      `203.0.113.9 2026-11-22 10:02:52.123 UTC [4321] ${failure}`,
      `2026-11-22 10:02:52.123 UTC [4321] 203.0.113.9 ${failure}`,
    ]) {
      reads('postgresql', line, {
        '@timestamp': MILLIS,
        'source.ip': '203.0.113.9',
        'user.name': 'ann',
        'event.category': SIGN_IN,
        'event.action': 'postgresql_login',
        'event.outcome': 'failure',
      });
    }
  });

  test("of SQL Server's error log", () => {
    reads('sqlserver', "2026-11-22 10:02:52.12 spid7s      Starting up database 'shop'.", {
      '@timestamp': '2026-11-22T10:02:52.120Z',
      'event.category': DATABASE,
      'service.type': 'mssql',
      message: "Starting up database 'shop'.",
      'kafkainsight.fields': { part: 'spid7s' },
    });
    const failure = "Login failed for user 'sa'. Reason: Password did not match. [CLIENT: 203.0.113.9]";
    reads('sqlserver', `2026-11-22 10:02:52.12 Logon       ${failure}`, {
      'event.category': SIGN_IN,
      'event.action': 'mssql_login',
      'event.outcome': 'failure',
      'user.name': 'sa',
      'source.ip': '203.0.113.9',
    });
  });

  test("of MySQL's error log that refuse a sign-in", () => {
    const line =
      "2026-11-22T10:02:52.123456Z 7 [Note] [MY-010926] [Server] Access denied for user 'a'@'b'@'203.0.113.9' (using password: NO)";
    reads('mysql_error', line, { 'event.action': 'mysql_login', 'event.outcome': 'failure', 'user.name': "a'@'b" });
    reads('mysql_error', line.replace("'a'@'b'@", "'ann'@"), { 'user.name': 'ann', 'source.ip': '203.0.113.9' });
  });
});
