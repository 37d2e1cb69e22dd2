import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type FileDecision, partMessage } from '../../core/files/parts.ts';
import objectCreated from '../../test/fixtures/events/s3-object-created.json' with { type: 'json' };
import testEvent from '../../test/fixtures/events/s3-test.json' with { type: 'json' };
import { readMessage, readS3Event } from './events.ts';

const [record] = objectCreated.Records;
assert.ok(record);
const withObject = (object: object): object => ({ Records: [{ ...record, s3: { ...record.s3, object } }] });

suite('an S3 event', () => {
  test('names its object, key decoded, and the version', () => {
    assert.deepEqual(readS3Event(objectCreated), [
      { bucket: 'amzn-s3-demo-bucket', key: 'inbox/red flower.log', versionId: '096fKKXTRTtl3on89fVO.nfljtsv6qko' },
    ]);
  });

  test('may lack a version', () => {
    for (const object of [{ key: 'inbox/a.log' }, { key: 'inbox/a.log', versionId: null }]) {
      assert.deepEqual(readS3Event(withObject(object)), [{ bucket: 'amzn-s3-demo-bucket', key: 'inbox/a.log' }]);
    }
  });

  test('decodes keys as forms are encoded', () => {
    const keys = {
      'inbox/a%2Bb+c.log': 'inbox/a+b c.log',
      'inbox/%C3%BC%25': 'inbox/ü%',
      'inbox/%E2%80%AE': 'inbox/\u202e',
    };
    for (const [key, decoded] of Object.entries(keys)) {
      assert.deepEqual(readS3Event(withObject({ key }))[0]?.key, decoded);
    }
  });

  test('of another kind, or sent as a test, names none', () => {
    assert.deepEqual(readS3Event({ Records: [{ ...record, eventName: 'ObjectRemoved:Delete' }] }), []);
    assert.deepEqual(readS3Event(testEvent), []);
  });

  test('may hold several records', () => {
    assert.equal(readS3Event({ Records: [record, record] }).length, 2);
  });

  test('that is none is refused', () => {
    for (const event of [null, {}, { Records: [{}] }, withObject({}), withObject({ key: 'inbox/%' })]) {
      assert.throws(() => readS3Event(event), { code: 'EVENT_INVALID' });
    }
  });
});

suite('a message of the queue', () => {
  test('is an S3 event or one of our own', () => {
    const file: FileDecision = {
      id: 'ABCDEFGHIJKLMQ',
      pin: { bucket: 'logs', key: 'inbox/a.log', etag: '"e"' },
      sizeBytes: 250,
      modifiedMillis: 0,
      storedMillis: 0,
      layers: [],
      format: 'text',
      source: { prefix: '' },
      partBytes: 100,
    };
    assert.deepEqual(readMessage(JSON.stringify(objectCreated)), {
      kind: 'objects',
      objects: readS3Event(objectCreated),
    });
    assert.deepEqual(readMessage(JSON.stringify(testEvent)), { kind: 'objects', objects: [] });
    assert.deepEqual(readMessage(partMessage(file, 100)), { kind: 'part', file, start: 100 });
  });

  test('that is neither is refused', () => {
    for (const body of ['', 'Test message.', '{}', '{"kind":"part"}', '[]', 'null']) {
      assert.throws(() => readMessage(body), { code: 'EVENT_INVALID' });
    }
  });
});
