import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { documentHead } from '../../bytes/document-keys.ts';
import { DocumentWriter } from '../../bytes/document-writer.ts';
import { plainContext } from '../plain-context.ts';
import type { LayoutsReader } from './beginning.ts';
import { createRowsReader } from './rows.ts';

const HEAD = documentHead('');

/** The document that a reader makes of a line, undefined where it refuses it. */
function documentOf(reader: LayoutsReader, line: string): string | undefined {
  const bytes = Buffer.from(line);
  const writer = new DocumentWriter();
  writer.begin(HEAD);
  const millis = reader.read(bytes, 0, bytes.length, writer, plainContext());
  if (Number.isNaN(millis)) return undefined;
  writer.finish(millis);
  return writer.bytes.toString('utf8', 0, writer.lengthBytes);
}

const values = fc.constantFrom(
  ...['%{@timestamp}', '%{log.level}', '%{log.logger}', '%{process.pid}', '%{source.ip}', '%{user.name}'],
);
const delimiters = fc.constantFrom(' ', ': ', ' [', '] ', ' - ', ',', '  ');
const layout = fc
  .tuple(fc.constantFrom('', '['), fc.array(fc.tuple(values, delimiters), { minLength: 1, maxLength: 4 }))
  .map(([prefix, pieces]) => `${prefix}${pieces.flat().join('')}%{message}`)
  .filter((text) => {
    const names = text.match(/%\{[^}]+\}/g) ?? [];
    return new Set(names).size === names.length;
  });
const words = fc.constantFrom(
  ...['2026-12-04T11:00:00Z', '2026-12-04', 'INFO', 'warn', 'shop.Basket', '17', '192.0.2.1', 'ann', '-', '', 'x y'],
);
const line = fc
  .tuple(fc.constantFrom('', '['), fc.array(fc.tuple(words, delimiters), { maxLength: 5 }), words)
  .map(([prefix, pieces, last]) => `${prefix}${pieces.flat().join('')}${last}`);

suite('rows of layouts', () => {
  test('a line is read as by the first layout that accepts it, tried alone, whatever lines were before', () => {
    let read = 0;
    fc.assert(
      fc.property(
        fc.uniqueArray(layout, { minLength: 2, maxLength: 5 }),
        fc.array(line, { minLength: 1, maxLength: 6 }),
        (layouts, lines) => {
          const together = createRowsReader(layouts);
          const alone = layouts.map((text) => createRowsReader([text]));
          for (const text of lines) {
            const expected = alone.map((reader) => documentOf(reader, text)).find((one) => one !== undefined);
            assert.equal(documentOf(together, text), expected, text);
            if (expected !== undefined) read++;
          }
        },
      ),
      { numRuns: 2000 },
    );
    assert.ok(read > 100, `only ${String(read)} lines were read`);
  });
});
