import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { textAttribute as text, TIMED } from '../../test/helpers/otlp.ts';
import { type ParsedLine, parseLine } from '../../test/helpers/parse-line.ts';

const parse = (record: object): ParsedLine => parseLine('json', JSON.stringify(record));
const TIME = '2026-11-22T10:02:52.123Z';

suite('a record of OpenTelemetry', () => {
  // "Logs Data Model", "Displaying Severity" and "Mapping of SeverityNumber"
  test('have the level of their own word where that is one, else of its number', () => {
    for (const [members, level] of [
      [{ severityNumber: 1 }, 'trace'],
      [{ severityNumber: 8 }, 'debug'],
      [{ severityNumber: 9, severityText: '' }, 'info'],
      [{ severityNumber: 13, severityText: 'Suspicious' }, 'warn'],
      [{ severityNumber: 20 }, 'error'],
      [{ severityNumber: 21, severityText: 'FATAL' }, 'critical'],
      [{ severityNumber: 10, severityText: 'NOTICE' }, 'notice'],
      [{ severityText: 'WARNING' }, 'warn'],
      [{ severityNumber: 0 }, undefined],
      [{ severityNumber: 99 }, undefined],
    ] as const) {
      const document = parse({ ...TIMED, body: { stringValue: 'x' }, ...members });
      assert.equal(document['log.level'], level, JSON.stringify(members));
    }
    const kept = parse({ ...TIMED, body: {}, severityNumber: 13, severityText: 'Suspicious' });
    assert.deepEqual(kept['attributes'], { ...TIMED, severityText: 'Suspicious' });
  });

  test('have ECS’s names for attributes of the semantic conventions', () => {
    // semantic conventions 1.37: "HTTP spans", "Exceptions", "Code", "Thread"
    const document = parse({
      ...TIMED,
      body: {},
      attributes: [
        text('http.request.method', 'GET'),
        { key: 'http.response.status_code', value: { intValue: '503' } },
        text('url.path', '/cart'),
        text('client.address', '203.0.113.9'),
        text('user_agent.original', 'curl/8.5.0'),
        text('exception.type', 'java.net.ConnectException'),
        text('exception.message', 'Connection refused'),
        text('exception.stacktrace', 'java.net.ConnectException: Connection refused\n\tat Shop.pay(Shop.java:7)'),
        text('code.function.name', 'Shop.pay'),
        { key: 'code.line.number', value: { intValue: '7' } },
        { key: 'thread.id', value: { intValue: '42' } },
      ],
    });
    assert.partialDeepStrictEqual(document, {
      '@timestamp': TIME,
      'event.category': ['web'],
      'event.outcome': 'failure',
      'http.request.method': 'GET',
      'http.response.status_code': 503,
      'url.path': '/cart',
      'source.ip': '203.0.113.9',
      'user_agent.original': 'curl/8.5.0',
      'error.type': 'java.net.ConnectException',
      'error.message': 'Connection refused',
      'log.origin.function': 'Shop.pay',
      'log.origin.file.line': 7,
      'process.thread.id': 42,
    });
    assert.deepEqual(document['attributes'], TIMED);
  });

  test('have an object or a list as their text where they are one', () => {
    const object = {
      kvlistValue: { values: [text('level', 'error'), text('message', 'no stock'), text('sku', 'A1')] },
    };
    assert.partialDeepStrictEqual(parse({ ...TIMED, body: object }), {
      '@timestamp': TIME,
      'log.level': 'error',
      message: 'no stock',
      'kafkainsight.json': { sku: 'A1' },
    });
    const list = { arrayValue: { values: [{ intValue: '1' }, {}, { boolValue: false }] } };
    assert.equal(parse({ ...TIMED, body: list })['message'], '[1,null,false]');
    const long = { ...TIMED, body: {}, attributes: [{ key: 'n', value: { intValue: '9223372036854775807' } }] };
    assert.deepEqual(parse(long)['attributes'], { ...TIMED, n: '9223372036854775807' });
  });

  test('lose no attribute to a name that is taken', () => {
    const attributes = [text('message', 'mine'), text('thread.id', '1'), text('process.thread.id', '2')];
    const document = parse({ ...TIMED, body: { stringValue: 'theirs' }, attributes });
    assert.equal(document['message'], 'theirs');
    assert.equal(document['process.thread.id'], 1);
    assert.deepEqual(document['attributes'], {
      ...TIMED,
      'attributes.message': 'mine',
      'attributes.process.thread.id': '2',
    });
  });

  test('are read as any JSON where they are not as OTLP has them, and nothing is lost', () => {
    for (const record of [
      { attributes: { a: 1 } },
      { attributes: [{ key: 1, value: {} }] },
      { attributes: [text('a', '1'), text('a', '2')] },
      { attributes: [{ key: 'a', value: { intValue: 'x' } }] },
      { attributes: [{ key: 'a', value: { stringValue: 'x', intValue: '1' } }] },
      { attributes: [{ key: 'a', value: { newValue: 'x' } }] },
      { body: 'text' },
      { body: { arrayValue: { values: 7 } } },
      { attributes: [{ ...text('a', '1'), more: true }] },
    ]) {
      const document = parse({ ...TIMED, ...record });
      assert.equal(document['event.kind'], 'event');
      assert.equal(document['attributes'], undefined);
      assert.ok(document['kafkainsight.json'] !== undefined);
    }
    const deep = { ...TIMED, body: {}, attributes: [{ key: 'a', value: nested(30) }] };
    assert.equal(parse(deep)['event.original'], JSON.stringify(deep));
  });
});

function nested(depth: number): object {
  return depth === 0 ? { boolValue: true } : { kvlistValue: { values: [{ key: 'k', value: nested(depth - 1) }] } };
}
