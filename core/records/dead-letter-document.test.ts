import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deadLetterFields } from '../fields.ts';
import type { DeadLetter } from './dead-letter.ts';
import { deadLetterDocument } from './dead-letter-document.ts';

const letter: DeadLetter = {
  id: 'ABCDEFGHIJKLMQAAAAAq',
  kind: 'log',
  index: 'kafkainsight-logs-apache.access-2026.11',
  value: Buffer.from('{"http.response.status_code":"abc"}'),
  timestampMillis: Date.parse('2026-11-22T10:03:00.000Z'),
  modifiedMillis: Date.parse('2026-11-22T10:02:59.000Z'),
  origin: { topic: 'kafkainsight.logs', partition: 3, offset: '7' },
  code: 'MAPPING_ERROR',
  message: 'mapper_parsing_exception: failed to parse',
  deadMillis: Date.parse('2026-11-22T10:03:01.000Z'),
};
const object = { bucket: 'logs', key: 'dead-letters/2026-11-22/MAPPING_ERROR/kafkainsight.logs-3-7-7.ndjson' };

function fieldsOf(changes: Partial<DeadLetter> = {}, valuesAreSearchable = true): Record<string, unknown> {
  const { source } = deadLetterDocument({ ...letter, ...changes }, object, valuesAreSearchable);
  return JSON.parse(source.toString()) as Record<string, unknown>;
}

test('a dead letter can be found by what went wrong, where it came from and where it lies', () => {
  assert.deepEqual(fieldsOf(), {
    '@timestamp': '2026-11-22T10:03:01.000Z',
    'event.dataset': 'kafkainsight.dead_letter',
    'file.mtime': '2026-11-22T10:02:59.000Z',
    'event.kind': 'pipeline_error',
    'event.original': '{"http.response.status_code":"abc"}',
    'error.code': 'MAPPING_ERROR',
    'error.message': 'mapper_parsing_exception: failed to parse',
    'kafka.topic': 'kafkainsight.logs',
    'kafka.partition': 3,
    'kafka.offset': '7',
    'kafkainsight.dead_letter.id': 'ABCDEFGHIJKLMQAAAAAq',
    'kafkainsight.dead_letter.kind': 'log',
    'kafkainsight.dead_letter.index': 'kafkainsight-logs-apache.access-2026.11',
    'kafkainsight.file.id': 'ABCDEFGHIJKLMQ',
    'aws.s3.bucket.name': 'logs',
    'aws.s3.object.key': object.key,
  });
});

test('every field has its mapping', () => {
  assert.deepEqual(
    Object.keys(fieldsOf()).filter((name) => !(name in deadLetterFields)),
    [],
  );
});

test('the same record dead-lettered again overwrites itself', () => {
  const again = { ...letter, deadMillis: letter.deadMillis + 1, origin: { ...letter.origin, offset: '999' } };
  const { index, id, operation } = deadLetterDocument(again, object, true);
  assert.deepEqual({ index, id, operation }, { index: 'kafkainsight-dead-letters', id: letter.id, operation: 'index' });
});

test('a record of another producer belongs to no file; a ledger entry does', () => {
  assert.equal(fieldsOf({ kind: 'raw', id: 'kafkainsight.logs-3-7' })['kafkainsight.file.id'], undefined);
  assert.equal(fieldsOf({ kind: 'log', id: 'kafkainsight.logs-3-7' })['kafkainsight.file.id'], undefined);
  const ledger = fieldsOf({ kind: 'ledger', id: 'ABCDEFGHIJKLMQ-part-0000000000000000-AAAAAAAA' });
  assert.equal(ledger['kafkainsight.file.id'], 'ABCDEFGHIJKLMQ');
});

test('the value is shown as far as 32 KiB, and not at all where it may hold what is pseudonymised', () => {
  const shown = fieldsOf({ value: Buffer.alloc(1_000_000, 'a') })['event.original'];
  assert.equal(shown, 'a'.repeat(32 * 1024));
  assert.equal(fieldsOf({}, false)['event.original'], undefined);
});
