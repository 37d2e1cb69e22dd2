import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive } from './processes.ts';

test('a process runs until it has ended, also where its parent never asks', async (context) => {
  assert.equal(isAlive(process.pid), true);
  // The shell becomes a program that does not wait for children, so the first one stays a zombie.
  const parent = spawn('sh', ['-c', 'sleep 1 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'inherit'] });
  context.after(() => parent.kill('SIGKILL'));
  const [line] = (await once(createInterface({ input: parent.stdout }), 'line')) as [string];
  const pid = Number(line);
  assert.equal(isAlive(pid), true);
  const deadline = performance.now() + 10_000;
  while (isAlive(pid) && performance.now() < deadline) await delay(50);
  assert.equal(isAlive(pid), false);
  assert.doesNotThrow(() => process.kill(pid, 0), 'it is a zombie');
  parent.kill('SIGKILL');
  await once(parent, 'exit');
  assert.equal(isAlive(parent.pid ?? 0), false);
});
