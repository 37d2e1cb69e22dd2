import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseLine } from '../../../test/helpers/parse-line.ts';
import { formatTable } from '../../format-table.ts';

const TIME = '2026-11-22T10:02:54.123Z';

// AWS, "Exporting log data to Amazon S3": each line of an object is when the event came in, a space, and the event.
suite('a line of a group of CloudWatch Logs that was exported to S3', () => {
  for (const name of [
    'apache_combined',
    'nginx_error',
    'aws_vpcflow',
    'json',
    'auditd',
    'lambda',
    'log4j',
    'rfc3164',
  ] as const) {
    test(`holds one of ${name}`, () => {
      const { example } = formatTable[name];
      const alone = parseLine(name, example);
      const document = parseLine('time', `${TIME} ${example}`);
      assert.equal(document['event.dataset'], alone['event.dataset']);
      for (const [key, value] of Object.entries(alone)) {
        // a time without a date, a year or a zone gives way to the whole one
        if (key !== '@timestamp' && key !== 'kafkainsight.time.inferred') assert.deepEqual(document[key], value, key);
      }
    });
  }

  test('may say who tried to sign in', () => {
    const line = 'Nov 22 10:02:52 ip-10-0-3-7 sshd[2211]: Failed password for ann from 203.0.113.9 port 50412 ssh2';
    assert.partialDeepStrictEqual(parseLine('time', `${TIME} ${line}`), {
      'event.action': 'ssh_login',
      'event.outcome': 'failure',
      'user.name': 'ann',
      'source.ip': '203.0.113.9',
      'host.hostname': 'ip-10-0-3-7',
    });
  });

  test('is a time and a message where it is of no format', () => {
    assert.partialDeepStrictEqual(parseLine('time', `${TIME} Listening on 10:20:30 streets`), {
      '@timestamp': TIME,
      'event.dataset': 'application',
      message: 'Listening on 10:20:30 streets',
    });
  });
});
