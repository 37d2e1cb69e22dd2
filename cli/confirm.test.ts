import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { confirm } from './confirm.ts';

async function answer(text: string | undefined): Promise<boolean> {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const output = new PassThrough();
  const asked = confirm('Really?', { input, output });
  if (text === undefined) input.end();
  else input.write(`${text}\n`);
  const said = await asked;
  assert.match(String(output.read()), /^Really\? \[yes\/no\]/);
  return said;
}

test('only yes is yes', async () => {
  for (const text of ['yes', 'y', 'YES', ' yes ']) assert.equal(await answer(text), true, text);
  for (const text of ['', 'no', 'n', 'yess', 'delete', undefined]) assert.equal(await answer(text), false, text);
});

test('nobody is asked where there is no terminal', async () => {
  await assert.rejects(confirm('Really?', { input: new PassThrough(), output: new PassThrough() }), {
    code: 'USAGE_INVALID',
    message: /no terminal.*--yes/s,
  });
});
