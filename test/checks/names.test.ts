import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

/** Lambda calls the entry of each function by this name. */
const SHARED = ['handler'];
const SOURCES = '{bin,lib,lambdas,core,adapters,dashboards,generator,cli,local,test,bench,docs}/**/*.ts';
const EXPORTED = /^export (?:async )?(?:const|function|class|interface|type)\*? (\w+)/gm;

test('a name that a file exports means one thing: no other file exports it', () => {
  const exported = globSync(SOURCES).flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(EXPORTED)].map(([, name = '']) => ({ name, file })),
  );
  const byName = Map.groupBy(exported, ({ name }) => name);
  const twice = [...byName].filter(([name, places]) => places.length > 1 && !SHARED.includes(name));
  assert.ok(byName.size > 1_000);
  assert.deepEqual(
    twice.map(([name, places]) => `${name}: ${places.map(({ file }) => file).join(', ')}`),
    [],
  );
});
