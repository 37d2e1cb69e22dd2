/**
 * The short fault test: the most frequent faults all at once, with the whole index compared afterwards. The long ones are in test/faults.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSearchEngine } from '../../adapters/search/search-engine.ts';
import type { SearchEngine } from '../../core/ports.ts';
import { compareDocuments, countDocuments, deleteDocuments, readDocuments } from '../faults/documents.ts';
import { type Fault, type FaultProxy, startFaultProxy } from '../faults/proxy.ts';
import { runCommand } from '../helpers/command.ts';
import { sharedKafka, sharedOpenSearch } from './engines/shared.ts';

const LOCAL = join(import.meta.dirname, '..', '..', 'local');
const FILES = ['apache_combined.log.gz', 'rfc5424.log'];
/** 5,000 lines in each of the sample logs, as `wc -l` counts them. */
const LINES = FILES.length * 5_000;
const BULK = /\/_bulk/;

const run = randomBytes(6).toString('hex');
const indices = `/kafkainsight-logs-faults.${run}-*`;
const folder = mkdtempSync(join(tmpdir(), 'kafkainsight-faults-short-'));
let engine: SearchEngine;
let proxy: FaultProxy;
let args: readonly string[];

before(async () => {
  const [brokers, search] = await Promise.all([sharedKafka(), sharedOpenSearch()]);
  engine = createSearchEngine({ engine: 'opensearch', url: search, authentication: { kind: 'none' } });
  proxy = await startFaultProxy(search);
  const sources = join(folder, 'sources.json');
  writeFileSync(sources, JSON.stringify([{ prefix: '', dataset: `faults.${run}` }]));
  // in a separate folder, since ids follow from it: other tests on the same node count the documents of these files
  const inbox = join(folder, 'inbox');
  const ownFolder = join(inbox, run);
  mkdirSync(ownFolder, { recursive: true });
  for (const name of FILES) copyFileSync(join(LOCAL, 'sample-logs', name), join(ownFolder, name));
  args = [
    ...['start', '--once', ...FILES.map((name) => join(ownFolder, name))],
    ...['--data', join(folder, 'data'), '--inbox', inbox, '--sources', sources, '--any-ports'],
    ...['--kafka-brokers', brokers.join(), '--opensearch-url', proxy.url],
  ];
});

after(async () => {
  await proxy.close();
  await deleteDocuments(engine, indices);
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

const environment = { KAFKA_TOPIC: `faults.${run}` };

/** During the work, breaks two bulk requests in each way, with some successful ones in between; returns how many it broke. */
async function breakBulks(work: Promise<unknown>): Promise<number> {
  const faults: readonly Fault[] = [
    { kind: 'status', status: 429 },
    { kind: 'lose-answer' },
    { kind: 'status', status: 503 },
    { kind: 'close' },
  ];
  const before = proxy.broken;
  const ended = work.then(
    () => true,
    () => true,
  );
  for (const fault of faults) {
    const wanted = proxy.broken + 2;
    proxy.inject(fault, 2, BULK);
    while (proxy.broken < wanted && !(await Promise.race([ended, sleep(20, false)])));
    await sleep(200);
  }
  proxy.clear();
  return proxy.broken - before;
}

/** Kills the runner once the lines of one bulk request are documents and others are on their way; returns how many were. */
async function killMidway(): Promise<number> {
  proxy.inject({ kind: 'hang' }, Infinity, BULK, 1);
  const cli = join(import.meta.dirname, '..', '..', 'cli', 'main.ts');
  const child = spawn(process.execPath, [cli, ...args], { env: { ...process.env, ...environment }, stdio: 'ignore' });
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
  });
  let count = 0;
  while (count === 0 && child.exitCode === null) {
    await sleep(50);
    count = await countDocuments(engine, indices);
  }
  child.kill('SIGKILL');
  await exited;
  proxy.clear();
  return count;
}

describe('faults, in short', () => {
  test('bulk requests refused, lost and done in vain; the runner killed and started again: nothing differs', async () => {
    const undisturbedRun = await runCommand(args, { environment });
    assert.equal(undisturbedRun.code, 0, undisturbedRun.errors);
    const undisturbed = await readDocuments(engine, indices);
    assert.equal(undisturbed.size, LINES);
    await deleteDocuments(engine, indices);

    const countAtKill = await killMidway();
    assert.ok(countAtKill > 0 && countAtKill < LINES, `killed when ${countAtKill} of ${LINES} lines were indexed`);
    const restarted = runCommand(args, { environment });
    const [again, broken] = await Promise.all([restarted, breakBulks(restarted)]);
    assert.ok(broken > 0, 'no request was broken');
    assert.equal(again.code, 0, again.errors);
    const differences = compareDocuments(undisturbed, await readDocuments(engine, indices));
    assert.deepEqual(differences, { lost: 0, doubled: 0, changed: 0 });
  });
});
