import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { kindOf, notText } from './not-text.ts';

/** Bytes without any order, as encrypted and compressed ones are, the same each time. */
function noise(bytes: number, seed = ''): Buffer {
  const blocks = Array.from({ length: Math.ceil(bytes / 32) }, (_, number) =>
    createHash('sha256').update(`${seed}${number}`).digest(),
  );
  return Buffer.concat(blocks, bytes);
}

/** A header of tar as POSIX (pax, "ustar Interchange Format") and, without its magic, the tar of Unix V7 has it. */
function tarHeader(name: string, magic: string): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write('0000644\x000000000\x000000000\x0000000000132\x0014123456701\x00', 100);
  header.fill(' ', 148, 156);
  header.write('0', 156);
  header.write(magic, 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\x00 `, 148);
  return header;
}

/** A record of wtmp (utmp(5) on 64-bit Linux): type, process, line, id, user, host, exit, session, time, address. */
function loginRecord(user: string): Buffer {
  const record = Buffer.alloc(384);
  record.writeInt32LE(7, 0);
  record.writeInt32LE(4711, 4);
  record.write('pts/0', 8);
  record.write('ts/0', 40);
  record.write(user, 44);
  record.write('203.0.113.9', 76);
  record.writeInt32LE(1_795_341_772, 340);
  return record;
}

const binaries: readonly (readonly [string, Buffer, RegExp])[] = [
  ['ZIP', Buffer.concat([Buffer.from('PK\x03\x04\x14\0\0\0'), noise(100)]), /a ZIP archive/],
  ['tar', Buffer.concat([tarHeader('access.log', 'ustar\x0000'), Buffer.from('GET /\n')]), /a tar archive/],
  ['tar of before POSIX', Buffer.concat([tarHeader('access.log', ''), Buffer.from('GET /\n')]), /a tar archive/],
  ['7-Zip', Buffer.from('377abcaf271c0004', 'hex'), /a 7-Zip archive/],
  ['LZ4', Buffer.from('04224d1864404a', 'hex'), /an LZ4 file/],
  ['compress', Buffer.from('1f9d9061', 'hex'), /a file of compress/],
  ['LZMA', Buffer.from('5d00008000ffffffffffffffff0030', 'hex'), /an LZMA file/],
  ['UTF-32', Buffer.from('fffe00006c000000690000006e00000065000000', 'hex'), /text in UTF-32/],
  // iconv -t IBM1047 of `10:02:52 JOB00042 IEF403I SHOP - STARTED - TIME=10.02.52`
  [
    'EBCDIC',
    Buffer.from(
      'f1f07af0f27af5f240d1d6c2f0f0f0f4f240c9c5c6f4f0f3c940e2c8d6d7406040e2e3c1d9e3c5c4406040e3c9d4c57ef1f04bf0f24bf5f215',
      'hex',
    ),
    /text in EBCDIC/,
  ],
  ['journal', Buffer.concat([Buffer.from('LPKSHHRH'), Buffer.alloc(200)]), /a systemd journal/],
  ['event log', Buffer.concat([Buffer.from('ElfFile\0'), Buffer.alloc(120)]), /a Windows event log/],
  ['capture', Buffer.from('d4c3b2a1020004000000000000000000', 'hex'), /a packet capture/],
  ['PDF', Buffer.from('%PDF-1.7\n'), /a PDF document/],
  ['PNG', Buffer.from('89504e470d0a1a0a', 'hex'), /an image/],
  ['wtmp', Buffer.concat(['ann', 'bob', 'eve'].map(loginRecord)), /binary data/],
  ['noise', noise(65_536), /binary data/],
  ['little noise', noise(200), /binary data/],
  ['UTF-16 without its mark that is not ASCII', Buffer.from('Журнал событий\r\n'.repeat(20), 'utf16le'), /binary data/],
];

const texts: readonly (readonly [string, Buffer])[] = [
  ['nothing', Buffer.alloc(0)],
  ['lines', Buffer.from('a line\nanother\r\n')],
  ['UTF-8', Buffer.from('Grüße aus Köln, 東京, 🚀\n')],
  ['Latin-1', Buffer.from('Grüße aus Köln\n'.repeat(50), 'latin1')],
  ['Cyrillic in one byte a letter', Buffer.from('c6f3f0ede0eb20f1eee1fbf2e8e90a'.repeat(50), 'hex')],
  ['Shift JIS', Buffer.from('93fa967b8cea82cc838d834f0a'.repeat(50), 'hex')],
  ['an address in Latin-1', Buffer.from('ann@k\xf6ln.example\n'.repeat(20), 'latin1')],
  ['colours', Buffer.from('\x1b[31mERROR\x1b[0m it failed\n'.repeat(20))],
  ['FIX', Buffer.from('8=FIX.4.4\x019=65\x0135=A\x0149=BUY\x0156=SELL\x0134=1\x0110=062\x01\n'.repeat(20))],
  // RFC 7464, section 2.1: a record separator before each text
  ['a JSON text sequence', Buffer.from('\x1e{"a":1}\n'.repeat(20))],
  // ASCII's separators of files, groups and units (ECMA-48, section 8.3)
  ['fields that ASCII’s separators end', Buffer.from('ann\x1f7\x1dben\x1f9\x1c'.repeat(20))],
  ['records that NULs end', Buffer.from('<34>Oct 11 22:14:15 host app: it failed\0'.repeat(50))],
  ['NULs before the first line', Buffer.concat([Buffer.alloc(4096), Buffer.from('a line\n')])],
  ['NULs at a line’s start', Buffer.from('a line\n\0\0\0\0\0\0\0\0another\n')],
  ['NULs in a line, after a crash', Buffer.concat([Buffer.from('a li'), Buffer.alloc(2048), Buffer.from('ne\n')])],
  ['NULs behind the last line', Buffer.concat([Buffer.from('a line'), Buffer.alloc(100)])],
  ['nothing but NULs', Buffer.alloc(65_536)],
  ['some bytes that are no text', Buffer.concat([Buffer.from('line\n'.repeat(2000)), noise(150)])],
  ['words that begin like archives', Buffer.from('PK, Rar! and MSCF are words; 7z too\n')],
];

suite('what is no text', () => {
  for (const [name, beginning, expected] of binaries) {
    test(`is seen: ${name}`, () => {
      assert.match(kindOf(beginning)?.name ?? 'text', expected);
    });
  }
  for (const [name, beginning] of texts) {
    test(`is not seen in text: ${name}`, () => {
      assert.equal(kindOf(beginning), undefined);
    });
  }

  test('is never text of any script, whatever is written', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((string) => !/\p{Cc}/u.test(string));
    fc.assert(
      fc.property(fc.array(text, { minLength: 1 }), (lines) => {
        assert.equal(kindOf(Buffer.from(`${lines.join('\n')}\n`)), undefined);
      }),
    );
  });

  test('is seen in noise of any length', () => {
    fc.assert(
      fc.property(fc.integer({ min: 512, max: 65_536 }), fc.string(), (bytes, seed) => {
        assert.notEqual(kindOf(noise(bytes, seed)), undefined);
      }),
    );
  });
});

suite('the refusal', () => {
  const zip = { name: 'a ZIP archive', command: 'unzip FILE' };

  test('names the file, what it is and the command that unpacks it', () => {
    const { code, message } = notText('inbox/shop/logs.zip', [], zip);
    assert.equal(code, 'FILE_NOT_TEXT');
    assert.equal(
      message,
      'inbox/shop/logs.zip is a ZIP archive, not a log: it was not read. Use the output of this command: unzip logs.zip',
    );
  });

  test('takes the layers off first, which tar does by itself', () => {
    assert.match(
      notText('a.zip.gz', ['gzip'], zip).message,
      /a ZIP archive inside gzip.*: gzip -d a\.zip\.gz && unzip a\.zip$/,
    );
    assert.match(
      notText('a.tar.gz', ['gzip'], { name: 'a tar archive', command: 'tar -xf FILE' }).message,
      /: tar -xf a\.tar\.gz$/,
    );
  });

  test('quotes names for the shell', () => {
    assert.match(notText("inbox/Ann's logs.zip", [], zip).message, /: unzip 'Ann'\\''s logs\.zip'$/);
  });

  test('says what to do where no command helps', () => {
    assert.match(notText('inbox/a', [], { name: 'binary data' }).message, /binary data.*Export it as text/);
  });
});
