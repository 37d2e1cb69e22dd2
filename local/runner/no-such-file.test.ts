import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noSuchFile } from './no-such-file.ts';

test('a file that is not there is named, and what may be wrong with its name', () => {
  assert.match(noSuchFile('a.log', undefined).message, /^There is no file a\.log\. Check the path/);
  assert.match(noSuchFile('caf\ufffd.log', undefined).message, /not UTF-8.*rename it/);
});
