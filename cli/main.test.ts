import assert from 'node:assert/strict';
import { test } from 'node:test';
import packageFile from '../package.json' with { type: 'json' };
import { runCommand } from '../test/helpers/command.ts';
import { commands } from './commands.ts';

test('--version prints the version of package.json alone', async () => {
  for (const option of ['--version', '-V']) {
    const { code, output, errors } = await runCommand([option]);
    assert.deepEqual([code, output, errors], [0, `${packageFile.version}\n`, '']);
  }
});

test('without a command, and with --help, every command is listed once', async () => {
  for (const args of [[], ['--help'], ['help']]) {
    const { code, output } = await runCommand(args);
    assert.equal(code, 0);
    const listed = Array.from(output.matchAll(/^ {2}([a-z-]+) {2}/gm), ([, name]) => name);
    assert.deepEqual(listed, [...commands.keys()]);
  }
});
