import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flatDocument } from './flat-document.ts';

test('a document that the engine made again is flat, without what is empty', () => {
  const source = { url: { path: '/a' }, host: {}, log: { offset: 0, syslog: { facility: {} } }, tags: ['b', 'a'] };
  assert.deepEqual(Object.entries(flatDocument(source)), [
    ['log.offset', 0],
    ['tags', ['b', 'a']],
    ['url.path', '/a'],
  ]);
});

test('a document that was kept stays as it is, the objects of any keys too', () => {
  const kept = { '@timestamp': 'now', 'kafkainsight.json': { a: { b: {} } }, 'log.flags': [] };
  assert.deepEqual(flatDocument(kept), kept);
});
