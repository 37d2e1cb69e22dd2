import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCommand } from '../test/helpers/command.ts';
import { commands } from './commands.ts';

test('without a command, and with --help, every command is listed once', async () => {
  for (const args of [[], ['--help'], ['help']]) {
    const { code, output } = await runCommand(args);
    assert.equal(code, 0);
    const listed = Array.from(output.matchAll(/^ {2}([a-z-]+) {2}/gm), ([, name]) => name);
    assert.deepEqual(listed, [...commands.keys()]);
  }
});
