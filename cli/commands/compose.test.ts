import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { runCommand } from '../../test/helpers/command.ts';

/** A machine without Docker. */
const environment = { PATH: path.dirname(process.execPath) };

test('without Docker it says so, and names the way without it', async () => {
  for (const args of [['compose'], ['compose', '--down', '--volumes']]) {
    const { code, output, errors } = await runCommand(args, { environment });
    assert.equal(code, 1);
    assert.equal(output, '');
    assert.match(errors, /DOCKER_NOT_READY\n.*Docker is not installed.*npm start -- --engine elasticsearch/s);
  }
});

for (const [args, expected] of [
  [['--volumes'], /--volumes goes with --down/],
  [['--brokers', '2'], /--brokers is 2\. It must be 1 or 3\./],
  [['up'], /Unexpected argument up/],
] as const) {
  test(`compose ${args.join(' ')} is called wrongly`, async () => {
    const { code, errors } = await runCommand(['compose', ...args], { environment });
    assert.equal(code, 2);
    assert.match(errors, expected);
  });
}
