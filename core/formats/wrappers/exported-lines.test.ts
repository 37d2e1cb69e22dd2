import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseLine } from '../../../test/helpers/parse-line.ts';
import { formatTable } from '../../format-table.ts';

/**
 * Each line is when it was received, a space, and the line. CloudWatch Logs: AWS, "Exporting log data to Amazon S3". Docker: moby/moby,
 * `jsonmessage.RFC3339NanoFixed`. Kubernetes: `timeFormatOut` in kuberuntime/logs/logs.go of kubernetes/kubernetes, in the zone of the node.
 */
const times = {
  'CloudWatch Logs, exported to S3': '2026-11-22T10:02:54.123Z',
  'docker logs --timestamps': '2026-11-22T10:02:54.123456000Z',
  'kubectl logs --timestamps': '2026-11-22T11:02:54.123456789+01:00',
};

for (const [wrapper, time] of Object.entries(times))
  suite(`a line of ${wrapper},`, () => {
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
        const document = parseLine('time', `${time} ${example}`);
        assert.equal(document['event.dataset'], alone['event.dataset']);
        for (const [key, value] of Object.entries(alone)) {
          // a time without a date, a year or a zone gives way to the whole one
          if (key !== '@timestamp' && key !== 'kafkainsight.time.inferred') assert.deepEqual(document[key], value, key);
        }
      });
    }

    test('may say who tried to sign in', () => {
      const line = 'Nov 22 10:02:52 ip-10-0-3-7 sshd[2211]: Failed password for ann from 203.0.113.9 port 50412 ssh2';
      assert.partialDeepStrictEqual(parseLine('time', `${time} ${line}`), {
        'event.action': 'ssh_login',
        'event.outcome': 'failure',
        'user.name': 'ann',
        'source.ip': '203.0.113.9',
        'host.hostname': 'ip-10-0-3-7',
      });
    });

    test('is a time and a message where it is of no format', () => {
      assert.partialDeepStrictEqual(parseLine('time', `${time} Listening on 10:20:30 streets`), {
        '@timestamp': '2026-11-22T10:02:54.123Z',
        'event.dataset': 'application',
        message: 'Listening on 10:20:30 streets',
      });
    });
  });
