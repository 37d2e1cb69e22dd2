import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BULK_BODY_BYTES, bulkBody, bulkRequests, type IndexDocument } from './bulk.ts';

function document(id: string, sizeBytes = 10): IndexDocument {
  const source = Buffer.from(`{"m":"${'é'.repeat((sizeBytes - 8) / 2)}"}`);
  return { index: 'kafkainsight-logs-text-2026.11', id, operation: 'index', source };
}

test('a body is an action line and the bytes of the document, each ended by a line feed', () => {
  const created: IndexDocument = { ...document('t-0-7'), operation: 'create' };
  assert.equal(
    bulkBody([document('a-1'), created]).toString(),
    '{"index":{"_index":"kafkainsight-logs-text-2026.11","_id":"a-1"}}\n{"m":"é"}\n' +
      '{"create":{"_index":"kafkainsight-logs-text-2026.11","_id":"t-0-7"}}\n{"m":"é"}\n',
  );
});

test('what is not to be sent is left out, and not counted', () => {
  const source = Buffer.from('{"m":"é","a":1,"b":2,"c":3}');
  const unsent = ['"a":1,', ',"c":3'].map((text) => ({
    start: source.indexOf(text),
    end: source.indexOf(text) + text.length,
  }));
  const one: IndexDocument = { ...document('a-1'), source, unsent };
  assert.equal(bulkBody([one]).toString().split('\n')[1], '{"m":"é","b":2}');
  const large = { source: Buffer.alloc(BULK_BODY_BYTES, 0x20), unsent: [{ start: 0, end: BULK_BODY_BYTES - 10 }] };
  const documents = [1, 2, 3].map((each): IndexDocument => ({ ...document(`a-${each}`), ...large }));
  assert.equal([...bulkRequests(documents)].length, 1);
});

test('a version is one of another system, which an equal one overwrites', () => {
  assert.equal(
    bulkBody([{ ...document('a-1'), version: 0 }]).toString(),
    '{"index":{"_index":"kafkainsight-logs-text-2026.11","_id":"a-1","version":0,"version_type":"external_gte"}}\n{"m":"é"}\n',
  );
});

test('requests keep the order, stay within the limit and are as full as they get', () => {
  const documents = Array.from({ length: 5000 }, (_, number) => document(`a-${number}`, 1000 + 2 * (number % 7))).map(
    (one, number) => ({ ...one, ...(number % 2 === 0 && { version: 10 ** 15 }) }),
  );
  const requests = [...bulkRequests(documents)];
  assert.deepEqual(requests.flat(), documents);
  const sizes = requests.map((request) => bulkBody(request).length);
  for (const [at, size] of sizes.entries()) {
    assert.ok(size <= BULK_BODY_BYTES);
    // the longer of the operations is reckoned with, a byte a document
    if (at < sizes.length - 1) assert.ok(size > BULK_BODY_BYTES - 1200 - 2000);
  }
});

test('a document over the limit is alone', () => {
  const documents = [document('a-1'), document('a-2', BULK_BODY_BYTES + 2), document('a-3')];
  assert.deepEqual(
    [...bulkRequests(documents)].map((request) => request.map(({ id }) => id)),
    [['a-1'], ['a-2'], ['a-3']],
  );
});

test('no documents make no request', () => {
  assert.deepEqual([...bulkRequests([])], []);
});
