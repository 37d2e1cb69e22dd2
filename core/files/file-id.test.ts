import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import {
  DOCUMENT_ID_PATTERN,
  documentId,
  DocumentIdWriter,
  FILE_ID_PATTERN,
  fileId,
  fileOfDocument,
  MAX_FILE_BYTES,
  offsetIn,
} from './file-id.ts';

const LINE = '203.0.113.9 - - [22/Nov/2026:10:02:52 +0000] "GET / HTTP/1.1" 200 5';
const id = (bucket: string, key: string, beginning: string): string => fileId(bucket, key, Buffer.from(beginning));

suite('the id of a file', () => {
  test('never changes', () => {
    // A test that fails here means that every file gets a new id and every document is doubled: fix the code, not the value.
    // Made by coreutils, of the pieces bucket, folder, stem, line, each after its length and a colon:
    // printf '4:logs10:inbox/shop10:access.log67:203.0.113.9 - - [...' | sha256sum | cut -c 1-20 | xxd -r -p | base64 | tr '+/' '-_'
    assert.equal(id('logs', 'inbox/shop/access.log', `${LINE}\n`), 'oQQYa9TLOjvHSA');
    assert.equal(id('logs', 'inbox/2026/11/22/shop/access.log.3.gz', `\n# a\n${LINE}\r\nmore`), 'oQQYa9TLOjvHSA');
    assert.equal(id('b', 'größe/é.log', '2026-11-22T10:02:52Z x\n'), 'VIFgohqcyaPBnw');
    assert.equal(id('b', 'a', 'no time'), '9kT6oSWW12PLKw');
    assert.equal(id('b', 'a', 'k'.repeat(70_000)), 'tO6WgPQ1wFliLg');
  });

  test('depends on bucket, folder, stem and line, and on where one ends and the next begins', () => {
    const ids = [
      id('ab', 'c/d', 'e'),
      id('a', 'bc/d', 'e'),
      id('a', 'b/cd', 'e'),
      id('a', 'b/c', 'de'),
      id('a', 'b/c', 'd'),
      id('a', 'c', 'd'),
    ];
    assert.equal(new Set(ids).size, ids.length);
    for (const one of ids) assert.match(one, FILE_ID_PATTERN);
  });

  test('is that of the first KiB where no line bears a time', () => {
    const beginning = 'x'.repeat(1024);
    assert.equal(id('b', 'k', `${beginning}more`), id('b', 'k', beginning));
    assert.notEqual(id('b', 'k', beginning.slice(1)), id('b', 'k', beginning));
  });

  test('is known before the line feed of the first line is there, where nothing else is in the file', () => {
    assert.equal(id('b', 'k', LINE), id('b', 'k', `${LINE}\n`));
  });
});

suite('the id of a document', () => {
  const file = 'oQQYa9TLOjvHSA';
  const anyFile = fc
    .uint8Array({ minLength: 10, maxLength: 10 })
    .map((bytes) => Buffer.from(bytes).toString('base64url'));
  const anyOffset = fc.integer({ min: 0, max: MAX_FILE_BYTES - 1 });

  test('is base64url of the file and five bytes of offset', () => {
    // base64.urlsafe_b64encode(file + offset.to_bytes(5, 'big')) of Python
    assert.equal(documentId(file, 0), 'oQQYa9TLOjvHSAAAAAAA');
    assert.equal(documentId(file, 70), 'oQQYa9TLOjvHSAAAAABG');
    assert.equal(documentId(file, 16_777_216), 'oQQYa9TLOjvHSAABAAAA');
    assert.equal(documentId(file, 1_099_511_627_775), 'oQQYa9TLOjvHSP______');
  });

  test('agrees with Node’s own encoding, whatever was written before it', () => {
    fc.assert(
      fc.property(anyFile, fc.array(anyOffset, { minLength: 1 }), (of, offsets) => {
        const writer = new DocumentIdWriter(of);
        for (const offset of offsets) {
          const bytes = Buffer.concat([Buffer.from(of, 'base64url'), Buffer.alloc(5)]);
          bytes.writeUIntBE(offset, 10, 5);
          writer.set(offset);
          assert.equal(writer.bytes.toString(), bytes.toString('base64url'));
          assert.match(writer.bytes.toString(), DOCUMENT_ID_PATTERN);
        }
      }),
    );
  });

  test('tells its file and its offset, and is no other file’s', () => {
    fc.assert(
      fc.property(anyFile, anyOffset, anyFile, (of, offset, other) => {
        const one = documentId(of, offset);
        assert.equal(fileOfDocument(one), of);
        assert.equal(offsetIn(of, one), offset);
        if (other !== of) assert.equal(offsetIn(other, one), NaN);
      }),
    );
    for (const [of, text] of [
      [file, ''],
      [file, `${documentId(file, 7)}A`],
      [file, documentId(file, 7).replace('H', '!')],
      [file, `${documentId(file, 7).slice(0, -1)}.`],
      [file, `${documentId(file, 7).slice(0, -1)}é`],
      [file.slice(0, -1), documentId(file, 7)],
      ['', documentId(file, 7)],
    ] as const) {
      assert.equal(offsetIn(of, text), NaN, `${of} ${text}`);
    }
  });
});
