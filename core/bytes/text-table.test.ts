import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { TextTable } from './text-table.ts';

test('what is made of a text is what is made of it each time, whatever came in between', () => {
  const table = new TextTable((text) => `<${text}>`);
  const text = fc.oneof(fc.constantFrom('a', 'b', '', 'pid', 'x'.repeat(70)), fc.string({ maxLength: 70 }));
  fc.assert(
    fc.property(fc.array(text), (texts) => {
      for (const one of texts) {
        const bytes = Buffer.from(`"${one}"`, 'latin1');
        const expected = `<${bytes.toString('latin1', 1, bytes.length - 1)}>`;
        assert.equal(table.of(bytes, 1, bytes.length - 1), expected);
      }
    }),
  );
});

test('a text that comes again is not made again, nor when its bytes are used for others meanwhile', () => {
  const made: string[] = [];
  const table = new TextTable((text) => made.push(text));
  const bytes = Buffer.from('pid=1 pid=2');
  table.of(bytes, 0, 3);
  table.of(bytes, 6, 9);
  assert.deepEqual(made, ['pid']);
  bytes.write('uid', 0);
  table.of(bytes, 0, 3);
  table.of(bytes, 6, 9);
  assert.deepEqual(made, ['pid', 'uid']);
});
