/** Messages have the right plural forms: they use `counted` of core/wording.ts, which has a singular for one. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '..', '..');
const nouns =
  'brokers|dead letters|differences|documents|entries|events|files|indices|letters|lines|messages|nodes|objects|parts|' +
  'partitions|pollers|problems|records|shards|units|zones';
/** A number in a text, followed by a plural; constants, which are written in capitals, are more than one. */
const COUNTED_BY_HAND = new RegExp(
  `\\$\\{(?!counted\\(|[A-Z_]+\\}|grouped\\([A-Z_]+\\))[^{}]*\\} (?:${nouns})\\b`,
  'g',
);
const sources = globSync('{adapters,bin,lambdas,lib,local,pipeline}/**/*.{ts,mjs}', { cwd: root }).filter(
  (path) => !path.endsWith('.test.ts'),
);

test('no message puts a plural behind a number by hand', () => {
  const found = sources.flatMap((path) =>
    Array.from(readFileSync(join(root, path), 'utf8').matchAll(COUNTED_BY_HAND), ([text]) => `${path}: ${text}`),
  );
  assert.ok(sources.length > 200, 'the sources are found');
  assert.deepEqual(found, []);
});
