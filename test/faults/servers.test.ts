/**
 * Breaks real servers while the sample logs pass through the whole pipeline, and compares the whole index with that of an undisturbed
 * run: by index, id and content, except `event.ingested`.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { countLines } from '../../local/runner/count-lines.ts';
import { uploadFile } from '../../local/runner/take.ts';
import { compareDocuments, countDocuments, deleteDocuments, readDocuments } from './documents.ts';
import type { Fault } from './proxy.ts';
import { type FaultRow, faultTable, type Injection, startFaultSystem, type System } from './system.ts';

const CLI = join(import.meta.dirname, '..', '..', 'cli', 'main.ts');
const BULK = /\/_bulk/;

const killSearch: Injection = async ({ search }) => {
  await search.kill();
  await sleep(2_000);
  await search.restart();
  return 1;
};

/** The only broker is killed and comes back: everything waits for it. */
const killBrokers: Injection = async ({ cluster }) => {
  const broker = cluster.brokers[0];
  assert.ok(broker);
  await broker.kill();
  await sleep(2_000);
  await broker.restart();
  return 1;
};

/** The leader of some partitions is killed, another broker takes over, and the first one comes back. */
const killLeader: Injection = async ({ cluster }) => {
  for (const broker of cluster.brokers) {
    await broker.kill();
    await sleep(3_000);
    await broker.restart();
    await sleep(3_000);
  }
  return cluster.brokers.length;
};

/** Breaks bulk requests now and then rather than all at once, so that some of each batch pass. */
function breakBulks(faults: readonly Fault[]): Injection {
  return async ({ proxy }) => {
    const before = proxy.broken;
    for (const [turn, fault] of faults.entries()) {
      proxy.inject(fault, 2, BULK);
      // a retry may be long in coming; where the run is over, none comes
      const endMillis = Date.now() + 20_000;
      while (proxy.broken < before + 2 * (turn + 1) && Date.now() < endMillis) await sleep(50);
    }
    proxy.clear();
    return proxy.broken - before;
  };
}

const dropTwice: Injection = async ({ pipeline, files }) => {
  for (const { path, key } of [...files].reverse()) await uploadFile(pipeline.store.objects, path, key);
  return files.length;
};

interface Case {
  readonly fault: string;
  readonly inject: Injection;
}

const cases: readonly Case[] = [
  { fault: 'OpenSearch killed (SIGKILL) in mid-bulk and started again', inject: killSearch },
  {
    fault: 'bulk requests answered 429 and 503',
    inject: breakBulks([
      { kind: 'status', status: 429 },
      { kind: 'status', status: 503 },
    ]),
  },
  { fault: 'connections closed, answers lost', inject: breakBulks([{ kind: 'close' }, { kind: 'lose-answer' }]) },
  { fault: 'every file dropped twice, in another order', inject: dropTwice },
];

const rows: FaultRow[] = [];

async function check(system: System, { fault, inject }: Case): Promise<void> {
  const row = await system.run(fault, inject);
  rows.push(row);
  assert.deepEqual({ lost: row.lost, doubled: row.doubled, changed: row.changed }, { lost: 0, doubled: 0, changed: 0 });
  assert.ok(row.times > 0, 'the fault was never injected: the run was over before');
}

after(() => {
  console.log(faultTable(rows));
});

for (const mode of ['provisioned', 'on-demand'] as const) {
  describe(`faults with one broker, ${mode} polling`, { concurrency: false }, () => {
    let system: System;
    before(async () => {
      system = await startFaultSystem({ brokers: 1, mode });
      // 5,000 lines in each of the sample logs, as `wc -l` counts them
      assert.equal(system.undisturbed.size, system.files.length * 5_000);
    });
    after(() => system.stop());

    for (const { fault, inject } of [
      ...cases,
      { fault: 'the only broker killed (SIGKILL) and started again', inject: killBrokers },
    ]) {
      test(fault, () => check(system, { fault: `${fault} (${mode})`, inject }));
    }
  });
}

describe('faults with three brokers', { concurrency: false }, () => {
  let system: System;
  before(async () => {
    system = await startFaultSystem({ brokers: 3, mode: 'provisioned' });
  });
  after(() => system.stop());

  test('each broker in turn killed, leaders among them, and started again', () =>
    check(system, { fault: 'each of three brokers killed in turn (SIGKILL)', inject: killLeader }));

  test('the runner killed in mid-file and started again', async () => {
    await deleteDocuments(system.pipeline.engine);
    const data = join(system.folder, 'runner');
    const args = [CLI, 'start', '--once', ...system.files.map(({ path }) => path), '--data', data, '--any-ports'];
    args.push('--kafka-brokers', system.cluster.addresses.join(','), '--opensearch-url', system.proxy.url);
    const killed = spawn(process.execPath, args, { stdio: 'ignore' });
    // some lines are in the index, others on their way
    let count = 0;
    while (count === 0 && killed.exitCode === null) {
      await sleep(100);
      count = await countDocuments(system.pipeline.engine);
    }
    killed.kill('SIGKILL');
    assert.ok(count > 0 && count < system.undisturbed.size, `killed when ${count} lines were indexed`);
    const again = spawn(process.execPath, args, { stdio: 'ignore' });
    const code = await new Promise((resolve) => again.once('exit', resolve));
    const differences = compareDocuments(system.undisturbed, await readDocuments(system.pipeline.engine));
    rows.push({
      fault: 'the runner killed (SIGKILL) in mid-file',
      times: 1,
      lines: system.undisturbed.size,
      ...differences,
    });
    assert.deepEqual({ code, ...differences }, { code: 0, lost: 0, doubled: 0, changed: 0 });
  });

  test('a file that is dropped again after it grew', async () => {
    const file = system.files.find(({ path }) => path.endsWith('apache_common.log'));
    assert.ok(file);
    const whole = readFileSync(file.path);
    const half = join(system.folder, 'half.log');
    // cut within a line: half a line becomes a whole one in the end
    writeFileSync(half, whole.subarray(0, Math.floor(whole.length / 2)));
    // documents of what is not produced again keep the time of the file that they came from (ADR 19)
    const { atime, mtime } = statSync(file.path);
    utimesSync(half, atime, mtime);
    const { lines } = await countLines(half);
    const fault = 'a file dropped again after it grew';
    const row = await system.run(
      fault,
      () => Promise.resolve(1),
      async ({ pipeline }) => {
        await uploadFile(pipeline.store.objects, half, file.key);
        while ((await readDocuments(pipeline.engine)).size < lines) await sleep(200);
      },
    );
    rows.push(row);
    assert.deepEqual(
      { lost: row.lost, doubled: row.doubled, changed: row.changed },
      { lost: 0, doubled: 0, changed: 0 },
    );
  });
});
