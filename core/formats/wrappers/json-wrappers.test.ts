import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type ParsedLine, parseLine } from '../../../test/helpers/parse-line.ts';

const ACCESS = '203.0.113.9 - ann [22/Nov/2026:10:02:52 +0000] "GET /cart HTTP/1.1" 404 5 "-" "curl/8.5.0"';
const parse = (object: object): ParsedLine => parseLine('json', JSON.stringify(object));

/** What the access line says, wherever it is. */
const access = {
  'event.dataset': 'apache.access',
  '@timestamp': '2026-11-22T10:02:52.000Z',
  'source.ip': '203.0.113.9',
  'user.name': 'ann',
  'http.response.status_code': 404,
  'user_agent.original': 'curl/8.5.0',
};

suite('the line in an object that is made around one', () => {
  test('of Docker', () => {
    // docs.docker.com, "JSON File logging driver"
    const document = parse({ log: `${ACCESS}\n`, stream: 'stderr', time: '2026-11-22T10:02:54.123456789Z' });
    assert.partialDeepStrictEqual(document, { ...access, stream: 'stderr' });
    assert.equal(document['kafkainsight.partial'], undefined);
    assert.equal(document['message'], undefined);
    const more = parse({ log: `${ACCESS}\n`, stream: 'stdout', attrs: { tag: 'web' }, time: '2026-11-22T10:02:54Z' });
    assert.deepEqual(more['kafkainsight.envelope.fields'], { attrs: { tag: 'web' } });
  });

  test('of Docker is a piece of a line where no line feed ends it', () => {
    // moby/moby, daemon/logger/copier.go: lines of over 16 KiB are cut, and only the last piece has the line feed.
    const piece = parse({ log: 'a long', stream: 'stdout', time: '2026-11-22T10:02:54Z' });
    assert.equal(piece['kafkainsight.partial'], true);
    assert.equal(piece['message'], 'a long');
    const end = parse({ log: ' line\n', stream: 'stdout', time: '2026-11-22T10:02:54Z' });
    assert.equal(end['kafkainsight.partial'], undefined);
    assert.equal(end['message'], ' line');
    const collected = parse({ log: 'whole', stream: 'stdout', time: '2026-11-22T10:02:54Z', tag: 'a collector’s' });
    assert.equal(collected['kafkainsight.partial'], undefined);
  });

  test('has no stream where the word is another one', () => {
    for (const words of [{ stream: 'orders' }, { source: 'newsletter' }]) {
      const document = parse({ log: ACCESS, ...words, time: '2026-11-22T10:02:54Z' });
      assert.equal(document['stream'], undefined);
      assert.deepEqual(document['kafkainsight.envelope.fields'], words);
    }
    const twice = parse({ log: ACCESS, stream: 'stdout', source: 'stderr', time: '2026-11-22T10:02:54Z' });
    assert.equal(twice['stream'], 'stdout');
    assert.deepEqual(twice['kafkainsight.envelope.fields'], { source: 'stderr' });
  });

  test('keeps a backslash and an n that are no line feed', () => {
    assert.equal(parse({ log: 'C:\\new\\n' })['message'], 'C:\\new\\n');
    assert.equal(parse({ log: 'C:\\\n' })['message'], 'C:\\');
  });

  test('of Fluent Bit, with what its Kubernetes filter says', () => {
    // docs.fluentbit.io, "Kubernetes": pod_name, namespace_name, pod_id, host, container_name, docker_id, container_image.
    const document = parse({
      date: 1795341774.5,
      log: ACCESS,
      stream: 'stdout',
      kubernetes: {
        pod_name: 'shop-7d9',
        namespace_name: 'web',
        pod_id: 'f7b1',
        host: 'node1',
        container_name: 'nginx',
        docker_id: 'c0ffee',
        container_image: 'nginx:1.27',
        labels: { app: 'shop' },
      },
    });
    assert.partialDeepStrictEqual(document, {
      ...access,
      stream: 'stdout',
      'kubernetes.pod.name': 'shop-7d9',
      'kubernetes.pod.uid': 'f7b1',
      'kubernetes.namespace': 'web',
      'kubernetes.node.name': 'node1',
      'kubernetes.container.name': 'nginx',
      'container.id': 'c0ffee',
      'container.image.name': 'nginx:1.27',
      'kafkainsight.envelope.fields': { 'kubernetes.labels': { app: 'shop' } },
    });
  });

  test('of Fluent Bit is a piece of a line where CRI said so', () => {
    for (const key of ['logtag', '_p']) {
      const piece = parse({ time: '2026-11-22T10:02:54Z', stream: 'stdout', [key]: 'P', log: 'a long' });
      assert.equal(piece['kafkainsight.partial'], true);
      assert.equal(piece['kafkainsight.json'], undefined);
      const end = parse({ time: '2026-11-22T10:02:54Z', stream: 'stdout', [key]: 'F', log: ' line' });
      assert.equal(end['kafkainsight.partial'], undefined);
    }
  });

  test('of other collectors', () => {
    for (const object of [
      { container_id: 'c0', container_name: '/web', source: 'stdout', log: ACCESS },
      { MESSAGE: ACCESS, _HOSTNAME: 'web1', __REALTIME_TIMESTAMP: '1795341774000000' },
      { '@timestamp': '2026-11-22T10:02:54.000Z', message: ACCESS, agent: { type: 'filebeat' } },
      { '@timestamp': '2026-11-22T10:02:54.000Z', '@version': '1', message: ACCESS, host: 'web1' },
      { timestamp: '2026-11-22T10:02:54.000Z', message: ACCESS, source_type: 'file', file: '/var/log/a' },
      { id: '319', timestamp: 1795341774000, message: ACCESS },
    ]) {
      const document = parse(object);
      assert.partialDeepStrictEqual(document, { ...access }, JSON.stringify(object));
    }
  });

  test('of systemd’s journal has host, process and unit', () => {
    // systemd.journal-fields(7)
    assert.partialDeepStrictEqual(
      parse({
        __REALTIME_TIMESTAMP: '1795341774000000',
        _HOSTNAME: 'web1',
        _SYSTEMD_UNIT: 'nginx.service',
        SYSLOG_IDENTIFIER: 'nginx',
        _PID: '77',
        PRIORITY: '6',
        MESSAGE: ACCESS,
      }),
      {
        ...access,
        'host.hostname': 'web1',
        'systemd.unit': 'nginx.service',
        'process.name': 'nginx',
        'process.pid': 77,
        'log.level': 'info',
      },
    );
  });

  test('is not looked for in a logger’s own object', () => {
    const own = parse({ time: '2026-11-22T10:02:54Z', level: 'info', message: ACCESS });
    assert.equal(own['event.dataset'], 'json');
    assert.equal(own['message'], ACCESS);
    assert.equal(own['source.ip'], undefined);
  });

  test('is a message where it is of no format', () => {
    assert.deepEqual(parse({ log: 'Started\n', stream: 'stdout', time: '2026-11-22T10:02:54Z' }), {
      '@timestamp': '2026-11-22T10:02:54.000Z',
      'event.dataset': 'json',
      'event.kind': 'event',
      message: 'Started',
      stream: 'stdout',
    });
    assert.equal(parse({ log: 7, stream: 'stdout' })['event.dataset'], 'json');
    assert.equal(parse({ log: ' \n', stream: 'stdout' })['message'], ' ');
  });
});
