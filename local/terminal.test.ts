import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { safeName, safeText } from './terminal.ts';

test('what a terminal would obey is shown', () => {
  // ECMA-48: CSI 2 J clears the screen; OSC 52 of xterm writes to the clipboard; 0x9b is CSI in one character
  assert.equal(safeName('a\x1b[2Jb.log'), 'a\\x1b[2Jb.log');
  assert.equal(safeName('\x1b]52;c;Y3VybA==\x07'), '\\x1b]52;c;Y3VybA==\\x07');
  assert.equal(safeName('a\x9b31mb'), 'a\\x9b31mb');
  assert.equal(safeName('all is\nwell\r'), 'all is\\x0awell\\x0d');
  assert.equal(safeName('gol.\u202egnp'), 'gol.\\u202egnp');
  assert.equal(safeName('Jürg 日本 😀.log'), 'Jürg 日本 😀.log');
  assert.equal(safeText('one\n\ttwo\x1b[2J\r\n'), 'one\n\ttwo\\x1b[2J\\x0d\n');
});

test('whatever the name, one line without a control character is left of it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      assert.doesNotMatch(safeName(name), /[\p{Cc}\u2028\u2029]/u);
      assert.equal(safeName(safeName(name)), safeName(name));
    }),
  );
});

test('the commands and the runner say nothing but through it', () => {
  const root = join(import.meta.dirname, '..');
  // documents, which are JSON; the progress line, which has its own test; and process exits
  const others = /^local\/(parse|compose|generate|setup|page)\/|^local\/(terminal|runner\/progress)\.ts$/;
  const files = globSync('local/**/*.ts', { cwd: root }).filter(
    (file) => !file.endsWith('.test.ts') && !others.test(file),
  );
  assert.ok(files.length > 50);
  for (const file of files) {
    const writes = readFileSync(join(root, file), 'utf8').match(/std(?:out|err)\.write\((?!'', ).*|console\.\w+\(.*/g);
    assert.deepEqual(writes, null, file);
  }
});
