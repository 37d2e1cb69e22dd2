import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { JsonScanner, skipSpace } from './json-scanner.ts';

const scanner = new JsonScanner();

/** Whether the scanner takes the whole text for one value. */
function accepts(text: string): boolean {
  const bytes = Buffer.from(text);
  const start = skipSpace(bytes, 0, bytes.length);
  const end = scanner.valueEnd(bytes, start, bytes.length);
  return end >= 0 && skipSpace(bytes, end, bytes.length) === bytes.length;
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** JSON with white space of all kinds, changed here and there. */
const nearlyJson = fc
  .tuple(
    fc.json(),
    fc.constantFrom(undefined, 1, '\t', '\n'),
    fc.array(
      fc.tuple(
        fc.nat(),
        fc.nat(2),
        fc.constantFrom(...Array.from('{}[]",:\\u0123456789eE+-. \t\n\r\f\u0001\u00a0tfn/')),
      ),
      {
        maxLength: 3,
      },
    ),
  )
  .map(([json, space, changes]) =>
    changes.reduce(
      (text, [position, removed, inserted]) => {
        const at = position % (text.length + 1);
        return text.slice(0, at) + inserted + text.slice(at + removed);
      },
      JSON.stringify(JSON.parse(json), undefined, space),
    ),
  );
const tokens = [
  '{',
  '}',
  '[',
  ']',
  '"a"',
  '"',
  ':',
  ',',
  '0',
  '-',
  '1',
  '.5',
  'e',
  'E+1',
  'true',
  'null',
  'fals',
  ' ',
  '\\u00',
  '\\',
];
const tokenSoup = fc.array(fc.constantFrom(...tokens), { maxLength: 12 }).map((parts) => parts.join(''));

test('the scanner takes exactly what JSON.parse takes', () => {
  fc.assert(
    fc.property(fc.oneof(nearlyJson, tokenSoup, fc.string()), (text) => {
      assert.equal(accepts(text), parses(text), JSON.stringify(text));
    }),
    { numRuns: 20_000 },
  );
});

test('the scanner takes what JSON.parse takes of odd cases', () => {
  for (const text of [
    '',
    ' ',
    '-',
    '-0',
    '00',
    '01',
    '1.',
    '.1',
    '1e',
    '1e+',
    '1E400',
    '-1.5e-3',
    '+1',
    'NaN',
    '"\\u12G4"',
    '"\\u123"',
    '"\\ud800"',
    '"\\x"',
    '"\\',
    '"\t"',
    '"\u007f"',
    '[1,]',
    '[,1]',
    '{"a":1,}',
    '{"a"}',
    '{a:1}',
    '{"a":1 "b":2}',
    '[1 2]',
    '\uFEFF1',
    '1 2',
    '{}{}',
    '[}',
    '{]',
    '[[],{}]',
    '{"a":{},"b":[]}',
    'true',
    'truee',
    'tru',
  ]) {
    assert.equal(accepts(text), parses(text), JSON.stringify(text));
  }
});

test('the scanner takes a thousand brackets, and no more', () => {
  const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
  assert.equal(accepts(nested(1_000)), true);
  assert.equal(accepts(nested(1_001)), false);
  assert.equal(accepts('['.repeat(500_000)), false);
  assert.equal(accepts('{"a":'.repeat(1_000) + '1' + '}'.repeat(1_000)), true);
});
