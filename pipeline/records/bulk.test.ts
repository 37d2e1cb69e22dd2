import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bulkBody, bulkRequests, evenBodyBytes, type IndexDocument, MAX_BODY_BYTES } from './bulk.ts';

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

test('requests keep the order, stay within the limit and are as full as they get', () => {
  const documents = Array.from({ length: 5000 }, (_, number) => document(`a-${number}`, 1000 + 2 * (number % 7)));
  const requests = [...bulkRequests(documents, MAX_BODY_BYTES)];
  assert.deepEqual(requests.flat(), documents);
  const sizes = requests.map((request) => bulkBody(request).length);
  for (const [at, size] of sizes.entries()) {
    assert.ok(size <= MAX_BODY_BYTES);
    if (at < sizes.length - 1) assert.ok(size > MAX_BODY_BYTES - 1200);
  }
});

test('a document over the limit stands alone', () => {
  const documents = [document('a-1'), document('a-2', MAX_BODY_BYTES + 2), document('a-3')];
  assert.deepEqual(
    [...bulkRequests(documents, MAX_BODY_BYTES)].map((request) => request.map(({ id }) => id)),
    [['a-1'], ['a-2'], ['a-3']],
  );
});

test('no documents make no request', () => {
  assert.deepEqual([...bulkRequests([], MAX_BODY_BYTES)], []);
});

test('many bytes go in equal requests, as many that those on their way end together; few go in one or two', () => {
  const requestsOf = (totalBytes: number): number => Math.ceil(totalBytes / evenBodyBytes(totalBytes, 2));
  // 4.4 MB is what a full invocation of access log lines makes
  for (const [totalBytes, requests] of Object.entries({ 1: 1, 200_000: 1, 500_000: 2, 2_200_000: 2, 4_400_000: 4 })) {
    assert.equal(requestsOf(Number(totalBytes)), requests, totalBytes);
  }
  for (const totalBytes of [0, 1, 999_999, 4e6, 4_000_001, 6_291_456]) {
    assert.ok(evenBodyBytes(totalBytes, 2) <= MAX_BODY_BYTES, String(totalBytes));
  }
});
