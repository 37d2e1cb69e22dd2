import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createFindingStore } from '../../adapters/search/findings/finding-store.ts';
import { createSearchEngine } from '../../adapters/search/search-engine.ts';
import { documentId, fileId } from '../../core/files/file-id.ts';
import type { Case } from '../../core/findings/cases.ts';
import { probing } from '../../core/findings/rules/probing.ts';
import { LOCAL_BUCKET } from '../../local/store/store.ts';
import { type CommandResult, runCommand } from '../helpers/command.ts';
import { sharedOpenSearch } from './engines/shared.ts';

const folder = mkdtempSync(join(tmpdir(), 'kafkainsight-live-'));
const data = join(folder, 'data');
const inbox = join(folder, 'inbox');
const run = randomUUID();
const NAME = `sub/${run}.log`;
const content = Array.from({ length: 500 }, (_, index) => `line ${index} of ${run}\n`).join('');
const file = fileId(LOCAL_BUCKET, `inbox/${NAME}`, Buffer.from(content));

let search: string;
let live: { readonly ended: Promise<CommandResult>; readonly stop: AbortController };

function start(): void {
  const stop = new AbortController();
  const args = ['start', '--opensearch-url', search, '--data', data, '--inbox', inbox, '--any-ports', '--no-story'];
  live = { ended: runCommand(args, { signal: stop.signal }), stop };
}

function command(name: string, ...args: readonly string[]): Promise<CommandResult> {
  return runCommand([name, '--data', data, ...args]);
}

/** Waits until the command's output matches. */
async function until(pattern: RegExp, name: string, ...args: readonly string[]): Promise<CommandResult> {
  const endMillis = Date.now() + 180_000;
  for (;;) {
    const result = await command(name, ...args);
    if (pattern.test(result.output)) return result;
    assert.ok(Date.now() < endMillis, `${name} never said ${String(pattern)}:\n${result.output}${result.errors}`);
    await sleep(1000);
  }
}

/** Deletes one document with its own version: after a deletion by query, the same document would be rejected as older for a minute. */
async function deleteOne(indices: string, query: object): Promise<void> {
  const searched = await fetch(`${search}/${indices}/_search`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, size: 1, version: true }),
  });
  const { hits } = (await searched.json()) as {
    hits: { hits: { _index: string; _id: string; _version: number }[] };
  };
  const [hit] = hits.hits;
  assert.ok(hit);
  const seen = `version=${hit._version}&version_type=external_gte&refresh=true`;
  const deleted = await fetch(`${search}/${hit._index}/_doc/${hit._id}?${seen}`, { method: 'DELETE' });
  assert.equal(deleted.status, 200);
}

before(async () => {
  search = await sharedOpenSearch();
  mkdirSync(join(inbox, 'sub'), { recursive: true });
  start();
});

after(async () => {
  live.stop.abort();
  await live.ended;
  rmSync(folder, { recursive: true, force: true });
});

const complete = new RegExp(`inbox/${NAME} +500 +500 +0 +complete`);

describe('a live run', () => {
  it('takes a file from the inbox; reconcile finds it whole, and status shows it', async () => {
    writeFileSync(join(inbox, NAME), content);
    const { output, code } = await until(complete, 'reconcile', `inbox/${NAME}`, '--settle', '0');
    assert.equal(code, 0, output);
    const { output: shown } = await command('status');
    assert.match(shown, /^kafkainsight-logs-unparsed-\d{4}\.\d\d +[\d,]+$/m);
    assert.match(shown, /^all +0$/m);
    assert.match(shown, /^given up \(dead-letter queue\) +0$/m);
  });

  it('reads a line back from the bucket, and says where it is', async () => {
    const offset = content.indexOf('line 499');
    const { code, output, errors } = await command('line', documentId(file, offset));
    assert.equal(code, 0, errors);
    assert.equal(output, `line 499 of ${run}\n`);
    assert.equal(errors, `inbox/${NAME}, byte ${offset.toLocaleString('en')}\n`);
    const other = await command('line', documentId(file, offset + 1));
    assert.equal(other.code, 1);
    assert.match(other.errors, /LINE_UNKNOWN/);
  });

  it('takes the mark of a deployment as a line: made twice, it is one document', async () => {
    const call = ['shop', run, '--at', '2026-11-22T10:02:52Z', '--note', 'build 812'];
    const { output, errors } = await command('mark', ...call);
    const key = /inbox\/\S+\.json/.exec(output)?.[0] ?? assert.fail(errors);
    assert.equal((await command('mark', ...call)).output, output);
    await until(new RegExp(`${key} +1 +1 +0 +complete`), 'reconcile', key, '--settle', '0');
    const query = encodeURIComponent(`event.action:deployment AND service.version:"${run}"`);
    const found = await fetch(`${search}/kafkainsight-logs-*/_search?q=${query}`);
    const { hits } = (await found.json()) as { hits: { hits: { _source: Record<string, unknown> }[] } };
    assert.equal(hits.hits.length, 1);
    const { '@timestamp': time, 'service.name': service, message } = hits.hits[0]?._source ?? {};
    assert.deepEqual(
      [time, service, message],
      ['2026-11-22T10:02:52.000Z', 'shop', `shop ${run} was deployed: build 812`],
    );
  });

  it('is told of a document that is gone, and of an entry that is gone', async () => {
    const term = { term: { 'kafkainsight.file.id': file } };
    await deleteOne('kafkainsight-logs-*', term);
    // new files are not judged
    const young = await command('reconcile', `inbox/${NAME}`, '--settle', '86400');
    assert.equal(young.code, 0, young.output + young.errors);
    const missing = await command('reconcile', `inbox/${NAME}`, '--settle', '0');
    assert.equal(missing.code, 1);
    assert.match(
      missing.output,
      /DOCUMENTS_MISSING inbox\/.*: 1 of 500 events became neither a document nor a dead letter/,
    );
    await deleteOne('kafkainsight-ledger', term);
    const unknown = await command('reconcile', `inbox/${NAME}`, '--settle', '0');
    assert.equal(unknown.code, 1);
    assert.match(unknown.output, /NOT_INGESTED inbox\/.*: the ledger does not know this object/);
  });

  it('has both back once the object is queued again', async () => {
    const { code, output } = await command('backfill', '--prefix', `inbox/${NAME}`);
    assert.deepEqual([code, output.startsWith('Queued 1 object,')], [0, true], output);
    await until(complete, 'reconcile', `inbox/${NAME}`, '--settle', '0');
    // other tests' files are there too, and may differ meanwhile
    await until(complete, 'reconcile', '--all', '--settle', '0');
  });

  it('lists cases, and lets people say what is done about them', async () => {
    // of a time without lines, so that no run judges it
    const span = { fromMillis: 0, toMillis: 3_600_000 };
    const finding = { rule: probing.name, cause: '', confidence: 'high', findings: 1, text: 'It asked.' } as const;
    const one: Case = { ...finding, ...span, id: `live-${run}`, state: 'open', entities: 1, someEntities: [run] };
    const engine = createSearchEngine({ engine: 'opensearch', url: search, authentication: { kind: 'none' } });
    await createFindingStore(engine).write({ rule: probing, findings: [], cases: [one], tallies: [] });
    await engine.close();
    const states = async (...args: readonly string[]): Promise<string[]> => {
      const { output } = await command('findings', '--json', '--rule', probing.name, ...args);
      const cases = output.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Case]));
      return cases.filter(({ id }) => id === one.id).map(({ state }) => state);
    };
    const listed = await command('findings');
    assert.deepEqual([listed.code, listed.output.includes(`${one.id}: It asked.`)], [1, true], listed.output);
    const acknowledged = await command('findings', '--acknowledge', one.id);
    assert.deepEqual([acknowledged.code, acknowledged.output], [0, `${one.id} is acknowledged now.\n`]);
    assert.deepEqual([await states(), await states('--state', 'all')], [[], ['acknowledged']]);
    const muted = await command('findings', '--mute-rule', probing.name, '--entity', run);
    assert.equal(muted.output, `Cases of probing of ${run} alone are muted.\n${one.id} is muted now.\n`);
    assert.deepEqual(await states('--state', 'muted'), ['muted']);
    const shown = await command('findings', '--unmute-rule', probing.name, '--entity', run);
    assert.equal(shown.output, `Cases of probing of ${run} alone are shown again.\n${one.id} is open now.\n`);
    assert.equal((await command('findings', '--resolve', one.id)).code, 0);
    const unknown = await command('findings', '--resolve', 'unknown');
    assert.deepEqual([unknown.code, unknown.errors.includes('There is no case unknown.')], [2, true], unknown.errors);
  });

  it('lets no second run onto its data', async () => {
    const second = await runCommand(['start', '--once', '--opensearch-url', search, '--data', data, '--any-ports']);
    assert.equal(second.code, 1);
    assert.match(second.errors, /ALREADY_RUNNING/);
  });

  it('stops at Ctrl-C with 0, and goes on at the next start where it was', async () => {
    live.stop.abort();
    const { code, output } = await live.ended;
    assert.equal(code, 0, output);
    assert.match(output, /dashboards +http:\/\/127\.0\.0\.1:\d+\/[\w-]{22}\/\n/);
    // grown while nothing runs
    writeFileSync(join(inbox, NAME), `${content}one more\n`);
    start();
    await until(new RegExp(`inbox/${NAME} +501 +501 +0 +complete`), 'reconcile', `inbox/${NAME}`, '--settle', '0');
  });
});
