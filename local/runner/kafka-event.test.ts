import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { KafkaMessage } from 'kafkajs';
import { type KafkaEvent, readEvent } from '../../lambdas/indexer/event.ts';
import { payloadBytes, toEvent, toEventRecord, toLambdaEvent } from './kafka-event.ts';

function message(parts: Partial<Pick<KafkaMessage, 'key' | 'value' | 'headers'>>): KafkaMessage {
  return {
    key: null,
    value: null,
    timestamp: '1545084650987',
    attributes: 0,
    offset: '15',
    headers: {},
    ...parts,
  };
}

describe('a Kafka event', () => {
  it("has the shape of the example in AWS's documentation", () => {
    // https://docs.aws.amazon.com/lambda/latest/dg/with-msk.html, "Example event"
    const record = toEventRecord(
      'mytopic',
      0,
      message({
        key: Buffer.from('recordKey'),
        value: Buffer.from('Hello, this is a test.'),
        headers: { headerKey: Buffer.from('headerValue') },
      }),
    );
    const event = toEvent([record], ['b-2:9092', 'b-1:9092']);
    const { records, eventSource, bootstrapServers } = toLambdaEvent(event);
    assert.deepEqual(records, {
      'mytopic-0': [
        {
          topic: 'mytopic',
          partition: 0,
          offset: 15,
          timestamp: 1545084650987,
          timestampType: 'CREATE_TIME',
          key: 'cmVjb3JkS2V5',
          value: 'SGVsbG8sIHRoaXMgaXMgYSB0ZXN0Lg==',
          headers: [{ headerKey: [104, 101, 97, 100, 101, 114, 86, 97, 108, 117, 101] }],
        },
      ],
    });
    assert.deepEqual([eventSource, bootstrapServers], ['aws:kafka', 'b-2:9092,b-1:9092']);
  });

  it('leaves out what a record does not have, and keeps a header that comes twice', () => {
    const record = toEventRecord('t', 1, message({ headers: { a: [Buffer.from('1'), Buffer.from([0x32, 0xff])] } }));
    assert.deepEqual('key' in record || 'value' in record, false);
    const [given] = toLambdaEvent(toEvent([record], [])).records['t-1'] ?? [];
    assert.ok(given);
    assert.deepEqual('key' in given || 'value' in given, false);
    assert.deepEqual(given.headers, [{ a: [49] }, { a: [50, -1] }]);
  });

  it('is never larger than it was counted to be', () => {
    const bytes = fc.uint8Array({ maxLength: 2000 }).map((array) => Buffer.from(array));
    fc.assert(
      fc.property(bytes, bytes, fc.dictionary(fc.string(), bytes), (key, value, headers) => {
        const record = toEventRecord('a.topic', 12, message({ key, value, headers }));
        const [given] = toLambdaEvent(toEvent([record], [])).records['a.topic-12'] ?? [];
        assert.ok(Buffer.byteLength(JSON.stringify(given)) <= payloadBytes(record));
      }),
    );
  });

  it('is read by the index function as the event of Lambda is', () => {
    const bytes = fc.option(fc.uint8Array({ maxLength: 100 }).map((array) => Buffer.from(array)));
    const header = fc.constantFrom('kafkainsight', 'another');
    const kind = fc.oneof(
      fc.constantFrom('log', 'ledger').map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 9 }).map((array) => Buffer.from(array)),
    );
    const headers = fc.dictionary(header, fc.oneof(kind, fc.array(kind, { maxLength: 2 })));
    fc.assert(
      fc.property(fc.array(fc.record({ key: bytes, value: bytes, headers }), { maxLength: 5 }), (messages) => {
        const event = toEvent(
          messages.map((parts, partition) => toEventRecord('a.topic', partition, message(parts))),
          [],
        );
        const passed = JSON.parse(JSON.stringify(toLambdaEvent(event))) as KafkaEvent;
        assert.deepEqual(readEvent(event), readEvent(passed));
      }),
    );
  });
});
