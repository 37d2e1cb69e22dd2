import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KafkaInsightError } from '../../core/errors.ts';
import ours from '../../test/fixtures/events/msk.json' with { type: 'json' };
import otherProducers from '../../test/fixtures/events/msk-other-producers.json' with { type: 'json' };
import { type KafkaEvent, readEvent } from './event.ts';

const otherEvent: KafkaEvent = otherProducers;

test('records come with position, time, key, kind and bytes', () => {
  const records = readEvent(ours);
  assert.deepEqual(
    records.map(({ position, key, kind }) => [position.partition, position.offset, key, kind]),
    [
      [0, '15', 'ABCDEFGHIJKLMQAAAAAA', 'log'],
      [0, '16', 'ABCDEFGHIJKLMQAAAABo', 'log'],
      [1, '3', 'ABCDEFGHIJKLMQAAAADQ', 'log'],
      [1, '4', 'ABCDEFGHIJKLMQ-part-0000000000000000-AAAAAAAA', 'ledger'],
    ],
  );
  assert.equal(records[0]?.timestampMillis, 1_795_341_780_123);
  assert.equal(records[0].position.topic, 'kafkainsight.logs');
  assert.match(records[1]?.value.toString() ?? '', /^\{"@timestamp":.*"log\.offset":104.*\}$/);
});

test('a missing or null key, a missing or null value and any header are read', () => {
  const records = readEvent(otherEvent);
  assert.equal(records.length, 11);
  assert.deepEqual([records[0]?.key, records[8]?.key], [undefined, undefined]);
  assert.deepEqual(
    records.slice(7, 10).map(({ value }) => value.length),
    [0, 0, 0],
  );
  assert.equal(records[9]?.timestampMillis, -1);
  assert.deepEqual([...(records[10]?.value ?? [])], [0, 255, 254, 10, 13, 0x22, 0x5c, 0x80]);
});

test('keys of any length and of any bytes are read whole, each byte a character', () => {
  const [record] = Object.values(otherEvent.records)[0] ?? [];
  assert.ok(record);
  for (const length of [0, 1, 700, 768, 769, 1_024, 5_000]) {
    const key = Buffer.from(Array.from({ length }, (_, at) => at & 255));
    const [read, next] = readEvent({
      records: {
        t: [
          { ...record, key: key.toString('base64') },
          { ...record, key: 'eA==' },
        ],
      },
    });
    assert.deepEqual([read?.key, next?.key], [key.toString('latin1'), 'x']);
  }
});

test('our header counts where it is there once', () => {
  const kinds = readEvent(otherEvent).map(({ kind }) => kind);
  const none = Array<undefined>(4).fill(undefined);
  assert.deepEqual(kinds, [...none, 'log', 'log', undefined, ...none]);
});

test('headers may be absent or hold null', () => {
  const [record] = Object.values(otherEvent.records)[0] ?? [];
  assert.ok(record);
  for (const headers of [undefined, null, [], [{ kafkainsight: null }]]) {
    const event: KafkaEvent = { records: { t: [{ ...record, ...(headers === undefined ? {} : { headers }) }] } };
    assert.equal(readEvent(event)[0]?.kind, undefined);
  }
});

test('an event of another source is refused', () => {
  for (const event of [{}, { Records: [] }, null, { records: 'x' }]) {
    assert.throws(
      () => readEvent(event as unknown as KafkaEvent),
      (error) => error instanceof KafkaInsightError && error.code === 'EVENT_INVALID',
    );
  }
});
