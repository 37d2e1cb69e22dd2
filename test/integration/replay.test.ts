/**
 * A dead letter's whole path through the real system, with its commands: a broken mapping, dead letters, the fix, `replay`, and `replay`
 * again. Compared with the undisturbed result of the same file.
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { awsEnvironment } from '../../adapters/aws.ts';
import { readEnvironment } from '../../adapters/environment-variables.ts';
import { createObjectStore } from '../../adapters/s3/object-store.ts';
import { createSearchEngine } from '../../adapters/search/search-engine.ts';
import type { ObjectStore, SearchEngine } from '../../core/ports.ts';
import { readRunFile } from '../../local/runner/run-file.ts';
import { LOCAL_BUCKET } from '../../local/store/store.ts';
import { compareDocuments, deleteDocuments, type Documents, readDocuments } from '../faults/documents.ts';
import { type CommandResult, runCommand } from '../helpers/command.ts';
import { sharedOpenSearch } from './engines/shared.ts';

const SAMPLE = join(import.meta.dirname, '..', '..', 'local', 'sample-logs', 'apache_common.log');
const LINES = 400;
const content = readFileSync(SAMPLE, 'latin1').split('\n').slice(0, LINES).join('\n') + '\n';
/** Lines with a user name, by the common log format's third field: those that a broken mapping rejects. */
const named = content
  .trimEnd()
  .split('\n')
  .filter((line) => line.split(' ')[2] !== '-').length;

const run = randomBytes(6).toString('hex');
const dataset = `replay.${run}`;
const indices = `/kafkainsight-logs-${dataset}-*`;
const KEY = `inbox/${run}.log`;
const folder = mkdtempSync(join(tmpdir(), 'kafkainsight-replay-'));
const data = join(folder, 'data');
const stop = new AbortController();

let engine: SearchEngine;
let store: ObjectStore;
let ended: Promise<CommandResult>;
let undisturbed: Documents;

before(async () => {
  const search = await sharedOpenSearch();
  engine = createSearchEngine({ engine: 'opensearch', url: search, authentication: { kind: 'none' } });
  const sources = join(folder, 'sources.json');
  writeFileSync(sources, JSON.stringify([{ prefix: '', dataset }]));
  const args = ['start', '--opensearch-url', search, '--data', data, '--inbox', join(folder, 'inbox')];
  ended = runCommand([...args, '--sources', sources, '--any-ports', '--no-story'], { signal: stop.signal });
  while (readRunFile(data) === undefined) await sleep(200);
  store = createObjectStore(readEnvironment(awsEnvironment, readRunFile(data)?.environment ?? {}).aws);
  await drop();
  await until(whole, 'reconcile', KEY, '--settle', '0');
  undisturbed = await readDocuments(engine, indices);
});

after(async () => {
  stop.abort();
  await ended;
  await deleteDocuments(engine, indices);
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

const whole = new RegExp(`${KEY} +${LINES} +${LINES} +0 +complete`);

async function drop(): Promise<void> {
  await store.put(LOCAL_BUCKET, KEY, Buffer.from(content, 'latin1'), { mtime: '2026-11-22T12:00:00Z' });
}

function command(name: string, ...args: readonly string[]): Promise<CommandResult> {
  return runCommand([name, '--data', data, ...args]);
}

async function until(pattern: RegExp, name: string, ...args: readonly string[]): Promise<CommandResult> {
  const endMillis = Date.now() + 120_000;
  for (;;) {
    const result = await command(name, ...args);
    if (pattern.test(result.output)) return result;
    assert.ok(Date.now() < endMillis, `${name} never said ${String(pattern)}:\n${result.output}${result.errors}`);
    await sleep(500);
  }
}

/** Creates the index with a mapping in which the user name is a number. */
async function breakMapping(): Promise<string> {
  const index = [...undisturbed.keys()][0]?.split(' ')[0] ?? '';
  await deleteDocuments(engine, indices);
  await engine.request('PUT', `/${index}`, { mappings: { properties: { 'user.name': { type: 'long' } } } });
  return index;
}

/** Fixes the mapping as an operator would: moves the documents into a new index with the right mapping. */
async function mendMapping(index: string): Promise<void> {
  const kept = `fix-${run}`;
  const copy = (from: string, to: string): Promise<unknown> =>
    engine.request('POST', '/_reindex?refresh=true', { source: { index: from }, dest: { index: to } });
  await engine.request('POST', `/${index}/_refresh`);
  await copy(index, kept);
  await engine.request('DELETE', `/${index}`);
  await copy(kept, index);
  await engine.request('DELETE', `/${kept}`);
}

/** The time at which a replayed object of this run was last ingested, according to the ledger. */
async function lastReplay(): Promise<string> {
  await engine.request('POST', '/kafkainsight-ledger/_refresh');
  const query = { bool: { filter: [{ prefix: { 'log.file.path': 'replay/' } }] } };
  const body = { size: 1, query, sort: [{ 'event.end': 'desc' }] };
  const answer = (await engine.request('POST', '/kafkainsight-ledger/_search', body)) as {
    hits: { hits: { _source: { 'event.end': string } }[] };
  };
  return answer.hits.hits[0]?._source['event.end'] ?? '';
}

const nothing = { lost: 0, doubled: 0, changed: 0 };

describe('a dead letter, from the broken mapping to its document', { concurrency: false }, () => {
  it('is reported and counted while it is outstanding, and the lines beside it are documents', async () => {
    const index = await breakMapping();
    await drop();
    const outstanding = new RegExp(`${KEY} +${LINES} +${LINES - named} +${named} +complete`);
    const { code } = await until(outstanding, 'reconcile', KEY, '--settle', '0');
    // nothing is lost: each line is a document or a dead letter
    assert.equal(code, 0);
    const letters = await command('dead-letters');
    assert.match(letters.output, new RegExp(`MAPPING_ERROR +${named} `));
    const differences = compareDocuments(undisturbed, await readDocuments(engine, indices));
    assert.deepEqual(differences, { ...nothing, lost: named });
    await mendMapping(index);
  });

  it('becomes the document that it would have been, by `replay`', async () => {
    const dry = await command('replay', '--dry-run');
    assert.match(dry.output, /^would replay dead-letters\/.*MAPPING_ERROR/m);
    const { code, output } = await command('replay');
    assert.equal(code, 0, output);
    assert.match(output, /^replayed dead-letters\/.*MAPPING_ERROR/m);
    await until(whole, 'reconcile', KEY, '--settle', '0');
    assert.deepEqual(compareDocuments(undisturbed, await readDocuments(engine, indices)), nothing);
    assert.match((await command('dead-letters')).output, /There are no dead letters/);
  });

  it('changes nothing when it is replayed a second time', async () => {
    assert.match((await command('replay')).output, /There are no dead letters to replay/);
    const before = await lastReplay();
    // as if the first `replay` had been killed before it archived the objects
    for await (const { key } of store.list(LOCAL_BUCKET, 'replayed/')) {
      await store.copy(LOCAL_BUCKET, key, key.replace('replayed/', 'dead-letters/'));
    }
    assert.match((await command('replay')).output, /^replayed dead-letters\//m);
    while ((await lastReplay()) <= before) await sleep(300);
    await until(/^all +0$/m, 'status');
    await until(whole, 'reconcile', KEY, '--settle', '0');
    assert.deepEqual(compareDocuments(undisturbed, await readDocuments(engine, indices)), nothing);
    assert.match((await command('dead-letters')).output, /There are no dead letters/);
  });
});
