import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseLine } from '../../../test/helpers/parse-line.ts';
import { layoutProblems } from './compile.ts';

const value = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .map((text) => text.replaceAll(/[\p{C}\p{Z}|]/gu, ''))
  .filter((text) => text !== '' && text !== '-');

test('values between literals of any kind come back, wherever they are', () => {
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 8 }), value, (values, literal) => {
      const pattern = values
        .map((_, index) => `(?<v${index}>[^|]+)`)
        .join(String.raw`\|\Q${literal.replaceAll('\\', '')}\E\|`);
      const line = values.join(`|${literal.replaceAll('\\', '')}|`);
      const document = parseLine({ pattern }, line, { format: { pattern } });
      const expected = Object.fromEntries(values.map((text, index) => [`v${index}`, text]));
      assert.deepEqual(document['kafkainsight.fields'], expected, `${pattern}\n${line}`);
    }),
    { numRuns: 300 },
  );
});

test('any text is a pattern or has problems, and then any line has a document', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '(?<a>',
      '(?<b.c>',
      '(?P<d>',
      ')',
      '[',
      ']',
      '*',
      '+',
      '|',
      '\\',
      '\\d',
      '.',
      '^',
      '$',
      '{2}',
      '(?i)',
      '>',
    ),
    fc.string({ maxLength: 3 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), fc.uint8Array({ maxLength: 60 }), (pieces, bytes) => {
      const pattern = pieces.join('');
      if (layoutProblems({ pattern }).length > 0) return;
      const line = Buffer.from(bytes.filter((byte) => byte !== 0x0a));
      const document = parseLine({ pattern }, line, { format: { pattern } });
      assert.match(String(document['event.kind']), /^(?:event|pipeline_error)$/);
    }),
    { numRuns: 1_000 },
  );
});
