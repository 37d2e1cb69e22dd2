import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { type Layer } from '../../../core/files/layers.ts';
import { compressors } from '../../../test/helpers/compressors.ts';
import { inChunks, outcomeOf } from '../../../test/helpers/pieces.ts';
import { lookInto, takeOff } from './take-off.ts';

const compressionNames = Object.keys(compressors) as (keyof typeof compressors)[];

/** Text that has a line, and no line ends but line feeds. */
const texts = fc
  .array(
    fc.string({ unit: fc.constantFrom('a', 'Z', '0', ' ', '=', '[', '"', '{', '<', 'ß', 'Ł', 'Ж', '東', '🚀', '\t') }),
    { minLength: 1, maxLength: 40 },
  )
  .map((lines) => `${lines.join('\n')}\n`)
  .filter((text) => text.trim() !== '');

/** What a text is written as; each is to be read as the text again. */
const encodings: Readonly<Record<string, { readonly layer?: Layer; readonly write: (text: string) => Buffer }>> = {
  utf8: { write: (text) => Buffer.from(text) },
  'UTF-16 LE': { layer: 'utf-16le', write: (text) => Buffer.from(`\ufeff${text}`, 'utf16le') },
  'UTF-16 BE': { layer: 'utf-16be', write: (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16() },
  CR: { layer: 'cr', write: (text) => Buffer.from(text.replaceAll('\n', '\r')) },
};

suite('any text in any encoding and compression, cut anywhere', () => {
  for (const [name, { layer, write }] of Object.entries(encodings)) {
    test(`${name}: gives the text`, async () => {
      await fc.assert(
        fc.asyncProperty(
          texts,
          fc.array(fc.constantFrom(...compressionNames), { maxLength: 3 }),
          fc.integer({ min: 1, max: 200 }),
          async (text, compressions, chunkBytes) => {
            fc.pre(compressions.filter((one) => one === 'xz').length < 2);
            // no line end but the last, which may be half of one
            fc.pre(layer !== 'cr' || text.trimEnd().includes('\n') || text.startsWith('\n'));
            const stored = compressions.reduceRight((content, one) => compressors[one](content), write(text));
            const read = inChunks(stored, chunkBytes);
            const { layers, beginning, kind } = await lookInto(read);
            assert.equal(kind, undefined);
            assert.deepEqual(layers, [...compressions, ...(layer === undefined ? [] : [layer])]);
            assert.equal(beginning.toString(), text);
            assert.deepEqual(await outcomeOf(takeOff(read, layers, Infinity)()), { content: Buffer.from(text) });
          },
        ),
        { numRuns: 60 },
      );
    });
  }
});
