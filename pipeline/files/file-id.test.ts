import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { DOCUMENT_ID_PATTERN, documentId, fileId } from './file-id.ts';

suite('the id of a file', () => {
  test('is the SHA-256 of the length-prefixed pieces', () => {
    // printf '4:logs11:inbox/a.log6:line 1' | sha256sum | cut -c 1-20
    assert.equal(fileId('logs', 'inbox/a.log', Buffer.from('line 1')), '6d608706fc3f1cd126f4');
  });

  test('depends on bucket, key and beginning, and on where one ends and the next begins', () => {
    const ids = [
      fileId('ab', 'c', Buffer.from('d')),
      fileId('a', 'bc', Buffer.from('d')),
      fileId('a', 'b', Buffer.from('cd')),
      fileId('ab', 'cd', Buffer.from('')),
    ];
    assert.equal(new Set(ids).size, ids.length);
  });

  test('looks at the first KiB only, so that a grown file keeps its id', () => {
    const beginning = Buffer.alloc(1024, 'x');
    const grown = Buffer.concat([beginning, Buffer.from('more')]);
    assert.equal(fileId('b', 'k', grown), fileId('b', 'k', beginning));
    assert.notEqual(fileId('b', 'k', beginning), fileId('b', 'k', beginning.subarray(1)));
  });

  test('counts the length of a name in bytes', () => {
    // printf '1:b4:\xc3\xa9\xc3\xa90:' | sha256sum | cut -c 1-20
    assert.equal(fileId('b', 'éé', Buffer.alloc(0)), '2dde72ac2e8fc18fffc7');
  });
});

suite('the id of a document', () => {
  test('is the file and the offset, and is known by its pattern', () => {
    const file = fileId('b', 'k', Buffer.from('x'));
    assert.equal(documentId(file, 0), `${file}-0`);
    for (const offset of [0, 3, 10_000_000_000, Number.MAX_SAFE_INTEGER]) {
      assert.match(documentId(file, offset), DOCUMENT_ID_PATTERN);
    }
    for (const other of [
      '',
      file,
      `${file}-`,
      `${file}-01`,
      `${file}-1x`,
      `${file.toUpperCase()}A-1`,
      'kafkainsight.logs-0-12',
    ]) {
      assert.doesNotMatch(other, DOCUMENT_ID_PATTERN);
    }
  });
});
