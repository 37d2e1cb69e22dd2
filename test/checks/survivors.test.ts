import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const ROOT = path.join(import.meta.dirname, '..', '..');

/** Whether a change, as `test:mutants` names it, is one of a line that is there: `file: line: from -> to`. */
function isOfLineThatIsThere(name: string): boolean {
  const file = name.slice(0, name.indexOf(': '));
  const change = name.slice(file.length + 2);
  const lines = readFileSync(path.join(ROOT, file), 'utf8').split('\n');
  return lines.some((line) => line.trim() !== '' && change.startsWith(`${line.trim()}: `));
}

test('each change that no test is to notice is one of a line that is there', () => {
  const survivors = JSON.parse(readFileSync(path.join(ROOT, 'test', 'mutants', 'survivors.json'), 'utf8')) as object;
  const gone = Object.keys(survivors).filter((name) => !isOfLineThatIsThere(name));
  assert.deepEqual(gone, [], 'remove them from test/mutants/survivors.json, or name the line as it is now');
});
