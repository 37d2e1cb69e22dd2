import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { MAX_LAYOUT_BYTES } from '../layout.ts';
import { type FileDecision, isPartMessage, partMessage, partStarts, readPartMessage } from './parts.ts';

/** Amazon SQS, quotas of messages: 256 KiB at least. */
const SQS_MESSAGE_BYTES = 256 * 1024;

const file: FileDecision = {
  id: 'ABCDEFGHIJKLMQ',
  pin: { bucket: 'logs', key: 'inbox/a.log', etag: '"d41d8cd98f00b204e9800998ecf8427e"' },
  sizeBytes: 250,
  modifiedMillis: 1_790_000_000_000,
  storedMillis: 1_790_000_001_000,
  layers: [],
  format: 'apache_common',
  source: { prefix: '' },
  partBytes: 100,
};

suite('parts', () => {
  test('of a plain file begin at each multiple of the part size below its end', () => {
    assert.deepEqual(partStarts(file), [0, 100, 200]);
    assert.deepEqual(partStarts({ ...file, sizeBytes: 200 }), [0, 100]);
    assert.deepEqual(partStarts({ ...file, sizeBytes: 1 }), [0]);
  });

  test('an empty file has one', () => {
    assert.deepEqual(partStarts({ ...file, sizeBytes: 0 }), [0]);
  });

  test('of a compressed file only the first is known', () => {
    assert.deepEqual(partStarts({ ...file, layers: ['gzip'] }), [0]);
  });
});

suite('a part message', () => {
  const decisions: FileDecision[] = [
    file,
    {
      ...file,
      pin: { ...file.pin, key: 'inbox/ü "b".log', versionId: 'null' },
      layers: ['zstd'],
      source: { prefix: 'web/', format: 'rfc5424', timeZone: 'Europe/Zurich', ignoreOffset: true, dataset: 'proxy' },
    },
  ];

  test('comes back as it was sent', () => {
    for (const decision of decisions) {
      const message: unknown = JSON.parse(partMessage(decision, 200));
      assert.equal(isPartMessage(message), true);
      assert.deepEqual(readPartMessage(message), { kind: 'part', file: decision, start: 200 });
    }
  });

  test('carries a layout of any size within what SQS takes', () => {
    const format = { dissect: `%{message}${'"'.repeat(MAX_LAYOUT_BYTES - '%{message}'.length)}` };
    const decision: FileDecision = { ...file, format, source: { prefix: '', format } };
    const message = partMessage(decision, 100);
    assert.deepEqual(readPartMessage(JSON.parse(message)), { kind: 'part', file: decision, start: 100 });
    assert.ok(Buffer.byteLength(message) < SQS_MESSAGE_BYTES / 8);
  });

  test('is told from an event of S3', () => {
    for (const other of [null, 'part', {}, { Records: [] }, { Event: 's3:TestEvent' }]) {
      assert.equal(isPartMessage(other), false);
    }
  });

  test('that is damaged is refused, naming every field', () => {
    const damaged = { kind: 'part', file: { ...file, id: '', layers: ['lzma'] }, start: -1 };
    assert.throws(() => readPartMessage(damaged), {
      code: 'EVENT_INVALID',
      message: /file\.id.*file\.layers.*start/,
    });
    assert.throws(() => readPartMessage({ kind: 'part', file, start: 50 }), { code: 'EVENT_INVALID' });
  });
});
