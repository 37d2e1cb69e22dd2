import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coloursEnd, trailingColoursStart, withoutColours } from './colours.ts';

const RED = '\u001b[1;31m';
const PLAIN = '\u001b[0m';
// other control sequences (ECMA-48, section 8.3): erase in line, cursor up; and what only looks like one
const OTHERS = ['\u001b[2K', '\u001b[1A', '\u001b(31m', 'x[31m', '[31m', '\u001b[31', '\u001b['];

test('colours end behind the last of them', () => {
  const end = (text: string): number => coloursEnd(Buffer.from(text), 0, text.length);
  assert.equal(end(`${RED}text`), RED.length);
  assert.equal(end(`${PLAIN}${RED}text`), PLAIN.length + RED.length);
  assert.equal(end('\u001b[mtext'), 3);
  for (const text of OTHERS) assert.equal(end(text), 0, JSON.stringify(text));
});

test('grep and gcc erase the rest of the line behind each colour', () => {
  // grep(1), "sgr" and "ne"; GCC, "-fdiagnostics-color"
  const ERASED = `${RED}\u001b[K`;
  const end = (text: string): number => coloursEnd(Buffer.from(text), 0, text.length);
  assert.equal(end(`${ERASED}text`), ERASED.length);
  assert.equal(end(`${ERASED}${ERASED}text`), 2 * ERASED.length);
  assert.equal(end('\u001b[Ktext'), 0);
  const text = `text${ERASED}${PLAIN}\u001b[K`;
  assert.equal(trailingColoursStart(Buffer.from(text), 0, text.length), 4);
  assert.equal(withoutColours(Buffer.from(`${ERASED}a${ERASED}b`), 0, 100)?.toString(), 'ab');
});

test('colours at the end begin with the first of them', () => {
  const start = (text: string): number => trailingColoursStart(Buffer.from(text), 0, text.length);
  assert.equal(start(`text${PLAIN}`), 4);
  assert.equal(start(`${RED}text${PLAIN}${RED}`), RED.length + 4);
  assert.equal(start(RED), 0);
  for (const text of ['them', `${RED}them`, ...OTHERS]) assert.equal(start(text), text.length, JSON.stringify(text));
});

test('a text is left without its colours, and with all else', () => {
  const without = (text: string): string | undefined =>
    withoutColours(Buffer.from(text), 0, Buffer.byteLength(text))?.toString();
  assert.equal(without(`${RED}größer${PLAIN} als ${RED}5`), 'größer als 5');
  for (const text of ['plain', ...OTHERS]) assert.equal(without(text), undefined, JSON.stringify(text));
});
