import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { EVENT_ARRAYS, JsonEventFinder } from './json-event-finder.ts';
import { findJsonEvents } from './json-events.ts';

/** The texts of the events in a line; undefined where it is no sequence of events. */
function eventsIn(line: string): readonly string[] | undefined {
  const bytes = Buffer.from(`before${line}behind`);
  const end = bytes.length - 'behind'.length;
  return findJsonEvents(bytes, 'before'.length, end)?.map((event) => bytes.toString('utf8', event.start, event.end));
}

suite('the events in a line of JSON', () => {
  test('are the objects that stand end to end, or in an array', () => {
    for (const line of [
      '{"a":1}{"b":[2]}',
      '{"a":1} {"b":[2]}',
      '{"a":1},{"b":[2]},',
      '[{"a":1},{"b":[2]}]',
      ' [ {"a":1} , {"b":[2]} ] ,',
    ])
      assert.deepEqual(eventsIn(line), ['{"a":1}', '{"b":[2]}'], line);
    assert.deepEqual(eventsIn('[{"a":1},'), ['{"a":1}']);
    assert.deepEqual(eventsIn('{"a":1}]'), ['{"a":1}']);
    for (const line of ['[', ']', '],', '[]']) assert.deepEqual(eventsIn(line), [], line);
  });

  test('are the objects in the array of an envelope', () => {
    // CloudTrail user guide, "CloudTrail log file examples"; CloudWatch Logs user guide, "Subscription filters".
    assert.deepEqual(eventsIn('{"Records":[{"eventTime":"t"},{"a":"]}"}]}'), ['{"eventTime":"t"}', '{"a":"]}"}']);
    const subscription =
      '{"messageType":"DATA_MESSAGE","logGroup":"g","logEvents":[{"id":"1"}, {"id":"2"}],"x":{"y":[{}]}}';
    assert.deepEqual(eventsIn(subscription), ['{"id":"1"}', '{"id":"2"}']);
    assert.deepEqual(eventsIn(`${subscription}{"Records" : [ {"b":1} ]}`), ['{"id":"1"}', '{"id":"2"}', '{"b":1}']);
  });

  test('are the records of OpenTelemetry, which are two envelopes deeper', () => {
    // OTLP specification, "JSON Protobuf Encoding"; what has no records is an event itself
    const scope = (records: string): string => `{"scope":{"name":"s"},"logRecords":[${records}],"schemaUrl":"u"}`;
    const resource = (scopes: string): string => `{"resource":{"a":[{}]},"scopeLogs":[${scopes}],"schemaUrl":"u"}`;
    const logs = (resources: string): string => `{"resourceLogs":[${resources}]}`;
    const first = resource(`${scope('{"n":1},{"n":2}')}, ${scope('{"n":3}')}`);
    const line = logs(`${first} , ${resource(scope('{"n":4}'))}`);
    const texts = ['{"n":1}', '{"n":2}', '{"n":3}', '{"n":4}'];
    assert.deepEqual(eventsIn(line), texts);
    assert.deepEqual(eventsIn(`${line}{"scopeLogs":[{"n":5}]}`), [...texts, '{"scopeLogs":[{"n":5}]}']);
    assert.deepEqual(eventsIn(logs(resource(scope('')))), [scope('')]);
    assert.deepEqual(eventsIn(logs(`{"resource":{}},${first}`)), ['{"resource":{}}', ...texts.slice(0, 3)]);
    for (const broken of [logs(`${first},1`), logs(resource(`${scope('{"n":1}')},[]`)), line.slice(0, -1)])
      assert.equal(eventsIn(broken), undefined, broken);
    fc.assert(
      fc.property(fc.array(fc.nat(40), { maxLength: 30 }), (cuts) => {
        assert.deepEqual(inPieces(Buffer.from(line), cuts), texts);
      }),
    );
  });

  test('are no elements of an array that is called something else, is deeper, or holds no objects', () => {
    for (const line of [
      '{"records":[{"a":1}]}',
      '{"x":{"Records":[{"a":1}]}}',
      '{"x":"Records","y":[{"a":1}]}',
      '{"Records":{"a":[{"b":1}]}}',
      '{"Records":[]}',
      '{"Records":[1]}',
      '{"Rec\\u006frds":[{"a":1}]}',
    ])
      assert.deepEqual(eventsIn(line), [line], line);
  });

  test('are not found in anything else', () => {
    for (const line of [
      '',
      ' ',
      'text',
      '{"a":1} text',
      '{"a":1};',
      '[{"a":1},2]',
      '[[{"a":1}]]',
      '{"a":1}]{"b":2}',
      '{"a":1}{b}',
      '{"a":1',
      '{"Records":[{"a":1}',
      '{"Records":[{"a":1},2]}',
      '{"Records":[{"a":1}]',
      '{"a":"1}',
    ])
      assert.equal(eventsIn(line), undefined, line);
  });

  const objects = fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { minLength: 1, maxLength: 5 });
  const blank = fc.constantFrom('', ' ', '\t', '  ');

  test('are those of JSON.stringify, wherever the bytes are cut', () => {
    const shape = fc.constantFrom('array', 'end to end', ...EVENT_ARRAYS);
    fc.assert(
      fc.property(objects, shape, blank, fc.array(fc.nat(40), { maxLength: 30 }), (values, kind, space, cuts) => {
        // an object that is itself an envelope would be split up
        const texts = values
          .map((value) => JSON.stringify({ first: 0, ...value }))
          .filter((text) => !/Records|logEvents/.test(text));
        const line =
          kind === 'end to end'
            ? texts.join(space)
            : kind === 'array'
              ? `[${texts.join(`${space},`)}]`
              : `{"k":[{}],${JSON.stringify(kind)}:${space}[${texts.join(`,${space}`)}],"t":{"u":"]"}}`;
        if (texts.length === 0) return;
        assert.deepEqual(eventsIn(line), texts);
        assert.deepEqual(inPieces(Buffer.from(line), cuts), texts);
      }),
    );
  });
});

/** The same by the finder alone, with the line in pieces of the given lengths. */
function inPieces(bytes: Buffer, lengths: readonly number[]): readonly string[] {
  const finder = new JsonEventFinder();
  const events: string[] = [];
  let open = 0;
  let position = 0;
  for (const length of [...lengths, bytes.length]) {
    const piece = Buffer.from(bytes.subarray(position, position + length));
    for (let index = 0; index < piece.length;) {
      index = finder.advance(piece, index, piece.length);
      if (finder.found === 'first') open = position + index - 1;
      if (finder.found === 'last') events.push(bytes.toString('utf8', open, position + index));
    }
    position += piece.length;
  }
  assert.equal(finder.isComplete, true);
  assert.equal(finder.isBroken, false);
  return events;
}
