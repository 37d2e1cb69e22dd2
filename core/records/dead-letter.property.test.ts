import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { KafkaInsightError } from '../errors.ts';
import { type DeadLetter, deadLetterLine, readDeadLetter, readReplayLine } from './dead-letter.ts';

const millis = fc.integer({ min: 0, max: Date.parse('9999-12-31T23:59:59.999Z') });

const letters: fc.Arbitrary<DeadLetter> = fc.record(
  {
    id: fc.string({ minLength: 1 }),
    kind: fc.constantFrom('log', 'ledger', 'raw'),
    index: fc.string(),
    value: fc.oneof(
      fc.uint8Array({ minLength: 1 }).map((bytes) => Buffer.from(bytes)),
      fc.string({ unit: 'binary', minLength: 1 }).map((text) => Buffer.from(text)),
    ),
    timestampMillis: millis,
    modifiedMillis: millis,
    origin: fc.record(
      {
        topic: fc.string({ minLength: 1 }),
        partition: fc.nat(),
        offset: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }).map(String),
      },
      { noNullPrototype: true },
    ),
    code: fc.constantFrom('MAPPING_ERROR', 'INDEX_CLOSED'),
    message: fc.string({ unit: 'binary', maxLength: 100 }),
    deadMillis: millis,
  },
  {
    requiredKeys: ['id', 'kind', 'value', 'timestampMillis', 'origin', 'code', 'message', 'deadMillis'],
    noNullPrototype: true,
  },
);

test('any value of any record survives the line and comes back byte for byte', () => {
  fc.assert(
    fc.property(letters, (letter) => {
      const line = deadLetterLine(letter);
      assert.ok(!line.includes('\n'));
      assert.deepEqual(readDeadLetter(Buffer.from(line)), letter);
      assert.deepEqual(readReplayLine(Buffer.from(line))?.value, letter.value);
    }),
  );
});

test('any bytes under replay/ are a replay or REPLAY_LINE_INVALID, nothing else', () => {
  const anything = fc.oneof(
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    fc.json().map((text) => Buffer.from(text)),
    fc
      .tuple(
        letters,
        fc.constantFrom('id', 'kind', 'value', 'encoding', 'origin', 'error', 'when', 'mtime'),
        fc.jsonValue(),
      )
      .map(([letter, key, value]) =>
        Buffer.from(JSON.stringify({ ...(JSON.parse(deadLetterLine(letter)) as object), [key]: value })),
      ),
  );
  fc.assert(
    fc.property(anything, (line) => {
      try {
        readReplayLine(line);
      } catch (error) {
        assert.ok(error instanceof KafkaInsightError && error.code === 'REPLAY_LINE_INVALID');
      }
    }),
  );
});
