import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { fromWindows1252 } from './windows-1252.ts';

function decoded(bytes: Buffer): string | undefined {
  return fromWindows1252(bytes, 0, bytes.length)?.toString();
}

suite('windows-1252', () => {
  test('is read where a text is no UTF-8', () => {
    assert.equal(decoded(Buffer.from('Grüße aus Köln', 'latin1')), 'Grüße aus Köln');
    assert.equal(decoded(Buffer.from('Señor Peña: ½ kg à 3 £', 'latin1')), 'Señor Peña: ½ kg à 3 £');
    // what is not in Latin-1: quotes, dash, euro
    assert.equal(decoded(Buffer.from([0x93, 0x35, 0x20, 0x80, 0x94, 0x20, 0x96])), '“5 €” –');
  });

  test('has the characters of the standard: the table of Unicode, "cp1252 to Unicode table" 2.01', () => {
    const table: readonly (readonly [number, number])[] = [
      [0x80, 0x20ac],
      [0x82, 0x201a],
      [0x83, 0x0192],
      [0x84, 0x201e],
      [0x85, 0x2026],
      [0x86, 0x2020],
      [0x87, 0x2021],
      [0x88, 0x02c6],
      [0x89, 0x2030],
      [0x8a, 0x0160],
      [0x8b, 0x2039],
      [0x8c, 0x0152],
      [0x8e, 0x017d],
      [0x91, 0x2018],
      [0x92, 0x2019],
      [0x93, 0x201c],
      [0x94, 0x201d],
      [0x95, 0x2022],
      [0x96, 0x2013],
      [0x97, 0x2014],
      [0x98, 0x02dc],
      [0x99, 0x2122],
      [0x9a, 0x0161],
      [0x9b, 0x203a],
      [0x9c, 0x0153],
      [0x9e, 0x017e],
      [0x9f, 0x0178],
      [0xa0, 0x00a0],
      [0xe4, 0x00e4],
      [0xff, 0x00ff],
    ];
    for (const [byte, character] of table) assert.equal(decoded(Buffer.from([byte])), String.fromCodePoint(character));
  });

  test('is not read where a text is UTF-8, or has a character of it', () => {
    for (const text of ['', 'plain', 'Grüße', '東京']) assert.equal(decoded(Buffer.from(text)), undefined);
    const cut = Buffer.from('Grüße aus Köln ü');
    assert.equal(decoded(cut.subarray(0, cut.length - 1)), undefined);
  });

  test('is not read where a byte is none of it', () => {
    for (const byte of [0x81, 0x8d, 0x8f, 0x90, 0x9d]) assert.equal(decoded(Buffer.from([0xe4, byte])), undefined);
  });

  test('is never read of text in UTF-8, and leaves ASCII as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        assert.equal(decoded(Buffer.from(text)), undefined);
        assert.equal(
          decoded(Buffer.concat([Buffer.from([0xe4]), Buffer.from(text.replaceAll(/[^ -~]/g, ''))]))?.slice(1),
          text.replaceAll(/[^ -~]/g, ''),
        );
      }),
    );
  });
});
