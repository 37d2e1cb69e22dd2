import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import * as v from 'valibot';
import { documentsOfJson as documentsOf } from '../../test/helpers/documents-of.ts';
import { logsOf, RECORD, SCOPE, textAttribute as text, TIMED } from '../../test/helpers/otlp.ts';
import type { FileLine } from '../files/file-line.ts';
import { LineSplitter } from '../files/lines.ts';
import { lineSchema, progressLine } from '../files/part-progress.ts';

suite('logs of OpenTelemetry', () => {
  test('are an event for each record, with its scope and resource', () => {
    const [document, ...others] = documentsOf(logsOf([RECORD, RECORD]));
    assert.equal(others.length, 1);
    assert.partialDeepStrictEqual(document, {
      '@timestamp': '2018-12-13T14:51:00.300Z',
      'event.kind': 'event',
      'event.severity': 10,
      'log.level': 'info',
      'log.logger': 'my.library',
      message: 'Example log record',
      'service.name': 'my.service',
      'trace.id': '5b8efff798038103d269b633813fc60c',
      'span.id': 'eee19b7ec3c1b174',
      attributes: {
        timeUnixNano: '1544712660300000000',
        observedTimeUnixNano: '1544712660300000000',
        'string.attribute': 'some string',
        'boolean.attribute': true,
        'int.attribute': 10,
        'double.attribute': 637.704,
        'array.attribute': ['many', 'values'],
        'map.attribute': { 'some.map.key': 'some value' },
      },
      'resource.attributes': { 'scope.version': '1.0.0', 'scope.my.scope.attribute': 'some scope attribute' },
    });
    for (const key of ['kafkainsight.json', 'kafkainsight.envelope.fields', 'kafkainsight.envelope.incomplete'])
      assert.equal(document?.[key], undefined);
    assert.deepEqual(
      documentsOf(logsOf([RECORD, RECORD])).map((one) => one['log.offset']),
      [logsOf([RECORD]).indexOf('{"timeUnixNano"'), logsOf([RECORD, RECORD]).lastIndexOf('{"timeUnixNano"')],
    );
  });

  test('belong to the resource and the scope that they are in', () => {
    const of = (service: string, ...messages: readonly string[]): object => ({
      resource: { attributes: [text('service.name', service), text('k8s.pod.name', `${service}-1`)] },
      scopeLogs: messages.map((stringValue) => ({
        scope: { name: `log.${stringValue}` },
        logRecords: [{ ...TIMED, body: { stringValue } }],
        schemaUrl: 'https://opentelemetry.io/schemas/1.37.0',
      })),
    });
    const line = JSON.stringify({ resourceLogs: [of('shop', 'one', 'two'), of('till', 'three')] });
    const expected = [
      ['one', 'log.one', 'shop', 'shop-1'],
      ['two', 'log.two', 'shop', 'shop-1'],
      ['three', 'log.three', 'till', 'till-1'],
    ];
    for (const maxLineBytes of [undefined, 300]) {
      const documents = documentsOf(line, {}, maxLineBytes);
      assert.deepEqual(
        documents.map((one) => ['message', 'log.logger', 'service.name', 'kubernetes.pod.name'].map((key) => one[key])),
        expected,
      );
      // what follows an array is read where the line is held
      const isCut = maxLineBytes !== undefined;
      assert.deepEqual(
        documents.map((one) => [one['resource.attributes'], one['kafkainsight.envelope.incomplete']]),
        documents.map(() =>
          isCut ? [undefined, true] : [{ 'scope.schemaUrl': 'https://opentelemetry.io/schemas/1.37.0' }, undefined],
        ),
      );
    }
  });

  test('have as their text a line of another log, which is read as such', () => {
    // Collector, filelogreceiver: the body is the line, `log.file.name` and `log.iostream` are attributes
    const body = '203.0.113.9 - ann [22/Nov/2026:10:02:52 +0000] "GET /cart HTTP/1.1" 404 5 "-" "curl/8.5.0"';
    const record = {
      observedTimeUnixNano: '1795341774000000000',
      body: { stringValue: body },
      attributes: [text('log.file.name', 'access.log'), text('log.iostream', 'stdout')],
    };
    const [document] = documentsOf(
      logsOf([record], { attributes: [text('host.name', 'web1'), text('os.type', 'linux')] }, {}),
    );
    assert.partialDeepStrictEqual(document, {
      'event.dataset': 'apache.access',
      '@timestamp': '2026-11-22T10:02:52.000Z',
      'http.response.status_code': 404,
      'user.name': 'ann',
      'host.name': 'web1',
      stream: 'stdout',
      attributes: { 'log.file.name': 'access.log', observedTimeUnixNano: '1795341774000000000' },
      'resource.attributes': { 'os.type': 'linux' },
    });
    assert.equal(document?.['message'], undefined);
    assert.equal(document?.['kafkainsight.envelope.incomplete'], undefined);
  });

  test('of envelopes that are too long say so, and keep what they say themselves', () => {
    const resource = { attributes: [text('service.name', 'shop'), text('more', 'x'.repeat(40_000))] };
    const records = Array.from({ length: 100 }, () => RECORD);
    for (const maxLineBytes of [undefined, 64 * 1024]) {
      const documents = documentsOf(logsOf(records, resource), {}, maxLineBytes);
      assert.equal(documents.length, records.length);
      const document = documents.at(-1);
      assert.equal(document?.['message'], 'Example log record');
      assert.equal(document['kafkainsight.envelope.incomplete'], true);
    }
  });

  test('are the same where the reading of a long line stops and continues', () => {
    const services = ['shop', 'till', 'stock'].map((name) => ({
      resource: { attributes: [text('service.name', name)] },
      scopeLogs: ['a', 'b'].map((scope) => ({ scope: { name: scope }, logRecords: [RECORD, TIMED, RECORD] })),
      schemaUrl: 'u',
    }));
    const content = Buffer.from(JSON.stringify({ resourceLogs: services }));
    const heads = (cut: number): string[] => {
      const found: string[] = [];
      const onLine = ({ envelope, offset }: FileLine): void => {
        found.push(`${offset} ${envelope?.json.toString() ?? ''}`);
      };
      const first = new LineSplitter(onLine, { takesApart: true, maxLineBytes: 2048 });
      first.push(content.subarray(0, cut));
      const { openLine } = first;
      const kept = openLine && v.parse(lineSchema, JSON.parse(JSON.stringify(progressLine(openLine))));
      const second = kept ? new LineSplitter(onLine, { takesApart: true, maxLineBytes: 2048, openLine: kept }) : first;
      second.push(content.subarray(kept?.position ?? cut));
      second.finish();
      return found;
    };
    const whole = heads(content.length);
    assert.equal(whole.length, 18);
    for (let cut = 2100; cut < content.length; cut += 97) assert.deepEqual(heads(cut), whole);
  });

  test('have pseudonyms for whom they name', () => {
    const attributes = [text('enduser.id', 'ann'), text('client.address', '203.0.113.9')];
    const resource = { attributes: [text('service.name', 'shop'), text('process.owner', 'ann')] };
    const [document] = documentsOf(logsOf([{ ...TIMED, body: {}, attributes }], resource), {
      pseudonymKey: Buffer.from('0123456789abcdef'),
    });
    assert.equal(document?.['service.name'], 'shop');
    assert.ok(document['user.id'] !== undefined && document['source.ip'] !== undefined);
    assert.ok(!/ann|203\.0\.113\.9/.test(JSON.stringify(document)));
  });

  test('are documents whatever their members are', () => {
    const members = fc.record({
      timeUnixNano: fc.oneof(fc.constant('1795341772123456789'), fc.jsonValue()),
      body: fc.oneof(fc.record({ stringValue: fc.jsonValue() }), fc.jsonValue()),
      severityNumber: fc.jsonValue(),
      severityText: fc.jsonValue(),
      traceId: fc.jsonValue(),
      attributes: fc.oneof(
        fc.array(fc.record({ key: fc.string(), value: fc.record({ stringValue: fc.string() }) })),
        fc.jsonValue(),
      ),
    });
    fc.assert(
      fc.property(members, fc.jsonValue(), (record, resource) => {
        assert.equal(documentsOf(logsOf([record], { attributes: resource })).length, 1);
      }),
    );
  });

  test('that are not as OTLP has them are kept as they are', () => {
    const [odd] = documentsOf(logsOf([RECORD], { attributes: 'none' }));
    const scopeLogs = [{ scope: SCOPE, logRecords: [] }];
    assert.deepEqual(odd?.['resource.attributes'], { resourceLogs: [{ resource: { attributes: 'none' }, scopeLogs }] });
  });
});
