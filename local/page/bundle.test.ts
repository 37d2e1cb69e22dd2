import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bundlePage } from './bundle.ts';

test('the script of the page is made, and the bundler, which keeps 260 MB, is not in the process that serves it', async () => {
  const script = await bundlePage();
  assert.ok(script.length > 100_000, String(script.length));
  const { sharedObjects } = process.report.getReport() as unknown as { readonly sharedObjects: readonly string[] };
  assert.deepEqual(
    sharedObjects.filter((name) => name.includes('rolldown')),
    [],
  );
});
