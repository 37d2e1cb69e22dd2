import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { accepts, parseLine } from '../../../test/helpers/parse-line.ts';

/** What a text of a container becomes. */
const plain = { 'event.dataset': 'container', 'event.kind': 'event' };

// kubernetes/kubernetes, staging/src/k8s.io/cri-client/pkg/logs/logs.go: "2016-10-06T00:17:09.669794202Z stdout P log content 1".
suite('a line of a container, as its runtime writes it for Kubernetes', () => {
  test('has the time and the stream of its prefix, and its content as message', () => {
    assert.deepEqual(parseLine('cri', '2026-11-22T10:02:52.669794202Z stderr F listening on  8080'), {
      ...plain,
      '@timestamp': '2026-11-22T10:02:52.669Z',
      stream: 'stderr',
      message: 'listening on  8080',
    });
  });

  test('has times as Go prints them: without zeros at the end of the fraction, and in any zone', () => {
    for (const [time, expected] of [
      ['2026-11-22T10:02:52Z', '2026-11-22T10:02:52.000Z'],
      ['2026-11-22T10:02:52.5Z', '2026-11-22T10:02:52.500Z'],
      ['2026-11-22T10:02:52.123456789+01:00', '2026-11-22T09:02:52.123Z'],
      ['2026-11-22T10:02:52.1-03:30', '2026-11-22T13:32:52.100Z'],
    ] as const) {
      assert.equal(parseLine('cri', `${time} stdout F m`)['@timestamp'], expected);
    }
  });

  test('is refused for what it begins with, before anything behind that is looked at', () => {
    for (const line of ['listening on 8080', 'x stdout F m', '2026-11-22 10:02:52Z stdout F m'])
      assert.equal(
        parseLine('cri', line, { format: 'cri' })['error.message'],
        'The line is not of format cri: it does not begin with a time of RFC 3339.',
        line,
      );
  });

  test('is a piece of a line where its tag says so, be there other tags or not', () => {
    const time = '2026-11-22T10:02:52.1Z';
    assert.equal(parseLine('cri', `${time} stdout P a piece`)['kafkainsight.partial'], true);
    assert.equal(parseLine('cri', `${time} stdout P:x:y a piece`)['kafkainsight.partial'], true);
    assert.equal(parseLine('cri', `${time} stdout F:x the end`)['kafkainsight.partial'], undefined);
    assert.equal(parseLine('cri', `${time} stdout F:x the end`)['message'], 'the end');
  });

  test('may be empty', () => {
    for (const line of ['2026-11-22T10:02:52.1Z stdout F ', '2026-11-22T10:02:52.1Z stdout F']) {
      assert.deepEqual(parseLine('cri', line), {
        ...plain,
        '@timestamp': '2026-11-22T10:02:52.100Z',
        stream: 'stdout',
      });
    }
  });

  test('is nothing else that begins with a time', () => {
    for (const line of [
      '2026-11-22T10:02:52.1Z stdout X m',
      '2026-11-22T10:02:52.1Z stdout Full m',
      '2026-11-22T10:02:52.1Z stdin F m',
      '2026-11-22T10:02:52.1Z stdoutF m',
      '2026-11-22T10:02:52.1Z stdout ',
      '2026-11-22T10:02:52.1 stdout F m',
      '2026-11-22T10:02:52 stdout F m',
      '2026-11-22 10:02:52Z stdout F m',
      '2026-13-22T10:02:52Z stdout F m',
      '2026-11-22T10:02:52.1234567890Z stdout F m',
      ' 2026-11-22T10:02:52Z stdout F m',
    ]) {
      assert.equal(accepts('cri', line), false, line);
    }
  });
});
