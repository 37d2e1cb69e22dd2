import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KafkaInsightError } from '../errors.ts';
import {
  type DeadLetter,
  deadLetterLine,
  deadLetterObjects,
  MAX_DEAD_LETTER_LINE_BYTES,
  readDeadLetter,
  readReplayLine,
} from './dead-letter.ts';

const leastLetter: DeadLetter = {
  id: '0a1b2c3d-42',
  kind: 'log',
  value: Buffer.from('{"@timestamp":"2026-11-22T10:02:52.000Z","message":"é"}'),
  timestampMillis: Date.parse('2026-11-22T10:03:00.000Z'),
  origin: { topic: 'kafkainsight.logs', partition: 3, offset: '9007199254740993' },
  code: 'MAPPING_ERROR',
  message: 'mapper_parsing_exception: failed to parse field [http.response.status_code]',
  deadMillis: Date.parse('2026-11-22T10:03:01.000Z'),
};
const letter: DeadLetter = {
  ...leastLetter,
  index: 'kafkainsight-logs-apache.access-2026.11',
  modifiedMillis: Date.parse('2026-11-22T10:02:59.000Z'),
};

test('a dead letter is read back as it was written', () => {
  for (const written of [letter, leastLetter]) {
    assert.deepEqual(readDeadLetter(Buffer.from(deadLetterLine(written))), written);
  }
});

test('the line is readable JSON where the value is text', () => {
  assert.deepEqual(JSON.parse(deadLetterLine(letter)), {
    id: '0a1b2c3d-42',
    kind: 'log',
    index: 'kafkainsight-logs-apache.access-2026.11',
    value: '{"@timestamp":"2026-11-22T10:02:52.000Z","message":"é"}',
    encoding: 'utf-8',
    timestamp: '2026-11-22T10:03:00.000Z',
    mtime: '2026-11-22T10:02:59.000Z',
    origin: { topic: 'kafkainsight.logs', partition: 3, offset: '9007199254740993' },
    error: { code: 'MAPPING_ERROR', message: letter.message },
    when: '2026-11-22T10:03:01.000Z',
  });
});

test('a value that is not UTF-8, or that JSON would inflate, is kept as base64', () => {
  const values = { invalid: Buffer.from([0x7b, 0xff, 0xfe, 0x00]), inflated: Buffer.alloc(100_000, 1) };
  for (const value of Object.values(values)) {
    const line = deadLetterLine({ ...letter, value });
    assert.equal((JSON.parse(line) as { encoding: string }).encoding, 'base64');
    assert.deepEqual(readDeadLetter(Buffer.from(line)).value, value);
  }
});

test('the largest value that a Lambda payload can hold makes a line within the limit', () => {
  const value = Buffer.alloc((6 * 1024 * 1024 * 3) / 4, 0xff);
  const line = deadLetterLine({ ...letter, value, message: '\u0001'.repeat(5000) });
  assert.ok(Buffer.byteLength(line) <= MAX_DEAD_LETTER_LINE_BYTES);
});

test('a replay of our own record is the same record; of another, what its document is built from', () => {
  const replay = (changes: Partial<DeadLetter>) =>
    readReplayLine(Buffer.from(deadLetterLine({ ...letter, ...changes })));
  assert.deepEqual(replay({}), { kind: 'log', key: '0a1b2c3d-42', value: letter.value });
  assert.deepEqual(replay({ kind: 'raw', id: 'kafkainsight.logs-3-7', value: Buffer.from('hello') }), {
    kind: 'raw',
    key: 'kafkainsight.logs-3-7',
    value: Buffer.from('hello'),
    origin: letter.origin,
    timestampMillis: letter.timestampMillis,
  });
  assert.equal(replay({ value: Buffer.alloc(0), code: 'RECORD_EMPTY' }), undefined);
});

test('what is no dead letter is refused, naming the places and quoting nothing', () => {
  const refusal = (line: string) => {
    try {
      readReplayLine(Buffer.from(line));
    } catch (error) {
      assert.ok(error instanceof KafkaInsightError);
      assert.equal(error.code, 'REPLAY_LINE_INVALID');
      assert.equal(error.cause, undefined);
      return error.message;
    }
    return assert.fail('not refused');
  };
  assert.match(refusal('secret {'), /no JSON/);
  assert.match(refusal('["secret"]'), /wrong or missing/);
  const altered = JSON.parse(deadLetterLine(letter)) as Record<string, unknown>;
  const message = refusal(JSON.stringify({ ...altered, kind: 'secret', when: '2026-99-99T00:00:00.000Z', origin: {} }));
  assert.match(message, /kind.*origin\.topic.*when/);
  for (const text of [refusal('secret {'), refusal('["secret"]'), message]) assert.doesNotMatch(text, /secret/);
});

test('objects are named by day, code, partition and range of offsets', () => {
  const at = (offset: string, changes: Partial<DeadLetter> = {}): DeadLetter => ({
    ...letter,
    origin: { ...letter.origin, offset },
    ...changes,
  });
  const letters = [
    at('5'),
    at('7', { code: 'INDEX_CLOSED' }),
    at('8'),
    at('6', { origin: { topic: 't', partition: 0, offset: '6' } }),
  ];
  const expected = [
    ['dead-letters/2026-11-22/MAPPING_ERROR/kafkainsight.logs-3-5-8.ndjson', 2],
    ['dead-letters/2026-11-22/INDEX_CLOSED/kafkainsight.logs-3-7-7.ndjson', 1],
    ['dead-letters/2026-11-22/MAPPING_ERROR/t-0-6-6.ndjson', 1],
  ];
  const objects = deadLetterObjects(letters).map((object) => [object.key, object.letters.length]);
  assert.deepEqual(objects, expected);
});

test('the object is the same whenever the batch is delivered again', () => {
  const again = { ...letter, deadMillis: letter.deadMillis + 86_400_000 };
  assert.equal(deadLetterObjects([again])[0]?.key, deadLetterObjects([letter])[0]?.key);
});
