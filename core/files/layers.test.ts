import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { bzip2Sync, xzSync } from '../../test/helpers/compressors.ts';
import { compressionOf, hasReturnsOnly, layersText, utf16Of } from './layers.ts';

const line = Buffer.from('a line\n');

test('a compression is known by the first bytes', () => {
  const table: [Buffer, string | undefined][] = [
    [gzipSync(line), 'gzip'],
    [gzipSync(''), 'gzip'],
    [zstdCompressSync(line), 'zstd'],
    [zstdCompressSync(''), 'zstd'],
    // a skippable frame of one byte (RFC 8878, 3.1.2)
    [Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 1, 0, 0, 0, 0]), 'zstd'],
    [bzip2Sync(line), 'bzip2'],
    [bzip2Sync(line, 1), 'bzip2'],
    // `bzip2 < /dev/null`
    [Buffer.from('QlpoORdyRThQkAAAAAA=', 'base64'), 'bzip2'],
    [xzSync(line), 'xz'],
    [xzSync(Buffer.alloc(0)), 'xz'],
    [line, undefined],
    [Buffer.from(''), undefined],
    [Buffer.from([0x1f]), undefined],
    [Buffer.from([0x28, 0xb5, 0x2f]), undefined],
    [Buffer.from('BZh9 was the flight\n'), undefined],
    [Buffer.from('\ufeffa line\n'), undefined],
  ];
  for (const [beginning, expected] of table) assert.equal(compressionOf(beginning), expected);
});

suite('UTF-16', () => {
  const le = (text: string): Buffer => Buffer.from(text, 'utf16le');
  const be = (text: string): Buffer => le(text).swap16();

  test('is known by its mark, whatever follows', () => {
    assert.equal(utf16Of(le('\ufeff')), 'utf-16le');
    assert.equal(utf16Of(le('\ufeffЖурнал')), 'utf-16le');
    assert.equal(utf16Of(be('\ufeffЖурнал')), 'utf-16be');
  });

  test('is known without its mark where it is nearly all ASCII', () => {
    for (const text of [
      '2026-11-22 10:02:52 Grüße\r\n',
      'line\n'.repeat(10_000),
      'user="Łódź", host="web1", path="/"\n',
    ]) {
      assert.equal(utf16Of(le(text)), 'utf-16le');
      assert.equal(utf16Of(be(text)), 'utf-16be');
    }
  });

  test('is not seen in anything else', () => {
    const others = [
      'line\n',
      'l\0i\0',
      '\0\0\0\0line\n',
      '\0l\0i\0n\0\0line\n',
      'Журнал событий безопасности\n',
      'FIX\x01\x00\x01\x00\x01\x00',
      '',
    ].map((text) => Buffer.from(text));
    // UTF-32 has other marks, which begin like those of UTF-16
    const utf32 = Buffer.from([0xff, 0xfe, 0, 0, 0x6c, 0, 0, 0]);
    // U+0100 has a zero where ASCII has none
    for (const beginning of [...others, utf32, le('Журнал'), le('a name of many letters: Āda\n')])
      assert.equal(utf16Of(beginning), undefined);
  });
});

test('lines end with a carriage return alone where there is no line feed, and not only at the end of what there is', () => {
  for (const text of ['a\rb', 'a\rb\r', '\ra']) assert.equal(hasReturnsOnly(Buffer.from(text)), true);
  for (const text of ['', 'a', 'a\r', 'a\r\r', 'a\rb\n', 'a\r\nb'])
    assert.equal(hasReturnsOnly(Buffer.from(text)), false);
});

test('layers are named in one word', () => {
  assert.equal(layersText([]), 'none');
  assert.equal(layersText(['gzip', 'utf-16le']), 'gzip+utf-16le');
});
